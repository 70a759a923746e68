/**
 * `cost`: what was spent, by whatever is asked for.
 */
import * as Effect from "effect/Effect"
import { costTable } from "../ledger/CostReport.ts"
import { Ledger } from "../ledger/Ledger.ts"
import { CostGroup } from "../ports/LedgerStore.ts"
import { type Command, CommandError } from "./Command.ts"
import { failed } from "./Here.ts"

const mostDays = 3650

export const costCommands = Effect.gen(function* () {
  const ledger = yield* Ledger
  const cost: Command = {
    name: "cost",
    help: "shows tokens and money of the last days",
    options: [
      { name: "by", help: "what to add up", required: false, choices: CostGroup.literals },
      { name: "days", help: "how many days, today included; 7 unless said", required: false }
    ],
    action: "talk",
    run: Effect.fnUntraced(function* ({ args }) {
      const group = CostGroup.literals.find((known) => known === args.by) ?? "agent"
      const days = Number(args.days ?? 7)
      if (!Number.isInteger(days) || days < 1 || days > mostDays) {
        return yield* new CommandError({
          reason: "usage",
          detail: `days is a whole number from 1 to ${mostDays}, not "${args.days ?? ""}"`
        })
      }
      const lines = yield* ledger.report(group, { sinceDay: yield* ledger.since(days) }).pipe(Effect.mapError(failed))
      return `\`\`\`\n${costTable(group, lines)}\n\`\`\``
    })
  }
  return [cost]
})
