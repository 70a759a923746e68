/**
 * The fleet at this moment, over a wire: what needs a person, what runs, what waits, what went wrong. Owns the shapes.
 */
import * as Rpc from "effect/rpc/Rpc"
import * as RpcGroup from "effect/rpc/RpcGroup"
import * as Schema from "effect/Schema"
import { Ask } from "../../model/Ask.ts"
import { Conversation } from "../../model/Conversation.ts"
import { AgentName, SessionId, TurnId, WorkerId } from "../../model/Ids.ts"
import { Outcome } from "../../model/Outcome.ts"
import { ControlError } from "./ControlError.ts"
import { Admission } from "./Visitor.ts"

/** One turn as the board shows it. All times are epoch milliseconds. */
export const BoardTurn = Schema.Struct({
  session: SessionId,
  turn: TurnId,
  agent: AgentName,
  conversation: Conversation,
  /** What people call that, where it is known: `#general › fix the build`. */
  place: Schema.optionalKey(Schema.String),
  /** Of a worker's turn. */
  worker: Schema.optionalKey(WorkerId),
  /** What was asked, cut to a line or two. */
  text: Schema.String,
  by: Schema.String,
  /** When it was said. */
  since: Schema.Finite,
  phase: Schema.Literals(["queued", "working", "ended"]),
  startedAt: Schema.Finite,
  lastEventAt: Schema.Finite,
  /** What it does, in a few words: "run `npm test`", "writing", "thinking". */
  last: Schema.optionalKey(Schema.String),
  model: Schema.optionalKey(Schema.String),
  costUsd: Schema.optionalKey(Schema.Finite),
  /** Those that wait for a person. */
  asks: Schema.Array(Schema.Struct({ ask: Ask, askedAt: Schema.Finite })),
  /** How it ended. */
  outcome: Schema.optionalKey(Outcome)
})
export type BoardTurn = typeof BoardTurn.Type

export const Board = Schema.Struct({
  /** Turns that ask, the longest waiting first. */
  asking: Schema.Array(BoardTurn),
  /** Ended badly or over budget in the last day, and nothing was said in their session since; the latest first. */
  failed: Schema.Array(BoardTurn),
  /** The oldest first; those that ask are in it too. */
  running: Schema.Array(BoardTurn),
  /** Waiting in their lane, the oldest first. */
  queued: Schema.Array(BoardTurn),
  /** In the fleet since midnight; absent when no cost is known. */
  costTodayUsd: Schema.optionalKey(Schema.Finite),
  /** Where that midnight is, `Europe/Berlin`; told with the cost. */
  zone: Schema.optionalKey(Schema.String)
})
export type Board = typeof Board.Type

export class BoardRpcs extends RpcGroup.make(
  /** The board as it is, then again whenever it is different, at most four times a second. */
  Rpc.make("WatchBoard", { success: Board, error: ControlError, stream: true })
).middleware(Admission) {}
