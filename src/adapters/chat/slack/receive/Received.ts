/**
 * What Bolt hands over: a body as Slack sent it, and the way to say that it was taken. Owns the shapes between the
 * library and everything that listens.
 */
import type * as Effect from "effect/Effect"

/** Says to Slack that something was taken, and what a form shall do next. Leaves at once; only the first counts. */
export type Acknowledge = (response?: unknown) => Effect.Effect<void>

export interface Received {
  readonly body: unknown
  /** Something that happened; else something a person asks of the bot, who waits for the acknowledgement. */
  readonly event: boolean
  readonly acknowledge: Acknowledge
  /** How often Slack has sent it before. */
  readonly retry: number
}

export interface ConnectionHealth {
  /** `socket 1`, `http://127.0.0.1:3000/slack/events` */
  readonly name: string
  readonly state: "connected" | "connecting"
  /** Since when, in epoch milliseconds. */
  readonly since: number
}
