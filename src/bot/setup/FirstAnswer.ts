/**
 * Waits until an agent has answered somebody on a platform: a turn that ended well and landed. Looks once through what the
 * journal has of the platform, and from then on at what comes, since nobody knows beforehand which conversation it will be.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { PlatformName, SessionId, TurnId } from "../../core/model/Ids.ts"
import type { Outcome } from "../../core/model/Outcome.ts"
import { Journal, type JournalRow } from "../../core/ports/Journal.ts"
import * as Words from "../../core/render/Words.ts"
import type { Interview } from "./Interview.ts"

const mostSessions = 50
const page = 1000

const explain = (outcome: Outcome): string => {
  switch (outcome._tag) {
    case "Failed":
      return Words.facts(outcome.message, outcome.remedy ?? Words.remedies[outcome.kind])
    case "Limited":
    case "OverBudget":
      return outcome.message
    default:
      return Words.folded[outcome._tag]
  }
}

/** True once an answer landed among these turns on the platform; of those that ended badly it is said how. */
const makeReading = (interview: Pick<Interview, "say">, platform: PlatformName) =>
  Effect.map(Journal, (journal) => {
    const told = new Set<TurnId>()
    const isHere = (session: SessionId) => session.includes(`/${platform}:`)
    return Effect.fnUntraced(function* (rows: ReadonlyArray<Pick<JournalRow, "entry" | "session" | "turn">>) {
      for (const { entry, session, turn } of rows) {
        if (entry._tag !== "Delivered" || !isHere(session) || told.has(turn)) continue
        told.add(turn)
        const ended = (yield* journal.turn(turn, "gist")).find((row) => row.entry._tag === "Ended")?.entry
        if (ended?._tag !== "Ended") continue
        if (ended.outcome._tag === "Done") return true
        yield* interview.say(`${Words.failed} that turn did not end well: ${explain(ended.outcome)}`)
      }
      return false
    })
  })

const readAll = Effect.fnUntraced(function* (interview: Pick<Interview, "say">, platform: PlatformName) {
  const journal = yield* Journal
  const isAnswered = yield* makeReading(interview, platform)
  for (const { session } of yield* journal.sessions(mostSessions, { platform })) {
    for (let after = 0; ; ) {
      const rows = yield* journal.read(session, { after, limit: page })
      if (yield* isAnswered(rows)) return true
      after = rows.at(-1)?.seq ?? after
      if (rows.length < page) break
    }
  }
  return false
})

/** Whether there was an answer at any time that the journal remembers. */
export const hasAnswered = Effect.fn("hasAnswered")((platform: PlatformName) =>
  readAll({ say: () => Effect.void }, platform)
)

/** What did not end well is said, and waiting goes on. */
export const firstAnswer = Effect.fn("firstAnswer")(function* (
  interview: Pick<Interview, "say" | "waiting">,
  platform: PlatformName
) {
  const journal = yield* Journal
  const isAnswered = yield* makeReading(interview, platform)
  // before what there is is read: what comes meanwhile is among what is read after it
  let upTo = yield* journal.last()
  const look = Effect.gen(function* () {
    for (;;) {
      const rows = yield* journal.since(upTo, page)
      upTo = rows.at(-1)?.seq ?? upTo
      if (yield* isAnswered(rows)) return true
      if (rows.length < page) return false
    }
  })
  const waited = Effect.gen(function* () {
    if (yield* readAll(interview, platform)) return
    yield* Effect.repeat(look, { until: (landed) => landed, schedule: Schedule.spaced("1 second") })
  })
  yield* interview.waiting("waiting for the first answer", waited)
})
