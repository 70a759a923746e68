/**
 * Sessions and turns as far as a visitor may see them. Owns that what may not be seen is as if it were not there, and that
 * what a worker does belongs to whoever asked for it, where they asked.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Conversation } from "../model/Conversation.ts"
import type { AgentName, SessionId, TurnId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import { Journal, type JournalRow } from "../ports/Journal.ts"
import { type SessionRecord, sessionRecords } from "../sessions/SessionRecords.ts"
import { workerIn } from "../workers/WorkerSession.ts"
import { Workers } from "../workers/Workers.ts"
import { type Begun, permits } from "./Permits.ts"
import { ControlError, unavailable } from "./protocol/ControlError.ts"
import type { Visitor } from "./protocol/Visitor.ts"

export interface SeenSession {
  readonly session: SessionId
  readonly agent: AgentName
  readonly conversation: Conversation
  /** What was said first. */
  readonly begunWith?: Pick<Turn, "attachments" | "text">
  /** Absent where nothing is kept but its transcript. */
  readonly record?: SessionRecord
}

export interface SeenTurn {
  readonly turn: Turn
  /** All of it, the oldest first. */
  readonly rows: ReadonlyArray<JournalRow>
}

type Whose = Pick<Turn, "conversation" | "person">

export interface SeenSessions {
  /** Which turns the visitor sees, by whose they are: found out once for as many as are asked about. */
  readonly eyes: Effect.Effect<(turn: Whose) => Effect.Effect<boolean>, never, Visitor>
  readonly session: (session: SessionId) => Effect.Effect<SeenSession, ControlError, Visitor>
  readonly turn: (turn: TurnId) => Effect.Effect<SeenTurn, ControlError, Visitor>
}

const noSession = new ControlError({
  reason: "unknown",
  detail: "there is no such session; it may be too old to be kept"
})
const noTurn = new ControlError({ reason: "unknown", detail: "there is no such turn; it may be too old to be kept" })

const acceptedIn = (rows: ReadonlyArray<JournalRow>): Turn | undefined => {
  for (const { entry } of rows) if (entry._tag === "Accepted") return entry.turn
  return undefined
}

export const seenSessions = Effect.gen(function* () {
  const journal = yield* Journal
  const permit = yield* permits
  const records = yield* sessionRecords
  const workers = yield* Workers

  const askedBy = (turn: Whose): Effect.Effect<Begun> => {
    const worker = workerIn(turn.conversation)
    if (worker === undefined) return Effect.succeed(turn)
    return workers.worker(worker).pipe(
      Effect.map(({ origin }) => ({ conversation: origin.conversation, person: origin.person })),
      Effect.orElseSucceed(() => turn)
    )
  }

  const eyes = Effect.map(permit.eyes, (seen) => (turn: Whose) => Effect.map(askedBy(turn), seen))
  const sees = (turn: Whose) => Effect.flatMap(eyes, (seen) => seen(turn))

  const session: SeenSessions["session"] = Effect.fnUntraced(function* (id) {
    const record = Option.getOrUndefined(yield* Effect.mapError(records.get(id), unavailable))
    const first = yield* Effect.mapError(journal.begun(id), unavailable)
    if (first === undefined) {
      // nothing of it is written yet, or nothing is left
      if (record === undefined || !(yield* permit.seesAll)) return yield* noSession
      return { session: id, agent: record.agent, conversation: record.conversation, record }
    }
    if (!(yield* sees(first))) return yield* noSession
    return {
      session: id,
      agent: record?.agent ?? first.agent,
      conversation: record?.conversation ?? first.conversation,
      begunWith: first,
      ...(record === undefined ? {} : { record })
    }
  })

  const turn: SeenSessions["turn"] = Effect.fnUntraced(function* (id) {
    const rows = yield* Effect.mapError(journal.turn(id), unavailable)
    const found = acceptedIn(rows)
    if (found === undefined || !(yield* sees(found))) return yield* noTurn
    return { turn: found, rows }
  })

  return { eyes, session, turn } satisfies SeenSessions
})
