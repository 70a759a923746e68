/**
 * Where a person says something, with files that they choose, drop or paste. What is written stays until it was taken:
 * through a lost connection, a refusal, and going to another page and back. Enter sends where there is a keyboard; on a
 * phone Enter is a new line.
 */
import { ArrowUp } from "lucide-react"
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useState } from "react"
import { AttachButton } from "../../files/AttachButton.tsx"
import { useBringing } from "../../files/Bringing.ts"
import { BroughtList } from "../../files/BroughtList.tsx"
import { pastedFiles, useDropping } from "../../files/Dropping.ts"
import { Button } from "../../ui/Button.tsx"
import { classes } from "../../ui/Classes.ts"
import { TextArea } from "../../ui/TextArea.tsx"
import { type Draft, filesOf, isSendable, useDraft } from "./Drafts.ts"
import { StopButton } from "./StopButton.tsx"

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

/** Some browsers say that a word is complete before they tell of the key that completed it: that one is no real key. */
const isComposing = ({ nativeEvent }: KeyboardEvent): boolean => nativeEvent.isComposing || nativeEvent.keyCode === 229

export const Composer = (props: ComposerProps) => {
  const { agent, blocked, children, forbidden, onSend, onStop, place, placeholder, running } = props
  const { draft, putFiles, taken, write } = useDraft(place)
  const files = useBringing(place, filesOf(draft), putFiles)
  const [sending, setSending] = useState(false)
  const [refused, setRefused] = useState<string>()
  const allowed = forbidden === undefined
  const held = useDropping(allowed, files.add)
  const comes = files.coming.length > 0
  const sendable = allowed && blocked === undefined && !comes && isSendable(draft)

  const send = async () => {
    if (!sendable || sending) return
    setSending(true)
    const why = await onSend(draft)
    setSending(false)
    setRefused(why)
    if (why === undefined) taken(draft)
  }
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || isComposing(event) || byTouch()) return
    event.preventDefault()
    void send()
  }
  const pasted = (event: ClipboardEvent) => {
    const found = pastedFiles(event.clipboardData)
    if (found.length === 0) return
    event.preventDefault()
    files.add(found)
  }
  return (
    <form
      aria-label={`say something to ${agent}`}
      className={classes(
        "mx-auto w-full max-w-3xl rounded-md",
        held && "outline-2 outline-accent outline-offset-4 outline-dashed"
      )}
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
        placeholder={forbidden ?? (held ? "let go to add these files" : placeholder)}
        disabled={forbidden !== undefined}
        error={refused}
        hint={forbidden ?? blocked ?? (comes ? "it can be sent once its files are there" : undefined)}
        onChange={(text) => {
          write(text)
          setRefused(undefined)
        }}
        onKeyDown={pressed}
        onPaste={pasted}
        enterKeyHint="enter"
      />
      <BroughtList files={files} />
      <div className="mt-2 flex min-h-8 items-center gap-2">
        <AttachButton disabled={!allowed} onFiles={files.add} />
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-2">{children}</div>
        {running && forbidden === undefined && <StopButton onStop={onStop} />}
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
