/**
 * Waits until an agent has answered somebody on a platform: a turn that ended well and landed. Looks at the whole
 * journal, since nobody knows beforehand which conversation it will be.
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import type { PlatformName, SessionId, TurnId } from "../../core/model/Ids.ts"
import type { Outcome } from "../../core/model/Outcome.ts"
import { Journal } from "../../core/ports/Journal.ts"
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

/** Looks at what is new since it last looked: true once an answer has landed. */
const makeLook = (interview: Pick<Interview, "say">, platform: PlatformName) =>
  Effect.gen(function* () {
    const journal = yield* Journal
    const seen = new Map<SessionId, number>()
    const ended = new Map<TurnId, Outcome>()

    const readOn = Effect.fnUntraced(function* (session: SessionId) {
      for (;;) {
        const rows = yield* journal.read(session, { after: seen.get(session) ?? 0, limit: page })
        for (const { entry, seq, turn } of rows) {
          seen.set(session, seq)
          if (entry._tag === "Ended") ended.set(turn, entry.outcome)
          if (entry._tag !== "Delivered") continue
          const outcome = ended.get(turn)
          if (outcome?._tag === "Done") return true
          if (outcome !== undefined)
            yield* interview.say(`${Words.failed} that turn did not end well: ${explain(outcome)}`)
        }
        if (rows.length < page) return false
      }
    })

    const look = Effect.gen(function* () {
      for (const { session } of yield* journal.sessions(mostSessions)) {
        if (session.includes(`/${platform}:`) && (yield* readOn(session))) return true
      }
      return false
    })
    return { look }
  })

/** Whether there was an answer at any time that the journal remembers. */
export const hasAnswered = Effect.fn("hasAnswered")(function* (platform: PlatformName) {
  const { look } = yield* makeLook({ say: () => Effect.void }, platform)
  return yield* look
})

/** What did not end well is said, and waiting goes on. */
export const firstAnswer = Effect.fn("firstAnswer")(function* (interview: Interview, platform: PlatformName) {
  const { look } = yield* makeLook(interview, platform)
  yield* interview.waiting(
    "waiting for the first answer",
    Effect.repeat(look, { until: (landed) => landed, schedule: Schedule.spaced("1 second") })
  )
})
