/**
 * Watches what the running turn has cost so far, for a budget that the CLI's own flag cannot hold: that one counts all
 * turns of a process together. Owns the comparison; must not stop anything.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { Outcome } from "../../../core/model/Outcome.ts"
import type { ControlRequests } from "./ControlRequests.ts"

const readCost = Schema.decodeUnknownOption(Schema.Struct({ text: Schema.String }))

/** US dollars out of `Estimated cost:        $0.4207`. */
export const costIn = (response: unknown): number | undefined => {
  const text = Option.getOrUndefined(readCost(response))?.text ?? ""
  const dollars = /cost:\s*\$([0-9,]+(?:\.[0-9]+)?)/i.exec(text)?.[1]
  return dollars === undefined ? undefined : Number(dollars.replaceAll(",", ""))
}

export interface CostMeter {
  /** A turn begins; without a budget nothing is watched. */
  readonly begin: (budgetUsd: number | undefined) => Effect.Effect<void>
  readonly watching: () => boolean
  /** What the turn has cost so far; undefined when nobody knows it, or it is over already. */
  readonly spent: Effect.Effect<Spent | undefined>
}

export interface Spent {
  /** US dollars. */
  readonly costUsd: number
  /** The outcome of a turn that went over its budget. */
  readonly over: Outcome | undefined
}

export const makeCostMeter = (control: ControlRequests): CostMeter => {
  let watched: { readonly budgetUsd: number; readonly before: number } | undefined

  const cost = Effect.map(control.ask({ subtype: "get_session_cost" }, "2 seconds"), (answer) =>
    Option.isSome(answer) ? costIn(answer.value.response) : undefined
  )

  return {
    begin: Effect.fnUntraced(function* (budgetUsd) {
      watched = undefined
      if (budgetUsd === undefined) return
      const before = yield* cost
      if (before !== undefined) watched = { budgetUsd, before }
    }),
    watching: () => watched !== undefined,
    spent: Effect.gen(function* () {
      const turn = watched
      if (turn === undefined) return undefined
      const now = yield* cost
      if (now === undefined || turn !== watched) return undefined
      const costUsd = Math.max(0, now - turn.before)
      if (costUsd <= turn.budgetUsd) return { costUsd, over: undefined }
      watched = undefined
      const message = `stopped at $${costUsd.toFixed(2)} of a budget of $${turn.budgetUsd} for the turn`
      return { costUsd, over: Outcome.cases.OverBudget.make({ budget: "turn", limitUsd: turn.budgetUsd, message }) }
    })
  }
}
