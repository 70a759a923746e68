/**
 * A budget that ended a turn is raised by one press, and the turn goes on: in the same session as a turn of its own, or as
 * the worker that it was. Owns that a press counts once and that who raised what is written down. Whether they may is
 * asked where it is pressed.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Semaphore from "effect/Semaphore"
import { Ledger } from "../ledger/Ledger.ts"
import type { Person } from "../model/Conversation.ts"
import { doneBy } from "../model/DoneBy.ts"
import { type PlatformName, TurnId } from "../model/Ids.ts"
import { spentOn, type Turn } from "../model/Turn.ts"
import { Journal, JournalEntry, type JournalError } from "../ports/Journal.ts"
import type { StateError } from "../ports/State.ts"
import * as Words from "../render/Words.ts"
import { workerIn } from "../workers/WorkerSession.ts"
import { Workers, type WorkersError } from "../workers/Workers.ts"
import { again } from "./Again.ts"
import { Sessions, type SessionsError } from "./Sessions.ts"
import { knownTurn } from "./TurnFate.ts"

/** `gone`: no budget ended such a turn. `already`: it was raised before, or the turn was tried again. */
export type Raise = (
  target: string,
  person: Person,
  platform: PlatformName
) => Effect.Effect<"raised" | "already" | "gone", JournalError | SessionsError | StateError | WorkersError>

/** No turn is begun with less, US dollars. */
const leastUsd = 0.01

/** Where nothing was done yet the message itself is said again. */
const goingOn = (turn: Turn, begun: boolean): Turn =>
  begun ? { ...turn, text: Words.continueWithMore, attachments: [] } : turn

/** It goes on with what the raised budget leaves, and out of nobody else's. */
const withBudget = ({ within: _, ...turn }: Turn, budgetUsd: number): Turn => ({ ...turn, budgetUsd, raised: true })

export const raising: Effect.Effect<Raise, never, Journal | Ledger | Sessions | Workers> = Effect.gen(function* () {
  const journal = yield* Journal
  const ledger = yield* Ledger
  const sessions = yield* Sessions
  const workers = yield* Workers
  // two presses at the same moment are one raise and one word that it was raised
  const gate = yield* Semaphore.make(1)

  const say = (next: Turn, toUsd: number | undefined) => {
    const worker = workerIn(next.conversation)
    return worker === undefined ? Effect.as(sessions.say(next), true) : workers.goOn(worker, next, toUsd)
  }

  return Effect.fnUntraced(function* (target: string, person: Person, platform: PlatformName) {
    const id = TurnId.make(target)
    const by = doneBy(person, platform)
    const rows = yield* journal.turn(id)
    const accepted = rows.find(({ entry }) => entry._tag === "Accepted")?.entry
    const ended = rows.find(({ entry }) => entry._tag === "Ended")?.entry
    if (accepted?._tag !== "Accepted" || ended?._tag !== "Ended" || ended.outcome._tag !== "OverBudget") return "gone"
    const { budget, raiseToUsd: toUsd } = ended.outcome
    if (toUsd === undefined) return "gone"
    const { turn } = knownTurn(accepted.turn, rows).state
    const begun = rows.some(({ entry }) => entry._tag === "Dispatched")
    const same = goingOn(again(turn, rows, yield* Clock.currentTimeMillis, by), begun)
    const spent = ended.usage?.costUsd ?? 0
    const next = budget === "turn" ? withBudget(same, Math.max(toUsd - spent, leastUsd)) : same
    const inAll = budget === "turn" ? toUsd : undefined
    if ((yield* journal.turn(next.id)).length > 0) return "already"
    if (rows.some(({ entry }) => entry._tag === "Raised")) {
      // what was left undone by a service that died in between is done now
      yield* say(next, inAll)
      return "already"
    }
    if (budget !== "turn")
      yield* ledger.raise(budget, { agent: turn.agent, user: turn.person.id, platform: spentOn(turn) }, toUsd)
    yield* journal.append(turn.session, id, [JournalEntry.cases.Raised.make({ budget, toUsd, ...by, next: next.id })])
    if (!(yield* say(next, inAll))) return "gone"
    yield* Effect.logInfo(`${person.name} raised the ${budget} budget of ${turn.agent} to ${Words.money(toUsd)}`)
    return "raised"
  }, gate.withPermit)
})
