/**
 * What a session must remember between processes: where it talks, what resumes its conversation, and the persona it
 * was created with. Owns the record's shape and its namespace. Everything that the journal can tell stays out.
 */
import * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Conversation } from "../model/Conversation.ts"
import { AgentName, ResumeToken, SessionId } from "../model/Ids.ts"
import { WorkerTerms } from "../model/Worker.ts"
import { State, type StateError } from "../ports/State.ts"
import { SessionSettings } from "./SessionSettings.ts"

export const SessionRecord = Schema.Struct({
  session: SessionId,
  agent: AgentName,
  conversation: Conversation,
  /** Absent until the CLI has named its conversation. */
  token: Schema.optionalKey(ResumeToken),
  /** The next process branches off from `token`. */
  fork: Schema.Boolean,
  /** Somebody chose `token`, and nothing was said in it here since. */
  adopted: Schema.optionalKey(Schema.Literal(true)),
  persona: Schema.String,
  personaVersion: Schema.String,
  settings: SessionSettings,
  /** Of a worker's conversation: where it differs from its agent. */
  terms: Schema.optionalKey(WorkerTerms)
}).annotate({ identifier: "SessionRecord" })
export type SessionRecord = typeof SessionRecord.Type

export interface SessionRecords {
  readonly get: (session: SessionId) => Effect.Effect<Option.Option<SessionRecord>, StateError>
  readonly set: (record: SessionRecord) => Effect.Effect<void, StateError>
  readonly all: Effect.Effect<ReadonlyArray<SessionRecord>, StateError>
}

export const sessionRecords: Effect.Effect<SessionRecords, never, State> = Effect.map(State, (state) => {
  const records = state.namespace("sessions", SessionRecord)
  return {
    get: records.get,
    set: (record) => records.set(record.session, record),
    all: Effect.map(records.entries, (entries) => entries.map(([, record]) => record))
  }
})
