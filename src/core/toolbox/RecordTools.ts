/**
 * The tools that read what was written down. Owns that a session learns of no cost and no word but its own.
 */
import * as Effect from "effect/Effect"
import { Ledger } from "../ledger/Ledger.ts"
import { conversationKey } from "../model/Conversation.ts"
import { SessionId } from "../model/Ids.ts"
import { Journal } from "../ports/Journal.ts"
import type { CostLine } from "../ports/LedgerStore.ts"
import { sessionRecords } from "../sessions/SessionRecords.ts"
import { knownTurn } from "../sessions/TurnFate.ts"
import { isoOf } from "./IsoTime.ts"
import { sessionReading } from "./SessionReading.ts"
import { costReport, listSessions, readSession } from "./shapes/SessionShapes.ts"
import { failed, type Tool, tool } from "./Tool.ts"
import { ToolError } from "./Toolbox.ts"

const lineOf = ({ costUsd, inputTokens, key, outputTokens, turns, unpriced }: CostLine) => ({
  key,
  turns,
  input_tokens: inputTokens,
  output_tokens: outputTokens,
  cost_usd: costUsd,
  unpriced_turns: unpriced
})

export const recordTools = Effect.gen(function* () {
  const journal = yield* Journal
  const ledger = yield* Ledger
  const records = yield* sessionRecords
  const reading = yield* sessionReading

  const list = tool(listSessions, ({ limit = 20 }) =>
    Effect.gen(function* () {
      const known = new Map((yield* records.all).map((record) => [record.session, record]))
      const summaries = yield* journal.sessions(limit)
      return {
        sessions: summaries.map(({ lastAt, session, turns }) => {
          const record = known.get(session)
          return {
            session,
            turns,
            last_at: isoOf(lastAt),
            ...(record === undefined ? {} : { agent: record.agent, conversation: conversationKey(record.conversation) })
          }
        })
      }
    }).pipe(Effect.mapError(failed))
  )

  const read = tool(readSession, ({ limit = 10, session }) =>
    Effect.gen(function* () {
      const turns = yield* Effect.mapError(reading.turns(SessionId.make(session)), failed)
      if (turns.length === 0) {
        return yield* new ToolError({ reason: "unknown", detail: `there is no session ${session}; see list_sessions` })
      }
      return { session, turns: turns.slice(-limit) }
    })
  )

  const cost = tool(costReport, ({ by = "agent", days = 7 }, { acting }) =>
    Effect.gen(function* () {
      const filter = { sinceDay: yield* ledger.since(days) }
      if (acting._tag === "Owner") {
        return { lines: (yield* ledger.report(by, filter)).map(lineOf) }
      }
      const { session, turn } = acting
      const lines = (yield* ledger.report("session", filter)).filter(({ key }) => key === session)
      const { usage } = knownTurn(turn, yield* journal.turn(turn.id)).state
      const spent = usage === undefined ? undefined : ledger.priced(usage, acting.agent.model).costUsd
      const left = yield* ledger.left(turn.id)
      return {
        lines: lines.map(lineOf),
        ...(spent === undefined ? {} : { turn_cost_usd: spent }),
        ...(left === undefined ? {} : { turn_left_usd: left })
      }
    }).pipe(Effect.mapError(failed))
  )

  return [list, read, cost] satisfies ReadonlyArray<Tool>
})
