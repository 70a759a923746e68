/**
 * To how much people have raised a day's budget, for that day. Owns the record of it, which outlives the service: raising
 * to the same sum twice is raising once. Who may do it is checked where it is pressed.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { AgentName, PlatformName, UserId } from "../model/Ids.ts"
import { State, type StateError } from "../ports/State.ts"
import type { DayBudget } from "./Budgets.ts"

/** Longer than any day, wherever it begins. */
const keep = "48 hours"

export interface Whose {
  readonly agent: AgentName
  readonly user: UserId
  readonly platform: PlatformName
}

export interface Raises {
  /** The limit that holds on this day: the configured one, or what it was raised to. */
  readonly limitOf: (day: string, budget: DayBudget, of: Whose, limitUsd: number) => Effect.Effect<number, StateError>
  readonly raise: (day: string, budget: DayBudget, of: Whose, toUsd: number) => Effect.Effect<void, StateError>
}

const whose = (budget: DayBudget, { agent, platform, user }: Whose): string =>
  budget === "agent-day" ? agent : budget === "user-day" ? `${platform}:${user}` : "all"

export const makeRaises: Effect.Effect<Raises, never, State> = Effect.map(State, (state) => {
  const stored = state.namespace("budget-raises", Schema.Struct({ toUsd: Schema.Finite }))
  // asked at every step of every turn
  const known = new Map<string, number>()
  let knownDay = ""
  const keyOf = (day: string, budget: DayBudget, of: Whose) => `${day}/${budget}/${whose(budget, of)}`

  const raisedTo = Effect.fnUntraced(function* (day: string, key: string) {
    if (day !== knownDay) known.clear()
    knownDay = day
    const found = known.get(key)
    if (found !== undefined) return found
    const toUsd = Option.match(yield* stored.get(key), { onNone: () => 0, onSome: (raised) => raised.toUsd })
    known.set(key, toUsd)
    return toUsd
  })

  return {
    limitOf: (day, budget, of, limitUsd) =>
      Effect.map(raisedTo(day, keyOf(day, budget, of)), (toUsd) => Math.max(limitUsd, toUsd)),
    raise: Effect.fnUntraced(function* (day, budget, of, toUsd) {
      const key = keyOf(day, budget, of)
      const highest = Math.max(toUsd, yield* raisedTo(day, key))
      yield* stored.set(key, { toUsd: highest }, keep)
      known.set(key, highest)
    })
  }
})
