/**
 * Agents that somebody has begun to change and not stored: by name, for as long as the window is open. Owns that leaving
 * the dashboard with one is asked about first.
 */
import * as Schema from "effect/Schema"
import { kept } from "../../ui/Kept.ts"
import { AgentDraft } from "./AgentDraft.ts"

export const KeptDraft = Schema.Struct({
  /** As it was read, or what a new one began with. */
  base: AgentDraft,
  /** Of the file that was read; empty for a new one. */
  version: Schema.String,
  draft: AgentDraft
})
export type KeptDraft = typeof KeptDraft.Type

export const KeptFile = Schema.Struct({ base: Schema.String, text: Schema.String })
export type KeptFile = typeof KeptFile.Type

export const agentDrafts = kept("agent", Schema.is(KeptDraft))

/** Whole files. */
export const fileDrafts = kept("agent-file", Schema.is(KeptFile))

/** Under which a new one is kept; no agent is called so. */
export const newDraft = (from: string | undefined): string => `+${from ?? ""}`

export const forgetDrafts = (name: string): void => {
  agentDrafts.put(name, undefined)
  fileDrafts.put(name, undefined)
}

/** Whether something of this agent waits to be stored. */
export const useHasDraft = (name: string): boolean => {
  const settings = agentDrafts.useHas(name)
  const file = fileDrafts.useHas(name)
  return settings || file
}

const ask = (event: BeforeUnloadEvent) => event.preventDefault()

const watch = () => {
  const any = agentDrafts.names().length + fileDrafts.names().length > 0
  if (any) window.addEventListener("beforeunload", ask)
  else window.removeEventListener("beforeunload", ask)
}

agentDrafts.subscribe(watch)
fileDrafts.subscribe(watch)
watch()
