/**
 * Writes one turn into the journal while it runs. Owns the coalescing of text: at most one text row every 500 ms and
 * one at every boundary, everything else a row of its own, in order; and that text waits no longer than that, whether or
 * not anything follows. Must not decide anything by what it writes.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { AgentEvent } from "../model/AgentEvent.ts"
import type { SessionId, TurnId } from "../model/Ids.ts"
import { Journal, JournalEntry, type JournalError } from "../ports/Journal.ts"

const everyMillis = 500

export interface TurnLog {
  readonly event: (event: AgentEvent) => Effect.Effect<void, JournalError>
  /** Writes what is held back, then `entries`, in one append. */
  readonly write: (...entries: ReadonlyArray<JournalEntry>) => Effect.Effect<void, JournalError>
  /** Writes what is held back. What cannot be written now is held back still: whoever writes next hears why. */
  readonly flush: Effect.Effect<void>
}

type TextEvent = Extract<AgentEvent, { readonly _tag: "Text" }>

const happened = (event: AgentEvent): JournalEntry => JournalEntry.cases.Happened.make({ event })

export const makeTurnLog = Effect.fnUntraced(function* (session: SessionId, turn: TurnId) {
  const journal = yield* Journal
  const clock = yield* Clock.Clock
  const scope = yield* Effect.scope
  // what is written in another fiber must not overtake
  const gate = yield* Semaphore.make(1)
  let held: ReadonlyArray<TextEvent> = []
  let writtenAt = 0
  let timed = false

  const append = (entries: ReadonlyArray<JournalEntry>, keep: boolean) =>
    Effect.suspend(() => {
      const texts = held
      const rows = [...texts.map(happened), ...entries]
      held = []
      if (rows.length === 0) return Effect.void
      writtenAt = clock.currentTimeMillisUnsafe()
      const appended = Effect.asVoid(journal.append(session, turn, rows))
      if (!keep) return appended
      return Effect.tapError(appended, () =>
        Effect.sync(() => {
          held = [...texts, ...held]
        })
      )
    }).pipe(gate.withPermit)

  const write = (...entries: ReadonlyArray<JournalEntry>) => append(entries, false)
  const flush = append([], true).pipe(Effect.uninterruptible, Effect.ignore({ log: "Warn" }))

  /** Text that nothing follows is written all the same. */
  const inTime = Effect.suspend(() => {
    if (timed) return Effect.void
    timed = true
    const wait = Math.max(writtenAt + everyMillis - clock.currentTimeMillisUnsafe(), 1)
    const late = Effect.suspend(() => {
      timed = false
      return flush
    })
    return Effect.asVoid(Effect.forkIn(Effect.delay(late, wait), scope))
  })

  const hold = (event: TextEvent) =>
    Effect.suspend(() => {
      const last = held.at(-1)
      held =
        last?.part === event.part
          ? [...held.slice(0, -1), AgentEvent.cases.Text.make({ part: event.part, delta: last.delta + event.delta })]
          : [...held, event]
      return clock.currentTimeMillisUnsafe() - writtenAt >= everyMillis ? write() : inTime
    })
  const event = (event: AgentEvent) =>
    Effect.suspend(() => {
      if (event._tag === "Thinking") return Effect.void
      if (event._tag !== "Text") return write(happened(event))
      const last = held.at(-1)
      return last !== undefined && last.part !== event.part ? Effect.andThen(write(), hold(event)) : hold(event)
    })

  return { event, write, flush } satisfies TurnLog
})
