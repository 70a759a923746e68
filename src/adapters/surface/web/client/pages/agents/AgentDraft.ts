/**
 * An agent as it is filled in: every field as text or a choice, and what of it goes into the file. Owns that an edit says
 * only what was changed, so that what the form does not show stays as it was written. Pure.
 */
import * as Schema from "effect/Schema"
import type { AgentLine, WrittenKeys } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { Busy, Permissions, Verbosity } from "../../../../../../core/model/Agent.ts"

export const AgentDraft = Schema.Struct({
  name: Schema.String,
  description: Schema.String,
  backend: Schema.String,
  /** Empty: the CLI's own default. */
  model: Schema.String,
  workdir: Schema.String,
  permissions: Permissions,
  /** All of them, or those that are named, with commas between. */
  allTools: Schema.Boolean,
  tools: Schema.String,
  /** With commas between. */
  skills: Schema.String,
  /** US dollars, as typed; empty: no limit of its own. */
  turnBudget: Schema.String,
  dayBudget: Schema.String,
  busy: Busy,
  verbosity: Verbosity,
  /** Empty: the one that every agent has. */
  host: Schema.String,
  faceName: Schema.String,
  faceAvatar: Schema.String,
  persona: Schema.String
})
export type AgentDraft = typeof AgentDraft.Type

const plainHost = "default"

export const emptyDraft = (backend: string): AgentDraft => ({
  name: "",
  description: "",
  backend,
  model: "",
  workdir: "",
  permissions: "ask",
  allTools: true,
  tools: "",
  skills: "",
  turnBudget: "",
  dayBudget: "",
  busy: "queue",
  verbosity: "essentials",
  host: "",
  faceName: "",
  faceAvatar: "",
  persona: ""
})

type KnownAgent = AgentLine["agent"]

/** What one may not see of it is empty. */
export const draftOf = (agent: KnownAgent): AgentDraft => ({
  name: agent.name,
  description: agent.description,
  backend: agent.backend,
  model: agent.model ?? "",
  workdir: agent.workdir ?? "",
  permissions: agent.permissions,
  allTools: agent.tools === undefined,
  tools: agent.tools?.join(", ") ?? "",
  skills: agent.skills.join(", "),
  turnBudget: agent.budget.turn?.toString() ?? "",
  dayBudget: agent.budget.day?.toString() ?? "",
  busy: agent.busy,
  verbosity: agent.verbosity,
  host: agent.host === plainHost ? "" : agent.host,
  faceName: agent.face.name ?? "",
  faceAvatar: agent.face.avatar ?? "",
  persona: agent.persona.trim()
})

/** One of another name that begins as this one is; where it works is for each to say. */
export const copyOf = (agent: KnownAgent): AgentDraft => ({
  ...draftOf(agent),
  name: "",
  workdir: "",
  permissions: leastOf(agent)
})

/** Nobody gets `full` by copying. */
const leastOf = ({ permissions }: KnownAgent): Permissions => (permissions === "full" ? "accept-edits" : permissions)

/** What is no number goes as it was typed: the refusal names it. */
const amount = (typed: string): number | string => {
  const number = Number(typed.trim().replace(/^\$/, ""))
  return Number.isFinite(number) && typed.trim() !== "" ? number : typed.trim()
}

type Written = Record<string, WrittenKeys[string]>

const put = (keys: Written, key: string, text: string) => {
  keys[key] = text.trim() === "" ? null : text.trim()
}

const groupOf = (entries: ReadonlyArray<readonly [string, string, (text: string) => number | string]>) => {
  const given = entries.filter(([, text]) => text.trim() !== "")
  return given.length === 0 ? null : Object.fromEntries(given.map(([key, text, read]) => [key, read(text)]))
}

/** All keys that the form knows; null where nothing is said. */
const allKeys = (draft: AgentDraft): WrittenKeys => {
  const keys: Written = {}
  put(keys, "name", draft.name)
  put(keys, "description", draft.description)
  put(keys, "backend", draft.backend)
  put(keys, "model", draft.model)
  put(keys, "workdir", draft.workdir)
  keys.permissions = draft.permissions
  keys.tools = draft.allTools ? null : draft.tools.trim()
  put(keys, "skills", draft.skills)
  keys.budget = groupOf([
    ["turn", draft.turnBudget, amount],
    ["day", draft.dayBudget, amount]
  ])
  keys.busy = draft.busy
  keys.verbosity = draft.verbosity
  put(keys, "host", draft.host)
  keys.face = groupOf([
    ["name", draft.faceName, (text) => text.trim()],
    ["avatar", draft.faceAvatar, (text) => text.trim()]
  ])
  return keys
}

const same = (left: unknown, right: unknown): boolean => JSON.stringify(left) === JSON.stringify(right)

/** For a new file: what is said, and nothing that is so anyway. */
export const newKeys = (draft: AgentDraft): WrittenKeys => {
  const plain = allKeys(emptyDraft(""))
  return Object.fromEntries(
    Object.entries(allKeys(draft)).filter(
      ([key, value]) => key === "name" || key === "description" || (value !== null && !same(value, plain[key]))
    )
  )
}

/** For a file that is there: what is different from before. */
export const changedKeys = (before: AgentDraft, draft: AgentDraft): WrittenKeys => {
  const was = allKeys(before)
  return Object.fromEntries(Object.entries(allKeys(draft)).filter(([key, value]) => !same(value, was[key])))
}

export const isChanged = (before: AgentDraft, draft: AgentDraft): boolean =>
  before.persona.trim() !== draft.persona.trim() || Object.keys(changedKeys(before, draft)).length > 0

/** The key of the file under which a field's problems are told. */
export const keyOfField: Readonly<Record<keyof AgentDraft, string>> = {
  name: "name",
  description: "description",
  backend: "backend",
  model: "model",
  workdir: "workdir",
  permissions: "permissions",
  allTools: "tools",
  tools: "tools",
  skills: "skills",
  turnBudget: "budget.turn",
  dayBudget: "budget.day",
  busy: "busy",
  verbosity: "verbosity",
  host: "host",
  faceName: "face.name",
  faceAvatar: "face.avatar",
  persona: "persona"
}
