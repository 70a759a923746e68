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
  /** The outcome of a turn that went over its budget. */
  readonly over: Effect.Effect<Option.Option<Outcome>>
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
    over: Effect.gen(function* () {
      const turn = watched
      if (turn === undefined) return Option.none()
      const now = yield* cost
      if (now === undefined || turn !== watched || now - turn.before <= turn.budgetUsd) return Option.none()
      watched = undefined
      return Option.some(
        Outcome.cases.OverBudget.make({
          budget: "turn",
          limitUsd: turn.budgetUsd,
          message: `stopped at $${(now - turn.before).toFixed(2)} of a budget of $${turn.budgetUsd} for the turn`
        })
      )
    })
  }
}
