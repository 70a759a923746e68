/**
 * A file of a transcript: its name and size, a picture where it is one, and a way to save it. Its room is the same before
 * the picture is there, so that nothing below moves.
 */
import { Paperclip } from "lucide-react"
import { useState } from "react"
import { tameText } from "../../../../../core/chat/HostileText.ts"
import { isPicture } from "../../../../../core/files/MediaTypes.ts"
import { Foreign } from "../ui/Foreign.tsx"
import { toast } from "../ui/Toast.ts"
import { saveFile } from "./FileContent.ts"
import { ShownPicture } from "./ShownPicture.tsx"
import { sizeWords } from "./SizeWords.ts"

export interface ShownFileProps {
  readonly file: { readonly name: string; readonly mediaType: string; readonly bytes: number }
  readonly address: string
}

export const ShownFile = ({ address, file: { bytes, mediaType, name: told } }: ShownFileProps) => {
  const name = tameText(told)
  const [unseen, setUnseen] = useState(false)
  const save = () =>
    saveFile(address, name).catch((error: unknown) =>
      toast(`${name} is not saved: ${error instanceof Error ? error.message : String(error)}`, { tone: "bad" })
    )
  return (
    <div className="min-w-0 max-w-full">
      {isPicture(mediaType) && !unseen && (
        <ShownPicture address={address} name={name} onUnseen={() => setUnseen(true)} />
      )}
      <p className="flex min-w-0 items-center gap-1 text-muted text-xs">
        <button
          type="button"
          onClick={save}
          aria-label={`save ${name}`}
          className="inline-flex min-w-0 cursor-pointer items-center gap-1 hover:text-ink hover:underline"
        >
          <Paperclip size={12} aria-hidden="true" className="shrink-0" />
          <span className="truncate">
            <Foreign text={name} />
          </span>
        </button>
        <span className="shrink-0 text-faint">{sizeWords(bytes)}</span>
      </p>
    </div>
  )
}
