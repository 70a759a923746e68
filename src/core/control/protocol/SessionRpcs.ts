/**
 * Sessions over a wire: which there are, what was said in one, what is said now, and what people may do in it. Owns the
 * shapes. A transcript is the journal's rows: whoever reads it reduces them as the service does.
 */
import * as Rpc from "effect/rpc/Rpc"
import * as RpcGroup from "effect/rpc/RpcGroup"
import * as Schema from "effect/Schema"
import { mostFiles } from "../../files/FileLimits.ts"
import { Answer } from "../../model/Ask.ts"
import { Conversation } from "../../model/Conversation.ts"
import { AgentName, AskId, BackendName, PlatformName, SessionId, TurnId } from "../../model/Ids.ts"
import { JournalEntry } from "../../ports/Journal.ts"
import { SessionSettings } from "../../sessions/SessionSettings.ts"
import { SessionStatus } from "../../sessions/SessionStatus.ts"
import { ControlError } from "./ControlError.ts"
import { Admission } from "./Visitor.ts"

export const SessionLine = Schema.Struct({
  session: SessionId,
  agent: AgentName,
  conversation: Conversation,
  /** What people call that, where it is known: `#general › fix the build`. */
  place: Schema.optionalKey(Schema.String),
  /** The beginning of what was said first. */
  title: Schema.String,
  /** Who said it. */
  by: Schema.String,
  turns: Schema.Natural,
  firstAt: Schema.Finite,
  lastAt: Schema.Finite
})
export type SessionLine = typeof SessionLine.Type

export const SessionDetails = Schema.Struct({
  session: SessionId,
  agent: AgentName,
  backend: BackendName,
  conversation: Conversation,
  place: Schema.optionalKey(Schema.String),
  /** The beginning of what was said first; absent when nothing was. */
  title: Schema.optionalKey(Schema.String),
  workdir: Schema.String,
  settings: SessionSettings,
  /** What the agent's file says; absent: the CLI's default. */
  model: Schema.optionalKey(Schema.String),
  /** Models that its backend offers, for choosing. */
  models: Schema.Array(Schema.String),
  /** Where it can be read in its chat: an address that a browser opens. */
  link: Schema.optionalKey(Schema.String),
  /** The command that goes on with it in a terminal; absent before the CLI has said anything. */
  takeover: Schema.optionalKey(Schema.String),
  status: SessionStatus
})
export type SessionDetails = typeof SessionDetails.Type

/** One row of the journal. */
export const TranscriptRow = Schema.Struct({
  seq: Schema.Natural,
  turn: TurnId,
  at: Schema.Finite,
  entry: JournalEntry
})
export type TranscriptRow = typeof TranscriptRow.Type

export const TranscriptPage = Schema.Struct({
  /** Whole turns, the oldest first; `first` is where each begins in the journal. */
  turns: Schema.Array(Schema.Struct({ turn: TurnId, first: Schema.Natural, rows: Schema.Array(TranscriptRow) })),
  /** There are older turns. */
  more: Schema.Boolean,
  /** Everything in the session up to this row is known to whoever has this page and what comes before it. */
  upTo: Schema.Natural
})
export type TranscriptPage = typeof TranscriptPage.Type

export const Heard = Schema.TaggedUnion({
  /** Rows that were written since, in their order: none is left out and none comes twice. */
  Rows: { rows: Schema.Array(TranscriptRow) },
  /**
   * Text that may not have a row yet: `delta` begins at `before`, in UTF-16 units of that part. What is known already is
   * said again in rows; what does not begin where one's own text ends is left out, since rows will bring it.
   */
  Live: {
    turn: TurnId,
    attempt: Schema.Natural,
    /** How often text of this turn had been taken back by then. */
    retracted: Schema.Natural,
    part: Schema.String,
    before: Schema.Natural,
    delta: Schema.String
  }
})
export type Heard = typeof Heard.Type

const here = { session: SessionId }

/** Ids of files that were uploaded before: they come with the message, which may then have no words. */
export const uploads = Schema.optionalKey(Schema.Array(Schema.String).check(Schema.isMaxLength(mostFiles)))

export const SessionList = Schema.Struct({
  sessions: Schema.Array(SessionLine),
  /** There are more sessions than so many latest ones, among which was looked, and fewer than wanted were found. */
  lookedThrough: Schema.optionalKey(Schema.Natural)
})
export type SessionList = typeof SessionList.Type

export class SessionRpcs extends RpcGroup.make(
  /** Latest first. `search` is looked for in titles, names of places, of agents and of people. */
  Rpc.make("ListSessions", {
    payload: {
      limit: Schema.Natural.check(Schema.isBetween({ minimum: 1, maximum: 500 })),
      agent: Schema.optionalKey(AgentName),
      platform: Schema.optionalKey(PlatformName),
      search: Schema.optionalKey(Schema.String)
    },
    success: SessionList,
    error: ControlError
  }),
  Rpc.make("ReadSession", { payload: here, success: SessionDetails, error: ControlError }),
  /** The latest turns, or those before the row `before`; fewer than `limit` when they are long. */
  Rpc.make("ReadTurns", {
    payload: {
      ...here,
      before: Schema.optionalKey(Schema.Natural),
      limit: Schema.Natural.check(Schema.isBetween({ minimum: 1, maximum: 100 }))
    },
    success: TranscriptPage,
    error: ControlError
  }),
  /** Everything after the row `after`, then what happens. */
  Rpc.make("WatchSession", {
    payload: { ...here, after: Schema.Natural },
    success: Heard,
    error: ControlError,
    stream: true
  }),
  /** A new session with an agent, begun here. The same `message` is the same one. */
  Rpc.make("BeginSession", {
    payload: { agent: Schema.String, text: Schema.String, uploads, message: Schema.NonEmptyString },
    success: Schema.Struct({ session: SessionId, turn: TurnId }),
    error: ControlError
  }),
  /** Says something in a session, wherever it was begun. The same `message` is the same turn. */
  Rpc.make("Say", {
    payload: { ...here, text: Schema.String, uploads, message: Schema.NonEmptyString },
    success: TurnId,
    error: ControlError
  }),
  /** False: it was over. */
  Rpc.make("StopTurn", {
    payload: { ...here, turn: Schema.optionalKey(TurnId) },
    success: Schema.Boolean,
    error: ControlError
  }),
  /** Takes back a message that waits. False: it does not wait any more. */
  Rpc.make("WithdrawTurn", { payload: { ...here, turn: TurnId }, success: Schema.Boolean, error: ControlError }),
  /** False: somebody else answered first, or it is over. */
  Rpc.make("AnswerAsk", {
    payload: { ...here, ask: AskId, answer: Answer },
    success: Schema.Boolean,
    error: ControlError
  }),
  /** Says the message of a turn that ended badly once more. */
  Rpc.make("RetryTurn", { payload: { turn: TurnId }, success: TurnId, error: ControlError }),
  /** Raises the budget that ended a turn; it goes on. */
  Rpc.make("RaiseBudget", { payload: { turn: TurnId }, error: ControlError }),
  /** Applies from the next turn on. A key that is left out stays as it is. */
  Rpc.make("ConfigureSession", { payload: { ...here, settings: SessionSettings }, error: ControlError }),
  /** The whole session as Markdown or NDJSON. */
  Rpc.make("ExportSession", {
    payload: { ...here, format: Schema.Literals(["markdown", "ndjson"]) },
    success: Schema.String,
    error: ControlError
  })
).middleware(Admission) {}
