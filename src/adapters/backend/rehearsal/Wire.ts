/**
 * The lines between the service and the rehearsal CLI, and those of its session record. Owns the shapes alone. The
 * child program imports only the types, so that it starts without Effect.
 */
import * as Schema from "effect/Schema"
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import type { Answer } from "../../../core/model/Ask.ts"

/** What the service writes. */
export type WireIn =
  /** The first line: what would be seen if it were an argument. */
  | {
      readonly type: "equip"
      readonly tools?: { readonly url: string; readonly token: string }
      /** Every answer is to meet a JSON schema. */
      readonly structured: boolean
    }
  | {
      readonly type: "user"
      readonly turn: string
      readonly text: string
      readonly attachments: ReadonlyArray<string>
      readonly budgetUsd?: number
    }
  | { readonly type: "answer"; readonly ask: string; readonly answer: typeof Answer.Encoded }
  | { readonly type: "interrupt" }
  | { readonly type: "steer"; readonly text: string }
  | { readonly type: "configure"; readonly model?: string; readonly permissions?: string }

/** What the CLI writes. */
export const WireOut = Schema.Union([
  Schema.Struct({ type: Schema.tag("ready"), token: Schema.String }),
  Schema.Struct({
    type: Schema.tag("event"),
    /** Nobody asked for the turn: a background task began it. */
    unasked: Schema.Boolean,
    event: AgentEvent
  })
])
export type WireOut = typeof WireOut.Encoded

/** One line of a session's record. */
export const RecordLine = Schema.Union([
  Schema.Struct({ type: Schema.tag("session"), token: Schema.String, agent: Schema.String }),
  /** Written when the message was received. */
  Schema.Struct({ type: Schema.tag("user"), turn: Schema.String, text: Schema.String }),
  /** Written at every step of an answer that is not finished. */
  Schema.Struct({ type: Schema.tag("said"), turn: Schema.String, text: Schema.String }),
  /** Written when the turn ended; the events end in Completed. */
  Schema.Struct({ type: Schema.tag("answer"), turn: Schema.String, events: Schema.Array(AgentEvent) })
])
export type RecordLine = typeof RecordLine.Encoded
