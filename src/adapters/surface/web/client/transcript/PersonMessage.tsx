/** What a person said, who it was, when and where. Foreign words, shown as they are; a long message shows its head. */
import { Paperclip } from "lucide-react"
import { memo, useState } from "react"
import type { Turn } from "../../../../../core/model/Turn.ts"
import * as Words from "../../../../../core/render/Words.ts"
import { Button } from "../ui/Button.tsx"
import { RelativeTime } from "../ui/RelativeTime.tsx"

export interface PersonMessageProps {
  readonly turn: Turn
}

const mostLines = 16
const mostCharacters = 2_000

const headOf = (text: string): string => text.split("\n", mostLines).join("\n").slice(0, mostCharacters)

/** What was said from here in a conversation of another platform came by no message of that one. */
const saidIn = ({ platform }: Turn["conversation"]): string => (platform === "web" ? platform : `to ${platform}`)

export const PersonMessage = memo(function PersonMessage({ turn }: PersonMessageProps) {
  const [whole, setWhole] = useState(false)
  const { attachments, conversation, origin, person, saidAt, text } = turn
  const head = headOf(text)
  const hidden = text.length - head.length
  return (
    <div className="min-w-0 rounded-md bg-sunken px-3 py-2">
      <p className="label-line flex flex-wrap items-baseline gap-x-2">
        <span className="min-w-0 truncate font-medium text-ink">{person.name}</span>
        <RelativeTime at={saidAt} />
        <span>{origin?.platform ?? saidIn(conversation)}</span>
      </p>
      {text.trim() === "" ? (
        <p className="mt-0.5 text-muted">{attachments.length === 0 ? "it went on by itself" : "sent files"}</p>
      ) : (
        <p className="mt-0.5 whitespace-pre-wrap break-words">{whole ? text : head}</p>
      )}
      {hidden > 0 && (
        <Button size="small" tone="quiet" className="-ml-2" onClick={() => setWhole(!whole)}>
          {whole ? "show less" : `show ${Words.count(hidden, "more character")}`}
        </Button>
      )}
      {attachments.length > 0 && (
        <ul aria-label="files sent with it" className="mt-1 flex flex-wrap gap-x-3 text-muted text-xs">
          {attachments.map(({ name, path }) => (
            <li key={path} className="flex min-w-0 items-center gap-1">
              <Paperclip size={12} aria-hidden="true" className="shrink-0" />
              <span className="truncate">{name}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
})
