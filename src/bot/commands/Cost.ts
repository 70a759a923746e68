/**
 * `orchestrator cost`: what was spent, by whatever is asked for. Reads the ledger beside the running service.
 */
import * as Console from "effect/Console"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import { costCsv, costTable } from "../../core/ledger/CostReport.ts"
import { CostGroup, type CostLine, LedgerStore } from "../../core/ports/LedgerStore.ts"
import { localDay } from "../LocalTime.ts"
import { UsageError } from "../ReportError.ts"
import { layerMachine } from "../Service.ts"
import { layerStoresReadOnly } from "../Stores.ts"

/** What nobody knows is null, never 0. */
const toJson = (line: CostLine) => ({ ...line, costUsd: line.unpriced >= line.turns ? null : line.costUsd })

export const cost = Command.make(
  "cost",
  {
    by: Flag.Literals("by", CostGroup.literals).pipe(
      Flag.withDescription("What is added up"),
      Flag.withDefault("agent" as const)
    ),
    days: Flag.Int("days").pipe(
      Flag.withDescription("How many days, today included"),
      Flag.filter(
        (days) => days > 0 && days <= 36_500,
        () => "a number of days above 0"
      ),
      Flag.withDefault(7)
    ),
    csv: Flag.Boolean("csv").pipe(Flag.withDescription("As CSV, for spreadsheets"), Flag.withDefault(false)),
    json: Flag.Boolean("json").pipe(Flag.withDescription("As JSON, for scripts"), Flag.withDefault(false))
  },
  Effect.fn("cost")(function* ({ by, csv, days, json }) {
    if (csv && json) return yield* new UsageError({ detail: "say --csv or --json, not both" })
    yield* Effect.gen(function* () {
      const since = localDay(yield* DateTime.now, days - 1)
      const lines = yield* Effect.flatMap(LedgerStore, (ledger) => ledger.summary(by, { sinceDay: since })).pipe(
        Effect.provide(layerStoresReadOnly),
        Effect.catchTag("NothingYet", () => Effect.succeed<ReadonlyArray<CostLine>>([]))
      )
      if (json) return yield* Console.log(JSON.stringify({ by, since, lines: lines.map(toJson) }, null, 2))
      if (csv) return yield* Console.log(costCsv(by, lines).trimEnd())
      yield* Console.log(lines.length === 0 ? `nothing was spent since ${since}` : costTable(by, lines))
    }).pipe(Effect.provide(layerMachine({ quiet: true })))
  })
).pipe(
  Command.withDescription("Shows tokens and money of the last days"),
  Command.withExamples([
    { command: "orchestrator cost --by day --days 30", description: "the last month, day by day" },
    { command: "orchestrator cost --by user --csv", description: "for a spreadsheet" }
  ])
)
