/**
 * The draft of one agent: found as it was left, and set against what the agent is now. Owns that what somebody else changed
 * is neither overwritten without knowing nor lost by looking away.
 */
import { useEffect, useState } from "react"
import { broughtOver, type Divergence, divergence } from "./AgentDivergence.ts"
import { type AgentDraft, isChanged } from "./AgentDraft.ts"
import { agentDrafts, type KeptDraft } from "./AgentDrafts.ts"

export interface AgentDrafting extends KeptDraft {
  readonly changed: boolean
  /** Somebody else changed it since it was read, and it is not decided yet what becomes of that. */
  readonly diverged: Divergence | undefined
  readonly change: (part: Partial<AgentDraft>) => void
  readonly takeTheirs: () => void
  readonly keepMine: () => void
  /** It is stored, and says this now. */
  readonly stored: (now: AgentDraft) => void
}

const same = (left: AgentDraft, right: AgentDraft): boolean => JSON.stringify(left) === JSON.stringify(right)

/** `now` is what the agent is, and `version` that of its file; both change when somebody stores it. */
export const useAgentDrafting = (place: string, now: AgentDraft, version: string): AgentDrafting => {
  const kept = agentDrafts.use(place)
  // what was stored, until the list says so as well
  const [stored, setStored] = useState<{ readonly over: string; readonly draft: AgentDraft }>()
  const known = stored?.over === version ? stored.draft : now
  const { base, draft, version: read } = kept ?? { base: known, draft: known, version }
  const moved = kept !== undefined && read !== version
  const apart = moved ? divergence(base, draft, now) : undefined
  const diverged = apart === undefined || apart.theirs.length === 0 ? undefined : apart
  const adopted = moved && diverged === undefined

  const put = (next: KeptDraft) => agentDrafts.put(place, same(next.base, next.draft) ? undefined : next)

  useEffect(() => {
    // other words in the file, but nothing that is filled in here
    if (adopted && kept !== undefined) agentDrafts.put(place, { ...kept, version })
  }, [adopted, kept, place, version])

  return {
    base,
    draft,
    version: read,
    changed: isChanged(base, draft),
    diverged,
    change: (part) => {
      // two changes may come before the first of them is drawn
      const before = agentDrafts.get(place) ?? { base, draft, version: read }
      put({ ...before, draft: { ...before.draft, ...part } })
    },
    takeTheirs: () => agentDrafts.put(place, undefined),
    keepMine: () => put({ base: now, version, draft: broughtOver(base, draft, now) }),
    stored: (after) => {
      setStored({ over: version, draft: after })
      agentDrafts.put(place, undefined)
    }
  }
}
