/**
 * One person's picture of the fleet: whom they may talk to, what runs, what waits for somebody, what today cost. Owns
 * gathering it; must not change anything, and shows nothing to somebody who may not talk.
 */
import * as Effect from "effect/Effect"
import { AccessPolicy } from "../agents/AccessPolicy.ts"
import { Agents } from "../agents/Agents.ts"
import { costToday } from "../ledger/CostToday.ts"
import type { Ledger } from "../ledger/Ledger.ts"
import type { Ask } from "../model/Ask.ts"
import type { Conversation, Person } from "../model/Conversation.ts"
import type { Intake } from "../ports/Intake.ts"
import type { Journal } from "../ports/Journal.ts"
import * as Words from "../render/Words.ts"
import { type OpenTurn, openTurns } from "./OpenTurns.ts"
import { Sessions } from "./Sessions.ts"

const wordsOf = ({ subject }: Ask, agent: string): string => {
  switch (subject._tag) {
    case "Permission":
      return Words.mayI(agent, subject.title)
    case "Questions":
      return Words.asksYou(agent)
    case "PlanReview":
      return Words.hasPlan(agent)
  }
}

export const overviews: Effect.Effect<Intake["overview"], never, AccessPolicy | Agents | Journal | Ledger | Sessions> =
  Effect.gen(function* () {
    const access = yield* AccessPolicy
    const agents = yield* Agents
    const sessions = yield* Sessions
    const open = yield* openTurns
    const { fleet: costNow } = yield* costToday

    /** What others asked in places of their own is theirs: somebody who administers the place sees it too. */
    const mayRead = ({ turn }: OpenTurn, conversation: Conversation, person: Person) =>
      turn.conversation.platform === conversation.platform && turn.person.id === person.id
        ? Effect.succeed(true)
        : turn.conversation.platform === conversation.platform
          ? access.allows(person, turn.conversation, "administer")
          : Effect.succeed(false)

    return (conversation, person) =>
      Effect.gen(function* () {
        if (!(yield* access.allows(person, conversation, "talk"))) return undefined
        const running = yield* Effect.forEach(
          yield* Effect.filter(yield* open.all, (one) => mayRead(one, conversation, person)),
          ({ since, turn }) =>
            Effect.gen(function* () {
              const { asks = [], turn: current } = (yield* sessions.status(turn.session)).running ?? {}
              return {
                agent: turn.agent,
                conversation: turn.conversation,
                text: turn.text,
                by: turn.person.name,
                since,
                waitsFor: current === turn.id ? asks.map((ask) => wordsOf(ask, turn.agent)) : []
              }
            })
        )
        const costTodayUsd = yield* costNow
        return {
          agents: (yield* agents.all).map(({ description, model, name }) => ({
            name,
            description,
            ...(model === undefined ? {} : { model })
          })),
          running,
          ...(costTodayUsd === undefined ? {} : { costTodayUsd })
        }
      }).pipe(Effect.catch((error) => Effect.as(Effect.logError("what runs could not be gathered", error), undefined)))
  })
