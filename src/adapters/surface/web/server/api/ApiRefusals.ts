/**
 * Why a script did not get what it asked for: the same words as on every other way in, each with its status. Owns the
 * shapes, who is let in on this way, and that a request which does not fit is told which part of it does not.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as HttpApiMiddleware from "effect/http-api/HttpApiMiddleware"
import * as HttpApiSecurity from "effect/http-api/HttpApiSecurity"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as SchemaIssue from "effect/SchemaIssue"
import type { ControlError } from "../../../../../core/control/protocol/ControlError.ts"
import { Visitor } from "../../../../../core/control/protocol/Visitor.ts"
import type { Entered } from "../Entrance.ts"
import { statusOf } from "../Refusals.ts"

const refusal = <const Reasons extends ReadonlyArray<ControlError["reason"]>>(
  identifier: string,
  status: number,
  ...reasons: Reasons
) =>
  Schema.Struct({
    reason: Schema.Literals(reasons),
    detail: Schema.String,
    /** What is wrong by the name of the field. */
    fields: Schema.optionalKey(Schema.Record(Schema.String, Schema.String))
  }).annotate({ identifier, httpApiStatus: status })

export const Invalid = refusal("Invalid", statusOf.invalid, "invalid")
export const NotSignedIn = refusal("NotSignedIn", statusOf["not-signed-in"], "not-signed-in")
export const NotAllowed = refusal("NotAllowed", statusOf["not-allowed"], "not-allowed")
export const Unknown = refusal("Unknown", statusOf.unknown, "unknown", "unknown-agent")
export const Conflict = refusal("Conflict", statusOf.conflict, "conflict")
export const TooLarge = refusal("TooLarge", statusOf["too-large"], "too-large")
export const Unavailable = refusal("Unavailable", statusOf.unavailable, "unavailable")

/** Of every endpoint. */
export const refusals = [Invalid, NotSignedIn, NotAllowed, Unknown, Conflict, TooLarge, Unavailable] as const

/** A call's error as scripts are told it. */
export const refused = <A, R>(call: Effect.Effect<A, ControlError, R>) =>
  Effect.mapError(call, ({ detail, fields, reason }) => ({
    reason,
    detail,
    ...(fields === undefined ? {} : { fields })
  }))

/** Who asks; found before the request gets here. */
export const EnteredHere = Context.Reference<Entered | undefined>("orchestrator/web/EnteredHere", {
  defaultValue: () => undefined
})

const nobody = { reason: "not-signed-in" as const, detail: "a token is needed: Authorization: Bearer orc_..." }

export class ApiAdmission extends HttpApiMiddleware.Service<ApiAdmission, { provides: Visitor }>()(
  "orchestrator/web/ApiAdmission",
  { error: NotSignedIn, security: { token: HttpApiSecurity.bearer } }
) {}

export const layerApiAdmission = Layer.succeed(ApiAdmission, {
  token: (effect) =>
    Effect.gen(function* () {
      const entered = yield* EnteredHere
      if (entered === undefined) return yield* Effect.fail(nobody)
      return yield* Effect.provideService(effect, Visitor, entered.visitor)
    })
})

export class Fitting extends HttpApiMiddleware.Service<Fitting>()("orchestrator/web/Fitting", { error: Invalid }) {}

const issuesOf = SchemaIssue.makeFormatterStandardSchemaV1()

const places: Readonly<Record<string, string>> = { Params: "the address", Query: "the query", Payload: "the body" }

export const layerFitting = HttpApiMiddleware.layerSchemaErrorTransform(Fitting, (error) => {
  const place = places[error.kind]
  // what the service itself wanted to answer does not fit: nothing that the script did
  if (place === undefined) return Effect.die(error)
  const found = issuesOf(error.cause.issue).issues.map(({ message, path = [] }) => {
    const keys = path.map((key) => String(typeof key === "object" ? key.key : key))
    return [keys.join("."), message.split("\n", 1)[0] ?? ""] as const
  })
  const said = found.map(([field, message]) => (field === "" ? message : `${field}: ${message}`))
  const fields = Object.fromEntries(found.filter(([field]) => field !== ""))
  return Effect.fail({
    reason: "invalid" as const,
    detail: `${place} does not fit: ${said.join("; ")}`,
    ...(Object.keys(fields).length === 0 ? {} : { fields })
  })
})
