/**
 * What the program does for whoever plays a rehearsed turn, and the one way to break a turn off. Owns the shapes alone.
 * Free of Effect.
 */
import type { Answer, Ask } from "../../../core/model/Ask.ts"
import type { Outcome } from "../../../core/model/Outcome.ts"
import type { WireEvent } from "./SessionRecord.ts"
import type { ToolClient } from "./ToolClient.ts"

export type WireAnswer = typeof Answer.Encoded
export type WireAsk = typeof Ask.Encoded
export type WireOutcome = typeof Outcome.Encoded

/** What the program does for a player. */
export interface Stage {
  readonly emit: (event: WireEvent) => void
  /** A line that is not of the protocol. */
  readonly emitRaw: (line: string) => void
  /** Undefined when nobody is there any more. */
  readonly ask: (ask: WireAsk) => Promise<WireAnswer | undefined>
  /** Rejects with `Halt` when the turn was stopped. */
  readonly wait: (millis: number) => Promise<void>
  /** Works at something until the turn is stopped: then it rejects with `Halt` and the signal tells. */
  readonly during: <A>(work: (signal: AbortSignal) => Promise<A>) => Promise<A>
  /** From here on interrupts, and when stubborn SIGTERM too, are ignored. */
  readonly goDeaf: (stubborn: boolean) => void
  readonly crash: (code: number) => never
  readonly background: (millis: number) => void
  readonly permissions: () => string
  /** The answer is to meet a JSON schema. */
  readonly structured: () => boolean
  /** The service's own tools; undefined when none were given. */
  readonly tools: () => ToolClient | undefined
  /** Tools allowed for the rest of the session. */
  readonly remembered: Set<string>
  readonly now: () => number
  readonly nextId: (kind: string) => string
}

/** Thrown through a player to end the turn with an outcome. */
export class Halt extends Error {
  readonly outcome: WireOutcome
  constructor(outcome: WireOutcome) {
    super(outcome._tag)
    this.outcome = outcome
  }
}
