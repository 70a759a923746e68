/** Who asks, what was spent, how healthy the service is and who did what, for scripts. Owns the addresses. */
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { Self } from "../../../../../core/control/protocol/PeopleRpcs.ts"
import { AuditLine, CostSeries, Health } from "../../../../../core/control/protocol/ReportRpcs.ts"
import { AuditAction } from "../../../../../core/ports/AuditLog.ts"
import { CostGroup } from "../../../../../core/ports/LedgerStore.ts"
import { ApiAdmission, Fitting, refusals } from "./ApiRefusals.ts"

const error = refusals

const whole = (minimum: number, maximum: number) =>
  Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum, maximum })))

const costs = { by: Schema.optionalKey(CostGroup), days: whole(1, 366) }

export class ReportEndpoints extends HttpApiGroup.make("reports")
  .add(
    HttpApiEndpoint.get("whoAmI", "/me", { success: Self, error }).annotate(
      OpenApi.Summary,
      "In whose name this token acts, and what it may do"
    ),
    HttpApiEndpoint.get("readCosts", "/cost", { query: costs, success: CostSeries, error }).annotate(
      OpenApi.Summary,
      "What was spent, day by day"
    ),
    HttpApiEndpoint.get("readCostsCsv", "/cost.csv", {
      query: costs,
      success: Schema.String.pipe(HttpApiSchema.asText({ contentType: "text/csv; charset=utf-8" })),
      error
    }).annotate(OpenApi.Summary, "The same as CSV"),
    HttpApiEndpoint.get("readHealth", "/health", { success: Health, error }).annotate(
      OpenApi.Summary,
      "Every check with its fix, and what is connected"
    ),
    HttpApiEndpoint.get("readAudit", "/audit", {
      query: {
        limit: whole(1, 500),
        before: whole(0, Number.MAX_SAFE_INTEGER),
        search: Schema.optionalKey(Schema.String),
        action: Schema.optionalKey(AuditAction)
      },
      success: Schema.Array(AuditLine),
      error
    }).annotate(OpenApi.Summary, "Who did what, the latest first")
  )
  .middleware(Fitting)
  .middleware(ApiAdmission)
  .prefix("/api/v1") {}
