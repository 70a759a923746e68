/**
 * Where a person says something. What is written stays until it was taken: through a lost connection, a refusal, and
 * going to another page and back. Enter sends where there is a keyboard; on a phone Enter is a new line.
 */
import { ArrowUp, Square } from "lucide-react"
import { type KeyboardEvent, type ReactNode, useState } from "react"
import { Button } from "../../ui/Button.tsx"
import { TextArea } from "../../ui/TextArea.tsx"
import { type Draft, draftOf, draftWith, keepDraft } from "./Drafts.ts"

export interface ComposerProps {
  /** Under which what is written is kept. */
  readonly place: string
  readonly agent: string
  /** Why nothing can be said at all; writing is off. */
  readonly forbidden?: string | undefined
  /** Why it cannot be sent now; writing goes on. */
  readonly blocked?: string | undefined
  /** Something runs that can be stopped. */
  readonly running: boolean
  readonly placeholder: string
  /** Says why it was refused, or nothing. */
  readonly onSend: (draft: Draft) => Promise<string | undefined>
  readonly onStop: () => Promise<void>
  /** How the session is set, below what is written. */
  readonly children?: ReactNode
}

const byTouch = (): boolean => window.matchMedia("(pointer: coarse)").matches

export const Composer = (props: ComposerProps) => {
  const { agent, blocked, children, forbidden, onSend, onStop, place, placeholder, running } = props
  const [draft, setDraft] = useState(() => draftOf(place))
  const [sending, setSending] = useState(false)
  const [stopping, setStopping] = useState(false)
  const [refused, setRefused] = useState<string>()
  const sendable = forbidden === undefined && blocked === undefined && draft.text.trim() !== ""

  const write = (text: string) => {
    const next = draftWith(draft, text)
    setDraft(next)
    keepDraft(place, next)
    setRefused(undefined)
  }
  const send = async () => {
    if (!sendable || sending) return
    setSending(true)
    const why = await onSend(draft)
    setSending(false)
    setRefused(why)
    if (why !== undefined) return
    // what was written on while it was on its way stays
    setDraft((now) => {
      const next = now.message === draft.message ? draftWith(now, "") : now
      keepDraft(place, next)
      return next
    })
  }
  const stop = async () => {
    setStopping(true)
    await onStop()
    setStopping(false)
  }
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || byTouch()) return
    event.preventDefault()
    void send()
  }
  return (
    <form
      aria-label={`say something to ${agent}`}
      className="mx-auto w-full max-w-3xl"
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <TextArea
        label={`message to ${agent}`}
        hideLabel
        rows={1}
        maxRows={12}
        value={draft.text}
        placeholder={forbidden ?? placeholder}
        disabled={forbidden !== undefined}
        error={refused}
        hint={forbidden ?? blocked}
        onChange={write}
        onKeyDown={pressed}
        enterKeyHint="enter"
      />
      <div className="mt-2 flex min-h-8 items-center gap-2">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">{children}</div>
        {running && forbidden === undefined && (
          <Button
            busy={stopping}
            onClick={() => void stop()}
            icon={<Square size={14} aria-hidden="true" />}
            title="stop what runs: Escape, twice"
          >
            stop
          </Button>
        )}
        <Button
          type="submit"
          tone="accent"
          busy={sending}
          disabled={!sendable}
          icon={<ArrowUp size={14} aria-hidden="true" />}
        >
          send
        </Button>
      </div>
    </form>
  )
}
