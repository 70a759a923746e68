/** Who asks, costs, health and audit, for scripts: the calls behind the addresses. */
import * as Effect from "effect/Effect"
import * as HttpApiBuilder from "effect/http-api/HttpApiBuilder"
import type { Calls } from "../../../../../core/control/Calls.ts"
import { costDaysCsv } from "../../../../../core/ledger/CostReport.ts"
import { Api } from "./Api.ts"
import { refused } from "./ApiRefusals.ts"

const usual = { by: "agent", days: 30 } as const
const lines = 100

export const layerReportHandlers = (calls: Calls) =>
  HttpApiBuilder.group(Api, "reports", (handlers) =>
    handlers.handleAll({
      whoAmI: () => refused(calls.WhoAmI()),
      readCosts: ({ query }) => refused(calls.ReadCosts({ ...usual, ...query })),
      readCostsCsv: ({ query }) => {
        const asked = { ...usual, ...query }
        return refused(
          Effect.map(calls.ReadCosts(asked), (series) => costDaysCsv(asked.by, series.lines, series.names))
        )
      },
      readHealth: () => refused(calls.ReadHealth()),
      readAudit: ({ query }) => refused(calls.ReadAudit({ limit: lines, ...query }))
    })
  )
