/** Files that go with what is written: those that are there and those on their way, each can be taken back. */
import { Paperclip, X } from "lucide-react"
import type { ReactNode } from "react"
import { tameText } from "../../../../../core/chat/HostileText.ts"
import { Foreign } from "../ui/Foreign.tsx"
import { IconButton } from "../ui/IconButton.tsx"
import type { BroughtFiles } from "./Bringing.ts"
import { sizeWords } from "./SizeWords.ts"

interface ChipProps {
  readonly name: string
  readonly about: ReactNode
  readonly onRemove: () => void
}

const Chip = ({ about, name, onRemove }: ChipProps) => (
  <li className="flex min-w-0 max-w-full items-center gap-1.5 rounded-md border bg-canvas pl-2 text-xs">
    <Paperclip size={12} aria-hidden="true" className="shrink-0 text-faint" />
    <span className="min-w-0 truncate" title={tameText(name)}>
      <Foreign text={name} />
    </span>
    <span className="shrink-0 text-muted tabular-nums">{about}</span>
    <IconButton
      label={tameText(`remove ${name}`)}
      size="small"
      icon={<X size={12} aria-hidden="true" />}
      onClick={onRemove}
    />
  </li>
)

export const BroughtList = ({ files }: { readonly files: BroughtFiles }) => {
  const { coming, refused, remove, there } = files
  return (
    <>
      {there.length + coming.length > 0 && (
        <ul aria-label="files that go with it" className="mt-2 flex flex-wrap gap-1.5">
          {there.map((upload) => (
            <Chip key={upload.id} name={upload.name} about={sizeWords(upload.bytes)} onRemove={() => remove(upload)} />
          ))}
          {coming.map(({ bytes, giveUp, key, name, share }) => (
            <Chip
              key={key}
              name={name}
              about={
                <span className="flex items-center gap-1.5">
                  {sizeWords(bytes)}
                  <progress
                    aria-label={tameText(`${name} is on its way`)}
                    value={share}
                    max={1}
                    className="h-1.5 w-16"
                  />
                </span>
              }
              onRemove={giveUp}
            />
          ))}
        </ul>
      )}
      {refused.length > 0 && (
        <ul aria-label="files that were not taken" className="mt-1 text-bad text-xs">
          {refused.map((words) => (
            <li key={words} className="break-words">
              <Foreign text={words} />
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
