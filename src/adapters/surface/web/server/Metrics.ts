/**
 * The service's metrics, as Prometheus reads them, for whoever may see the whole fleet.
 */
import * as Effect from "effect/Effect"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as PrometheusMetrics from "effect/observability/PrometheusMetrics"
import { permits } from "../../../../core/control/Permits.ts"
import { ControlError } from "../../../../core/control/protocol/ControlError.ts"
import { Visitor } from "../../../../core/control/protocol/Visitor.ts"
import type { Entered } from "./Entrance.ts"

const refused = new ControlError({
  reason: "not-allowed",
  detail: "metrics are for those who may look at everything: with a token, its scope is metrics"
})

export const makeMetrics = Effect.map(permits, ({ may, seesAll }) => {
  // whoever sees everything sees the figures too
  const allowed = Effect.flatMap(may("metrics"), (yes) => (yes ? Effect.succeed(true) : seesAll))
  return Effect.fnUntraced(function* ({ visitor }: Entered) {
    if (!(yield* Effect.provideService(allowed, Visitor, visitor))) return yield* refused
    const text = yield* PrometheusMetrics.format()
    return HttpServerResponse.text(text, {
      headers: { "cache-control": "no-store" },
      contentType: "text/plain; version=0.0.4; charset=utf-8"
    })
  })
})
