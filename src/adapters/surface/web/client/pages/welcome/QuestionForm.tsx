/**
 * The question that a setup waits for, with the way to answer it. Takes the focus where nobody works with anything else: a
 * setup asks when it comes to it, and what is typed meanwhile is meant for where one types it.
 */
import { type FormEvent, useEffect, useRef, useState } from "react"
import { SetupReply } from "../../../../../../core/control/protocol/SetupRpcs.ts"
import { announce } from "../../ui/Announce.ts"
import { Button } from "../../ui/Button.tsx"
import { Select } from "../../ui/Select.tsx"
import { TextInput } from "../../ui/TextInput.tsx"
import type { Question } from "./OpenQuestion.ts"

export interface QuestionFormProps {
  readonly question: Question
  readonly busy: boolean
  readonly error: string | undefined
  readonly onReply: (reply: SetupReply) => void
}

/** Beyond this a list is shown as the browser's own. */
const mostInSight = 8

const Secret = ({ question, busy, error, onReply }: QuestionFormProps) => {
  const [value, setValue] = useState("")
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (value.trim() === "" || busy) return
    onReply(SetupReply.make({ _tag: "Secret", value }))
    // it is nowhere on this page from now on
    setValue("")
  }
  return (
    <form onSubmit={send} className="flex min-w-0 flex-col gap-2">
      <TextInput
        type="password"
        label={question.text}
        hint="it is kept in a file of this machine that only its owner can read, and shown nowhere"
        error={error}
        value={value}
        onChange={setValue}
        autoComplete="off"
        data-1p-ignore=""
        data-lpignore="true"
        spellCheck={false}
        mono
      />
      <div>
        <Button type="submit" tone="accent" busy={busy} disabled={value.trim() === ""}>
          send
        </Button>
      </div>
    </form>
  )
}

const Choice = ({
  question,
  busy,
  error,
  onReply
}: QuestionFormProps & { readonly question: Extract<Question, { readonly _tag: "ChoiceWanted" }> }) => {
  const { options, text } = question
  const [index, setIndex] = useState(() => options.findIndex(({ unusable }) => unusable !== true))
  const reply = (chosen: number) => onReply(SetupReply.make({ _tag: "Choice", index: chosen }))
  if (options.length > mostInSight) {
    return (
      <form
        onSubmit={(event) => {
          event.preventDefault()
          if (!busy) reply(index)
        }}
        className="flex min-w-0 flex-col gap-2"
      >
        <Select
          label={text}
          error={error}
          value={String(index)}
          onChange={(value) => setIndex(Number(value))}
          options={options.map(({ about, title, unusable }, at) => ({
            value: String(at),
            label: about === "" ? title : `${title}: ${about}`,
            disabled: unusable === true
          }))}
        />
        <div>
          <Button type="submit" tone="accent" busy={busy}>
            choose
          </Button>
        </div>
      </form>
    )
  }
  return (
    <fieldset className="min-w-0">
      <legend className="mb-2 text-sm font-medium">{text}</legend>
      <div className="flex min-w-0 flex-col gap-1.5">
        {options.map(({ about, title, unusable }, at) => (
          <button
            // biome-ignore lint/suspicious/noArrayIndexKey: two options may have the same name, and their order stays
            key={at}
            type="button"
            disabled={unusable === true || busy}
            onClick={() => reply(at)}
            className="flex min-h-9 min-w-0 flex-wrap items-baseline gap-x-2 rounded-md border px-3 py-1.5 text-left text-sm hover:bg-hover disabled:opacity-50 pointer-coarse:min-h-11"
          >
            <span className="font-medium">{title}</span>
            {about !== "" && <span className="text-xs text-muted">{about}</span>}
          </button>
        ))}
      </div>
      {error !== undefined && (
        <p role="alert" className="mt-1 text-xs text-bad">
          {error}
        </p>
      )}
    </fieldset>
  )
}

const Confirm = ({ question, busy, error, onReply }: QuestionFormProps) => (
  <fieldset className="min-w-0">
    <legend className="mb-2 text-sm font-medium">{question.text}</legend>
    <div className="flex flex-wrap gap-2">
      <Button tone="accent" busy={busy} onClick={() => onReply(SetupReply.make({ _tag: "Confirm", yes: true }))}>
        yes
      </Button>
      <Button busy={busy} onClick={() => onReply(SetupReply.make({ _tag: "Confirm", yes: false }))}>
        no
      </Button>
    </div>
    {error !== undefined && (
      <p role="alert" className="mt-1 text-xs text-bad">
        {error}
      </p>
    )}
  </fieldset>
)

export const QuestionForm = (props: QuestionFormProps) => {
  const { question } = props
  const place = useRef<HTMLDivElement>(null)
  const words = useRef(question.text)
  useEffect(() => {
    const now = document.activeElement
    const setup = place.current?.parentElement
    if (now !== null && now !== document.body && setup?.contains(now) !== true) {
      announce(`the setup asks: ${words.current}`)
      return
    }
    place.current
      ?.querySelector<HTMLElement>("input:not([disabled]), select:not([disabled]), button:not([disabled])")
      ?.focus({ preventScroll: true })
    place.current?.scrollIntoView?.({ block: "nearest" })
  }, [])
  return (
    <div ref={place} className="min-w-0 rounded-md border border-accent/50 px-3 py-3">
      {question._tag === "SecretWanted" && <Secret {...props} />}
      {question._tag === "ChoiceWanted" && <Choice {...props} question={question} />}
      {question._tag === "ConfirmWanted" && <Confirm {...props} />}
    </div>
  )
}
