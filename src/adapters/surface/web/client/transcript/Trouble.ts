/** How a turn ended badly, for people: what it was, what was said of it, and what to do about it. Pure. */
import type { Outcome } from "../../../../../core/model/Outcome.ts"
import * as Words from "../../../../../core/render/Words.ts"
import { momentWords } from "../ui/TimeWords.ts"

export interface Trouble {
  readonly title: string
  readonly message: string
  readonly remedy: string
  /** What the CLI said itself. */
  readonly detail?: string
  /** A person who may spend can raise the budget to this, US dollars. */
  readonly raiseToUsd?: number
}

export const troubleOf = (
  outcome: Outcome | undefined,
  /** Who raised the budget since. */
  raised?: { readonly toUsd: number; readonly by: string }
): Trouble | undefined => {
  switch (outcome?._tag) {
    case "Failed":
      return {
        title: Words.folded.Failed,
        message: outcome.message,
        remedy: outcome.remedy ?? Words.remedies[outcome.kind],
        ...(outcome.detail === undefined || outcome.detail.trim() === "" ? {} : { detail: outcome.detail })
      }
    case "Limited":
      return {
        title: Words.folded.Limited,
        message: outcome.message,
        remedy:
          outcome.resetsAt === undefined
            ? Words.resetsUnknown
            : `it resets ${momentWords(outcome.resetsAt)}; retry then, or choose another model`
      }
    case "OverBudget":
      return {
        title: Words.facts(
          Words.folded.OverBudget,
          `${Words.budgets[outcome.budget]} ${Words.money(outcome.limitUsd)}`
        ),
        message: outcome.message,
        remedy: raised === undefined ? Words.raiseBudget(outcome.raiseToUsd) : Words.raisedBy(raised.by, raised.toUsd),
        ...(outcome.raiseToUsd === undefined || raised !== undefined ? {} : { raiseToUsd: outcome.raiseToUsd })
      }
    default:
      return undefined
  }
}
