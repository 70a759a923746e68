/**
 * Writes one turn into the journal while it runs. Owns the coalescing of text: at most one text row every 500 ms and
 * one at every boundary, everything else a row of its own, in order. Must not decide anything by what it writes.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { AgentEvent } from "../model/AgentEvent.ts"
import type { SessionId, TurnId } from "../model/Ids.ts"
import { Journal, JournalEntry, type JournalError } from "../ports/Journal.ts"

const everyMillis = 500

export interface TurnLog {
  readonly event: (event: AgentEvent) => Effect.Effect<void, JournalError>
  /** Writes what is held back, then `entries`, in one append. */
  readonly write: (...entries: ReadonlyArray<JournalEntry>) => Effect.Effect<void, JournalError>
}

type TextEvent = Extract<AgentEvent, { readonly _tag: "Text" }>

const happened = (event: AgentEvent): JournalEntry => JournalEntry.cases.Happened.make({ event })

export const makeTurnLog = Effect.fnUntraced(function* (session: SessionId, turn: TurnId) {
  const journal = yield* Journal
  const clock = yield* Clock.Clock
  let held: TextEvent | undefined
  let writtenAt = 0

  const write = (...entries: ReadonlyArray<JournalEntry>) =>
    Effect.suspend(() => {
      const rows = held === undefined ? entries : [happened(held), ...entries]
      held = undefined
      if (rows.length === 0) return Effect.void
      writtenAt = clock.currentTimeMillisUnsafe()
      return Effect.asVoid(journal.append(session, turn, rows))
    })

  const event = (event: AgentEvent) =>
    Effect.suspend(() => {
      if (event._tag === "Thinking") return Effect.void
      if (event._tag !== "Text") return write(happened(event))
      if (held !== undefined && held.part !== event.part) return Effect.andThen(write(), hold(event))
      return hold(event)
    })
  const hold = (event: TextEvent) =>
    Effect.suspend(() => {
      held =
        held === undefined ? event : AgentEvent.cases.Text.make({ part: event.part, delta: held.delta + event.delta })
      return clock.currentTimeMillisUnsafe() - writtenAt >= everyMillis ? write() : Effect.void
    })

  return { event, write } satisfies TurnLog
})
