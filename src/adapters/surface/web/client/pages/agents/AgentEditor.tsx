/** An agent being written: the draft, what is wrong with it while it is typed, and storing it. Owns the draft. */
import { useEffect, useMemo, useState } from "react"
import type { AgentList } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import type { Agent } from "../../../../../../core/model/Agent.ts"
import { useActing } from "../../live/Acting.ts"
import { refresh } from "../../live/Answers.ts"
import { Button } from "../../ui/Button.tsx"
import { toast } from "../../ui/Toast.ts"
import { problemAt, useAgentCheck } from "./AgentChecking.ts"
import { type AgentDraft, changedKeys, isChanged, keyOfField, newKeys } from "./AgentDraft.ts"
import { AgentForm } from "./AgentForm.tsx"

export interface AgentEditorProps {
  /** As it is stored, or what a new one begins with. */
  readonly before: AgentDraft
  /** The name of the agent that is changed; absent for a new one. */
  readonly was?: string | undefined
  readonly backends: AgentList["backends"]
  readonly onSaved: (agent: Agent) => void
}

export const AgentEditor = ({ before, was, backends, onSaved }: AgentEditorProps) => {
  const [draft, setDraft] = useState(before)
  const [tried, setTried] = useState(false)
  const { act, busy, forget, refusal } = useActing()
  const keys = useMemo(() => (was === undefined ? newKeys(draft) : changedKeys(before, draft)), [was, before, draft])
  const { pending, problems } = useAgentCheck(keys, draft.persona, was)
  const changed = isChanged(before, draft)

  useEffect(() => {
    if (!changed) return
    const keep = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener("beforeunload", keep)
    return () => window.removeEventListener("beforeunload", keep)
  }, [changed])

  /** Nobody is told that a field is empty before they came to it. */
  const errorOf = (field: keyof AgentDraft): string | undefined => {
    const key = keyOfField[field]
    const touched = tried || was !== undefined || draft[field] !== before[field]
    return refusal?.fields[key] ?? (touched ? problemAt(problems, key) : undefined)
  }
  const shown = new Set(Object.values(keyOfField))
  const others = (problems ?? []).filter(
    ({ key }) => ![...shown].some((each) => key === each || key.startsWith(`${each}.`))
  )
  const wrong = [...new Set((problems ?? []).flatMap(({ key, severity }) => (severity === "error" ? [key] : [])))]
  const broken = wrong.length > 0

  const change = (part: Partial<AgentDraft>) => {
    setDraft((now) => ({ ...now, ...part }))
    if (refusal !== undefined) forget()
  }

  const save = async () => {
    setTried(true)
    const done = await act((service) =>
      was === undefined
        ? service.CreateAgent({ keys, persona: draft.persona })
        : service.EditAgent({
            name: was,
            keys,
            ...(draft.persona.trim() === before.persona.trim() ? {} : { persona: draft.persona })
          })
    )
    if (done === undefined) return
    toast(was === undefined ? `${done.value.name} is there` : `${done.value.name} is changed`, { tone: "good" })
    refresh("agents")
    onSaved(done.value)
  }

  const state = !changed
    ? was === undefined
      ? "nothing is filled in yet"
      : "nothing is changed"
    : pending
      ? "checking …"
      : broken
        ? `not right yet: ${wrong.filter((key) => key !== "").join(", ") || "the file"}`
        : "ready to be stored"

  return (
    <form
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <AgentForm
        draft={draft}
        backends={backends}
        named={was !== undefined}
        disabled={false}
        errorOf={errorOf}
        onChange={change}
      />
      <footer className="sticky bottom-0 z-20 -mx-4 flex flex-wrap items-center justify-end gap-2 border-t bg-canvas px-4 py-3 sm:-mx-6 sm:px-6">
        <div className="min-w-0 flex-1 basis-40 text-sm" aria-live="polite">
          {refusal !== undefined && Object.keys(refusal.fields).length === 0 ? (
            <p className="text-bad">{refusal.detail}</p>
          ) : (
            <p className={changed && broken && !pending ? "text-bad" : "text-muted"}>{state}</p>
          )}
          {others.map(({ key, severity, text }) => (
            <p key={`${key} ${text}`} className={severity === "error" ? "text-bad text-xs" : "text-muted text-xs"}>
              {key === "" ? text : `${key}: ${text}`}
            </p>
          ))}
        </div>
        {was !== undefined && (
          <Button disabled={!changed || busy} onClick={() => setDraft(before)}>
            discard
          </Button>
        )}
        <Button type="submit" tone="accent" busy={busy} disabled={!changed}>
          {was === undefined ? "make the agent" : "save"}
        </Button>
      </footer>
    </form>
  )
}
