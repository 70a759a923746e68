/**
 * What is known of an app-server between two of its lines, and the small moves on it. Pure values: every move gives a
 * new one. Must not know which line means what.
 */
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import type { Outcome } from "../../../core/model/Outcome.ts"
import type { Asking } from "./Approvals.ts"
import type * as Wire from "./AppServerWire.ts"

/** A piece of the answer that is being written. */
export interface Part {
  readonly id: string
  readonly text: string
}
export interface PendingAsk {
  readonly request: Wire.RequestId
  readonly reply: Asking["reply"]
}
export interface RunningCommand {
  readonly command: string
  readonly output: string
  readonly shownAt: number
}

/** What is known between two lines. */
export interface Known {
  readonly cwd: string
  readonly thread?: string
  readonly turn?: string
  readonly model?: string
  readonly part?: Part
  /** Every answer is to meet a JSON schema. */
  readonly structured: boolean
  /** The last whole message of the turn. */
  readonly message?: string
  /** The stream of the open part broke; it will be written anew as another part. */
  readonly broken: boolean
  readonly commands: ReadonlyMap<string, RunningCommand>
  readonly changes: ReadonlyMap<string, { readonly title: string; readonly diff: string }>
  readonly asks: ReadonlyMap<string, PendingAsk>
  /** Running totals by thread; sub-agents have threads of their own. */
  readonly totals: ReadonlyMap<string, Wire.Tokens>
  readonly resetsAt?: number
  /** Codex cannot reach its provider and waits. */
  readonly waiting: boolean
  /** How the turn ends whatever codex says of it: it was stopped, or given up. */
  readonly verdict?: Outcome
}

export type Reply =
  | { readonly _tag: "Result"; readonly id: Wire.RequestId; readonly result: unknown }
  | { readonly _tag: "Refuse"; readonly id: Wire.RequestId; readonly message: string }

export interface Step {
  readonly known: Known
  readonly events: ReadonlyArray<AgentEvent>
  readonly replies: ReadonlyArray<Reply>
  /** Present when the line answers a request of ours. */
  readonly response?: Wire.Message
}

export const freshKnown = (cwd: string, structured = false): Known => ({
  cwd,
  structured,
  broken: false,
  commands: new Map(),
  changes: new Map(),
  asks: new Map(),
  totals: new Map(),
  waiting: false
})

export const note = (text: string): AgentEvent => AgentEvent.cases.Note.make({ text })
export const closed = (id: string): AgentEvent => AgentEvent.cases.AskClosed.make({ id })
export const textOf = (part: string, delta: string): AgentEvent => AgentEvent.cases.Text.make({ part, delta })

export const says = (known: Known, ...events: ReadonlyArray<AgentEvent>): Step => ({ known, events, replies: [] })
export const without = <K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> => {
  const next = new Map(map)
  next.delete(key)
  return next
}
export const withoutPart = ({ part: _, ...known }: Known): Known => ({ ...known, broken: false })

/** Lost text goes once something follows it: another part, or an activity of a second try. */
export const forget = (known: Known): readonly [Known, ReadonlyArray<AgentEvent>] =>
  known.part === undefined
    ? [known, []]
    : [withoutPart(known), known.part.text === "" ? [] : [AgentEvent.cases.Retracted.make({ part: known.part.id })]]

/** The reply to an ask, and the ask is no longer open. */
export const takeAsk = (
  known: Known,
  ask: string
): { readonly known: Known; readonly pending: PendingAsk | undefined } => {
  const pending = known.asks.get(ask)
  return { known: pending === undefined ? known : { ...known, asks: without(known.asks, ask) }, pending }
}
