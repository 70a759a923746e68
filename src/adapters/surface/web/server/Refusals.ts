/**
 * What the web server answers when it does not do what was asked: the same JSON everywhere, with the status that says
 * it in the language of HTTP. Owns that translation.
 */
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import { ControlError } from "../../../../core/control/protocol/ControlError.ts"
import type { TooManyWrong } from "./Wrongs.ts"

export const statusOf: Readonly<Record<ControlError["reason"], number>> = {
  unknown: 404,
  "unknown-agent": 404,
  "not-signed-in": 401,
  "not-allowed": 403,
  invalid: 400,
  "too-large": 413,
  conflict: 409,
  unavailable: 503
}

const json = (status: number, body: object, headers: Readonly<Record<string, string>> = {}) =>
  HttpServerResponse.text(`${JSON.stringify(body)}\n`, {
    status,
    headers: { "cache-control": "no-store", "x-content-type-options": "nosniff", ...headers },
    contentType: "application/json"
  })

/** `{"reason": "unknown", "detail": "…", "fields": {…}}` */
export const refusal = (error: ControlError | TooManyWrong) => {
  if (error._tag === "TooManyWrong") {
    return json(429, { reason: "too-many", detail: error.message }, { "retry-after": String(error.seconds) })
  }
  const { detail, fields, reason } = error
  return json(
    statusOf[reason],
    { reason, detail, ...(fields === undefined ? {} : { fields }) },
    reason === "not-signed-in" ? { "www-authenticate": 'Bearer realm="orchestrator"' } : {}
  )
}

export const foreignName = refusal(
  new ControlError({ reason: "not-allowed", detail: "this service does not go by that name; see web.hosts" })
)

export const foreignPage = refusal(
  new ControlError({ reason: "not-allowed", detail: "pages of other sites may not speak to this service" })
)

export const notThere = (path: string) =>
  refusal(new ControlError({ reason: "unknown", detail: `there is nothing at ${path}; what there is stands at /api` }))

export const wrongMethod = (allowed: string) =>
  json(405, { reason: "invalid", detail: `only ${allowed} works here` }, { allow: allowed })

export const broke = json(500, {
  reason: "unavailable",
  detail: "that went wrong here; the service's log says how"
})

export const onlySockets = json(
  426,
  { reason: "invalid", detail: "this address speaks WebSocket; scripts use /api" },
  { upgrade: "websocket" }
)

export const wrongType = json(415, { reason: "invalid", detail: "send JSON: Content-Type: application/json" })

export const tooLarge = json(413, { reason: "too-large", detail: "the request is too large; at most 4 MB are read" })
