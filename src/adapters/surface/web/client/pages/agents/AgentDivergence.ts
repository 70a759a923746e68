/**
 * An agent that was changed while somebody else wrote a draft of it: what they changed, and the draft upon that. Pure.
 * Fields are compared one by one, so that nothing is taken back that nobody meant to.
 */
import { AgentDraft, keyOfField } from "./AgentDraft.ts"

export interface Divergence {
  /** Keys of the file that they changed. */
  readonly theirs: ReadonlyArray<string>
  /** Those of them that the draft changes otherwise. */
  readonly both: ReadonlyArray<string>
}

const fields = Object.keys(AgentDraft.fields)

/** What is left blank around words is none. */
const worthOf = (draft: AgentDraft, field: string): unknown => {
  const value = Object.entries(draft).find(([name]) => name === field)?.[1]
  return typeof value === "string" ? value.trim() : value
}

const differ = (left: AgentDraft, right: AgentDraft, field: string): boolean =>
  worthOf(left, field) !== worthOf(right, field)

const keysFor = (names: ReadonlyArray<string>): ReadonlyArray<string> => [
  ...new Set(Object.entries(keyOfField).flatMap(([field, key]) => (names.includes(field) ? [key] : [])))
]

/** Both the draft and what is there `now` began as `base`. */
export const divergence = (base: AgentDraft, draft: AgentDraft, now: AgentDraft): Divergence => {
  const theirs = fields.filter((field) => differ(base, now, field))
  const both = theirs.filter((field) => differ(base, draft, field) && differ(draft, now, field))
  return { theirs: keysFor(theirs), both: keysFor(both) }
}

/** What the draft changed, upon what is there now. */
export const broughtOver = (base: AgentDraft, draft: AgentDraft, now: AgentDraft): AgentDraft => ({
  ...now,
  ...Object.fromEntries(Object.entries(draft).filter(([field]) => differ(base, draft, field)))
})
