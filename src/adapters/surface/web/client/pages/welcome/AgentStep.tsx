/** The first agent: one of those that are ready, or one that is described here; and the first thing said to it. */
import { useRef, useState } from "react"
import type { AgentList } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { RouteLink } from "../../app/RouteLink.tsx"
import { goTo } from "../../app/RouteNow.ts"
import { useActing } from "../../live/Acting.ts"
import { refresh } from "../../live/Answers.ts"
import { useKeyOf } from "../../live/KeyOf.ts"
import { Button, buttonClasses } from "../../ui/Button.tsx"
import { useFirstWrong } from "../../ui/FirstWrong.ts"
import { Foreign } from "../../ui/Foreign.tsx"
import { RadioRow } from "../../ui/RadioRow.tsx"
import { TextArea } from "../../ui/TextArea.tsx"
import { TextInput } from "../../ui/TextInput.tsx"
import { StepCard } from "./StepCard.tsx"

const firstWords = "what is in this project, in five lines?"
/** Tasks that are handed out go to it; nobody talks to it. */
const notForTalk = "worker"

export interface AgentStepProps {
  readonly list: AgentList
  /** Somebody has talked to an agent already. */
  readonly done: boolean
}

export const AgentStep = ({ list, done }: AgentStepProps) => {
  const named = list.agents.map(({ agent }) => agent).filter(({ name }) => name !== notForTalk)
  const ready = [
    ...named.filter(({ name }) => name === list.fallback),
    ...named.filter(({ name }) => name !== list.fallback)
  ]
  const [way, setWay] = useState<"ready" | "own">(ready.length === 0 ? "own" : "ready")
  const [picked, setPicked] = useState<string>()
  const [name, setName] = useState("")
  const [about, setAbout] = useState("")
  const [text, setText] = useState(firstWords)
  const form = useRef<HTMLFormElement>(null)
  const toFirstWrong = useFirstWrong(form)
  const { act, busy, refusal } = useActing()
  const agent = picked ?? ready[0]?.name
  const { key: message } = useKeyOf({ agent: way === "ready" ? agent : name, text })
  const fields = refusal?.fields ?? {}

  const begin = async () => {
    const made =
      way === "ready"
        ? agent
        : (
            await act((service) =>
              service.CreateAgent({
                keys: { name: name.trim(), description: about.trim().split("\n")[0] ?? "" },
                persona: `You are ${name.trim()}. ${about.trim()}`
              })
            )
          )?.value.name
    if (made === undefined) return toFirstWrong()
    if (way === "own") {
      refresh("agents")
      // what comes next may fail: it is there by then, and would be refused a second time
      setPicked(made)
      setWay("ready")
    }
    const begun = await act((service) => service.BeginSession({ agent: made, text: text.trim(), message }))
    if (begun !== undefined) goTo({ page: "session", id: begun.value.session })
  }
  const complete =
    text.trim() !== "" && (way === "ready" ? agent !== undefined : name.trim() !== "" && about.trim() !== "")

  return (
    <StepCard number={2} title="your first agent" done={done}>
      <form
        ref={form}
        className="flex min-w-0 flex-col gap-3"
        onSubmit={(event) => {
          event.preventDefault()
          if (complete) void begin()
        }}
      >
        {ready.length > 0 && (
          <RadioRow
            label="which agent"
            hideLabel
            value={way}
            onChange={setWay}
            options={[
              { value: "ready", label: "one that is ready" },
              { value: "own", label: "describe one" }
            ]}
          />
        )}
        {way === "ready" ? (
          <fieldset className="min-w-0">
            <legend className="sr-only">who answers</legend>
            <div className="grid min-w-0 gap-2 sm:grid-cols-3">
              {ready.map(({ description, name: one }) => (
                <label
                  key={one}
                  className="flex min-w-0 cursor-pointer flex-col gap-1 rounded-md border px-3 py-2 text-sm hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-focus-visible:outline-2 has-focus-visible:outline-accent"
                >
                  <input
                    type="radio"
                    name="first-agent"
                    value={one}
                    checked={one === agent}
                    onChange={() => setPicked(one)}
                    className="sr-only"
                  />
                  <span className="font-medium">{one}</span>
                  <span className="break-words text-xs text-muted">
                    <Foreign text={description} />
                  </span>
                </label>
              ))}
            </div>
          </fieldset>
        ) : (
          <>
            <TextInput
              label="its name"
              hint="small letters, digits and dashes"
              value={name}
              onChange={setName}
              error={fields.name}
              mono
              maxLength={32}
              className="max-w-60"
            />
            <TextArea
              label="who it is and what it does"
              hint="in your words; this can be changed at any time"
              value={about}
              onChange={setAbout}
              error={fields.persona ?? fields.description}
              rows={3}
            />
          </>
        )}
        <TextArea label="what you say to it first" value={text} onChange={setText} rows={1} />
        {refusal !== undefined && (
          <p role="alert" className="text-sm text-bad">
            {refusal.detail}
          </p>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" tone="accent" busy={busy} disabled={!complete}>
            {way === "own" ? "create it and talk" : `talk to ${agent ?? "it"}`}
          </Button>
          <RouteLink to={{ page: "new-agent" }} className={buttonClasses("quiet")}>
            every setting
          </RouteLink>
        </div>
      </form>
    </StepCard>
  )
}
