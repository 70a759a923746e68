/**
 * What can be said to a session, wherever it runs. Owns the messages of the cluster entity `Session`, whose id is the
 * session id and whose shard group is the agent's host. `Say` is persisted and answered when its turn is settled;
 * everything else is volatile and runs beside the lane. Payloads are stored data: only add optional keys.
 */

import * as ClusterSchema from "effect/cluster/ClusterSchema"
import * as Entity from "effect/cluster/Entity"
import * as Rpc from "effect/rpc/Rpc"
import * as Schema from "effect/Schema"
import { Answer, Question } from "../model/Ask.ts"
import { Conversation } from "../model/Conversation.ts"
import { DoneBy } from "../model/DoneBy.ts"
import { AgentName, AskId, ResumeToken, TurnId } from "../model/Ids.ts"
import { Turn } from "../model/Turn.ts"
import { WorkerTerms } from "../model/Worker.ts"
import { JournalEntry } from "../ports/Journal.ts"
import { SessionSettings } from "./SessionSettings.ts"
import { SessionStatus } from "./SessionStatus.ts"
import { Watched } from "./Watched.ts"

const Say = Rpc.make("Say", { payload: { turn: Turn }, primaryKey: ({ turn }) => turn.id }).annotate(
  ClusterSchema.Persisted,
  true
)
/** Replaces the text of a turn that still waits. False: it runs already, or was never here. */
const Amend = Rpc.make("Amend", { payload: { turn: TurnId, text: Schema.String }, success: Schema.Boolean })
/** Without `by` it is whoever said it. */
const Withdraw = Rpc.make("Withdraw", {
  payload: { turn: TurnId, by: Schema.optionalKey(DoneBy) },
  success: Schema.Boolean
})
/** Stops the turn that runs (only `turn`, when given). False: nothing ran. */
const Stop = Rpc.make("Stop", {
  payload: { ...DoneBy.fields, turn: Schema.optionalKey(TurnId) },
  success: Schema.Boolean
})
/** The first answer wins: false when the ask is not open any more. */
const Reply = Rpc.make("Reply", { payload: { ask: AskId, answer: Answer, ...DoneBy.fields }, success: Schema.Boolean })
/** Asks people in this turn, for the agent itself. No answer: that turn does not run, or ended before one came. */
const AskPerson = Rpc.make("AskPerson", {
  payload: { turn: TurnId, question: Question },
  success: Schema.Struct({ answer: Schema.optionalKey(Answer) })
})
/** Writes into the running turn what its agent sent, in its place among what was said. False: that turn does not run. */
const Tell = Rpc.make("Tell", {
  payload: { turn: TurnId, entry: Schema.Union([JournalEntry.cases.Sent, JournalEntry.cases.Unsent]) },
  success: Schema.Boolean
})
/** Adds to the running turn. False: nothing runs, or the backend cannot. */
const Steer = Rpc.make("Steer", { payload: { text: Schema.String }, success: Schema.Boolean })
const of = { agent: AgentName, conversation: Conversation }

/** A change that could not be made, in words for the person who asked for it. */
export class SessionRefused extends Schema.TaggedError<SessionRefused>()("SessionRefused", { reason: Schema.String }) {
  override get message() {
    return this.reason
  }
}

/** Applies from the next turn on. */
const Configure = Rpc.make("Configure", { payload: { ...of, settings: SessionSettings }, error: SessionRefused })
/**
 * Makes the next turn continue in the conversation of `token`, in a branch of its own when `fork`; without a token it
 * starts a new conversation.
 */
const Adopt = Rpc.make("Adopt", {
  payload: {
    ...of,
    /** Of a conversation that was a worker's: where it differs from its agent. */
    terms: Schema.optionalKey(WorkerTerms),
    token: Schema.optionalKey(ResumeToken),
    fork: Schema.Boolean
  },
  error: SessionRefused
})
/** Gets the CLI ready, because a message is on its way. */
const Warm = Rpc.make("Warm", { payload: of })
const Status = Rpc.make("Status", { success: SessionStatus })
const Watch = Rpc.make("Watch", { success: Watched, stream: true })

export const Session = Entity.make("Session", [
  Say,
  Amend,
  Withdraw,
  Stop,
  Reply,
  AskPerson,
  Tell,
  Steer,
  Configure,
  Adopt,
  Warm,
  Status,
  Watch
]).annotate(ClusterSchema.ShardGroup, (id) => id.slice(0, id.indexOf("/")))
