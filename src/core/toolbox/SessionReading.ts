/**
 * A session's turns out of the journal, as a tool or a resource shows them. Owns reading all of its rows in pages, and
 * that there is an end to that.
 */
import * as Effect from "effect/Effect"
import type { SessionId } from "../model/Ids.ts"
import { Journal, type JournalError, type JournalRow } from "../ports/Journal.ts"
import { sessionTurns } from "../sessions/SessionTurns.ts"
import { answerText } from "../sessions/TurnState.ts"
import { isoOf } from "./IsoTime.ts"

const page = 1000
/** Of a longer session the beginning is left out. */
const mostRows = 50_000

export interface ReadTurn {
  readonly turn: string
  readonly at: string
  readonly by: string
  readonly said: string
  readonly answer: string
  readonly state: string
  readonly cost_usd?: number
}

export interface SessionReading {
  /** Oldest first. */
  readonly rows: (session: SessionId) => Effect.Effect<ReadonlyArray<JournalRow>, JournalError>
  readonly turns: (session: SessionId) => Effect.Effect<ReadonlyArray<ReadTurn>, JournalError>
}

const states = {
  Done: "done",
  Failed: "failed",
  Stopped: "stopped",
  Withdrawn: "withdrawn",
  Limited: "limited",
  OverBudget: "over-budget"
} as const

export const sessionReading: Effect.Effect<SessionReading, never, Journal> = Effect.map(Journal, (journal) => {
  const rows = Effect.fnUntraced(function* (session: SessionId) {
    let all: ReadonlyArray<JournalRow> = []
    for (let after = 0; ; ) {
      const next = yield* journal.read(session, { after, limit: page })
      all = [...all, ...next].slice(-mostRows)
      const last = next.at(-1)
      if (last === undefined || next.length < page) return all
      after = last.seq
    }
  })
  return {
    rows,
    turns: (session) =>
      Effect.map(rows(session), (found) =>
        sessionTurns(found).map(({ state }): ReadTurn => {
          const { outcome, phase, turn, usage } = state
          return {
            turn: turn.id,
            at: isoOf(turn.saidAt),
            by: turn.asked?.at(-1) ?? turn.person.name,
            said: turn.text,
            answer: answerText(state).trim(),
            state: outcome === undefined ? phase : states[outcome._tag],
            ...(usage?.costUsd === undefined ? {} : { cost_usd: usage.costUsd })
          }
        })
      )
  }
})
