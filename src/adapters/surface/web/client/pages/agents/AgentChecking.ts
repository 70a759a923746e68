/**
 * What the service has against a draft, a moment after it was last changed. Owns that an answer to what was typed before
 * is not shown for what stands there now.
 */
import { useEffect, useState } from "react"
import type { WrittenKeys } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { ask } from "../../live/Ask.ts"
import { useConnection } from "../../live/Connection.ts"

export interface Told {
  readonly key: string
  readonly text: string
  readonly severity: "error" | "warning"
}

export interface Checked {
  /** Undefined until it was looked at. */
  readonly problems: ReadonlyArray<Told> | undefined
  /** What stands there was not looked at yet. */
  readonly pending: boolean
}

const restMillis = 400

export const useAgentCheck = (keys: WrittenKeys, persona: string, was: string | undefined): Checked => {
  const [checked, setChecked] = useState<{ readonly of: string; readonly problems: ReadonlyArray<Told> }>()
  const open = useConnection(({ state }) => state === "open")
  const asked = JSON.stringify([keys, persona, was])
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` is all of it
  useEffect(() => {
    if (!open) return
    let current = true
    const timer = setTimeout(async () => {
      const answer = await ask((service) =>
        service.CheckAgent({ keys, persona, ...(was === undefined ? {} : { was }) })
      )
      if (!current) return
      if (answer.ok) setChecked({ of: asked, problems: answer.value })
      else if (answer.refusal.reason !== "disconnected") {
        setChecked({ of: asked, problems: [{ key: "", text: answer.refusal.detail, severity: "error" }] })
      }
    }, restMillis)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [asked, open])
  return { problems: checked?.problems, pending: checked?.of !== asked }
}

/** What is wrong under a key, or with a part of it. */
export const problemAt = (problems: ReadonlyArray<Told> | undefined, key: string): string | undefined => {
  const texts = (problems ?? []).flatMap((each) =>
    each.severity === "error" && (each.key === key || each.key.startsWith(`${key}.`)) ? [each.text] : []
  )
  return texts.length === 0 ? undefined : texts.join("; ")
}
