/** An agent being written: what is wrong with the draft while it is typed, storing it, and what others made of it meanwhile. */
import { useMemo, useRef, useState } from "react"
import type { AgentList } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import type { Agent } from "../../../../../../core/model/Agent.ts"
import { useActing } from "../../live/Acting.ts"
import { refresh } from "../../live/Answers.ts"
import { Button } from "../../ui/Button.tsx"
import { useFirstWrong } from "../../ui/FirstWrong.ts"
import { toast } from "../../ui/Toast.ts"
import { problemAt, useAgentCheck } from "./AgentChecking.ts"
import { type AgentDraft, changedKeys, draftOf, keyOfField, newKeys } from "./AgentDraft.ts"
import { useAgentDrafting } from "./AgentDrafting.ts"
import { AgentForm } from "./AgentForm.tsx"
import { ChangedMeanwhile } from "./ChangedMeanwhile.tsx"

export interface AgentEditorProps {
  /** Under which what is written is kept. */
  readonly place: string
  /** As it is stored, or what a new one begins with. */
  readonly before: AgentDraft
  /** The agent that is changed; absent for a new one. */
  readonly was?:
    | {
        readonly name: string
        /** Of its file. */
        readonly version: string
        readonly changedBy?: string | undefined
        /** Its MCP servers, which are not changed from here. */
        readonly mcp: Agent["mcp"]
      }
    | undefined
  readonly backends: AgentList["backends"]
  readonly onSaved: (agent: Agent) => void
}

const fieldKeys = Object.values(keyOfField)

export const AgentEditor = ({ place, before, was, backends, onSaved }: AgentEditorProps) => {
  const drafting = useAgentDrafting(place, before, was?.version ?? "")
  const { base, changed, diverged, draft, version } = drafting
  const [tried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const toFirstWrong = useFirstWrong(form)
  const { act, busy, forget, refusal } = useActing()
  const isNew = was === undefined
  const keys = useMemo(() => (isNew ? newKeys(draft) : changedKeys(base, draft)), [isNew, base, draft])
  const { pending, problems } = useAgentCheck(keys, draft.persona, was?.name)

  /** Nobody is told that a field is empty before they came to it. */
  const errorOf = (field: keyof AgentDraft): string | undefined => {
    const key = keyOfField[field]
    const touched = tried || !isNew || draft[field] !== base[field]
    return refusal?.fields[key] ?? (touched ? problemAt(problems, key) : undefined)
  }
  const others = (problems ?? []).filter(
    ({ key }) => !fieldKeys.some((each) => key === each || key.startsWith(`${each}.`))
  )
  const wrong = [...new Set((problems ?? []).flatMap(({ key, severity }) => (severity === "error" ? [key] : [])))]
  const broken = wrong.length > 0

  const decided = (decide: () => void) => () => {
    decide()
    forget()
  }
  const change = (part: Partial<AgentDraft>) => {
    drafting.change(part)
    if (refusal !== undefined) forget()
  }

  const save = async () => {
    setTried(true)
    const done = await act((service) =>
      isNew
        ? service.CreateAgent({ keys, persona: draft.persona })
        : service.EditAgent({
            name: was.name,
            keys,
            ...(draft.persona.trim() === base.persona.trim() ? {} : { persona: draft.persona }),
            was: version
          })
    )
    // what others made of it comes with the list
    refresh("agents")
    if (done === undefined) return toFirstWrong()
    toast(isNew ? `${done.value.name} is there` : `${done.value.name} is changed`, { tone: "good" })
    drafting.stored(draftOf(done.value))
    onSaved(done.value)
  }

  const state =
    diverged !== undefined
      ? "choose above what becomes of it"
      : !changed
        ? isNew
          ? "nothing is filled in yet"
          : "nothing is changed"
        : pending
          ? "checking …"
          : broken
            ? `not right yet: ${wrong.filter((key) => key !== "").join(", ") || "the file"}`
            : "ready to be stored"

  return (
    <form
      ref={form}
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      {diverged !== undefined && (
        <ChangedMeanwhile
          by={was?.changedBy}
          onTakeTheirs={decided(drafting.takeTheirs)}
          onKeepMine={decided(drafting.keepMine)}
        >
          <p>
            they changed {diverged.theirs.join(", ")}
            {diverged.both.length > 0 && `; you changed ${diverged.both.join(", ")} as well`}.
          </p>
          <p className="text-muted">
            keep mine: what you changed is put over theirs, the rest is as they made it, and nothing is stored before
            you save. take theirs: what you wrote here is gone.
          </p>
        </ChangedMeanwhile>
      )}
      <AgentForm
        draft={draft}
        backends={backends}
        named={!isNew}
        disabled={false}
        mcp={was?.mcp}
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
        {(!isNew || changed) && (
          <Button disabled={!changed || busy} onClick={decided(drafting.takeTheirs)}>
            discard
          </Button>
        )}
        <Button type="submit" tone="accent" busy={busy} disabled={!changed || diverged !== undefined}>
          {isNew ? "make the agent" : "save"}
        </Button>
      </footer>
    </form>
  )
}
