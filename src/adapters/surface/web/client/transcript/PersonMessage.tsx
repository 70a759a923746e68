/** What a person said, who it was, when and where. Foreign words, shown as they are; a long message shows its head. */
import { memo, useState } from "react"
import type { Turn } from "../../../../../core/model/Turn.ts"
import * as Words from "../../../../../core/render/Words.ts"
import { attachedAddress } from "../files/FileAddress.ts"
import { ShownFile } from "../files/ShownFile.tsx"
import { Button } from "../ui/Button.tsx"
import { Foreign } from "../ui/Foreign.tsx"
import { RelativeTime } from "../ui/RelativeTime.tsx"
import { headOf } from "./Head.ts"

export interface PersonMessageProps {
  readonly turn: Turn
}

const most = { lines: 16, characters: 2_000 }

/** What was said from here in a conversation of another platform came by no message of that one. */
const saidIn = ({ platform }: Turn["conversation"]): string => (platform === "web" ? platform : `to ${platform}`)

export const PersonMessage = memo(function PersonMessage({ turn }: PersonMessageProps) {
  const [whole, setWhole] = useState(false)
  const { attachments, conversation, id, origin, person, saidAt, text } = turn
  const head = headOf(text, most)
  const hidden = text.length - head.length
  return (
    <div className="min-w-0 rounded-md bg-sunken px-3 py-2">
      <div className="label-line flex flex-wrap items-baseline gap-x-2">
        <h2 className="min-w-0 truncate font-medium text-ink">
          <Foreign text={person.name} />
        </h2>
        <RelativeTime at={saidAt} />
        <span>{origin?.platform ?? saidIn(conversation)}</span>
      </div>
      {text.trim() === "" ? (
        <p className="mt-0.5 text-muted">{attachments.length === 0 ? "it went on by itself" : "sent files"}</p>
      ) : (
        <p className="mt-0.5 whitespace-pre-wrap break-words [unicode-bidi:plaintext]">
          <Foreign text={whole ? text : head} />
        </p>
      )}
      {hidden > 0 && (
        <Button size="small" tone="quiet" className="-ml-2" onClick={() => setWhole(!whole)}>
          {whole ? "show less" : `show ${Words.count(hidden, "more character")}`}
        </Button>
      )}
      {attachments.length > 0 && (
        <ul aria-label="files sent with it" className="mt-1 flex flex-wrap gap-x-4 gap-y-2">
          {attachments.map((file, place) => (
            <li key={file.path} className="min-w-0 max-w-full">
              <ShownFile file={file} address={attachedAddress(id, place)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
})
