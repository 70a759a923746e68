/**
 * Discord's failures in the core's words: which mean "gone", "forbidden", "try again" or "never". Owns that table, and
 * that no token ever gets into an error: some routes carry one. Must not retry or log.
 *
 * The client's own error classes are known by their shape, so that this file loads without the client.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import {
  Forbidden,
  Gone,
  Misconfigured,
  PlatformError,
  RateLimited,
  Rejected,
  Unreachable
} from "../../../../core/ports/ChatPlatform.ts"
import { discord } from "../Place.ts"
import type { ApiRequest } from "./Api.ts"

type Method = ApiRequest["method"]

/** Discord's error codes that somebody decides on. */
export const Code = {
  unknownChannel: 10003,
  unknownMessage: 10008,
  unknownEmoji: 10014,
  unknownWebhook: 10015,
  unknownInteraction: 10062,
  tooManyWebhooks: 30007,
  tooManyOldEdits: 30046,
  threadExists: 160004
} as const

const codes = new WeakMap<PlatformError, number>()

/** Discord's own code for it, when Discord gave one. */
export const codeOf = (error: PlatformError): number | undefined => codes.get(error)

export const faultOf = (reason: PlatformError["reason"], code?: number): PlatformError => {
  const error = new PlatformError({ platform: discord, reason })
  if (code !== undefined) codes.set(error, code)
  return error
}

/** A route as it may be shown: without the token of a webhook or an interaction. */
const withoutTokens = (text: string): string => text.replace(/(\/(?:webhooks|interactions)\/[^/\s]+\/)[^/?\s]+/g, "$1…")

const ApiFault = Schema.Struct({
  status: Schema.Finite,
  rawError: Schema.Unknown,
  code: Schema.optional(Schema.Union([Schema.Finite, Schema.String])),
  message: Schema.String
})
const HttpFault = Schema.Struct({ name: Schema.Literal("HTTPError"), status: Schema.Finite })
const LimitFault = Schema.Struct({
  global: Schema.Boolean,
  retryAfter: Schema.Finite,
  timeToReset: Schema.Finite
})
const NetworkFault = Schema.Struct({
  name: Schema.optional(Schema.String),
  message: Schema.String,
  code: Schema.optional(Schema.Union([Schema.Finite, Schema.String]))
})

const gone: Readonly<Record<number, string>> = {
  [Code.unknownChannel]: "the channel or thread",
  10004: "the server",
  [Code.unknownMessage]: "the message",
  10013: "the person",
  [Code.unknownEmoji]: "the reaction",
  [Code.unknownWebhook]: "the webhook",
  [Code.unknownInteraction]: "the interaction",
  50027: "the interaction"
}

/** What a route needs, by the name that Discord's own settings show. */
const permissionFor = (method: Method, route: string, files: boolean): string => {
  if (/^\/channels\/\d+\/webhooks|^\/webhooks\/\d+$/.test(route)) return "Manage Webhooks"
  if (route.includes("/reactions/")) return "Add Reactions, Read Message History"
  if (/\/threads$/.test(route)) return "Create Public Threads"
  if (/\/messages$/.test(route) && method === "POST") {
    return files ? "Attach Files" : "Send Messages (in a thread: Send Messages in Threads)"
  }
  if (/\/messages/.test(route) && method === "GET") return "Read Message History"
  if (/\/messages\/\d+$/.test(route) && method === "DELETE") return "Manage Messages"
  if (/^\/channels\/\d+$/.test(route) && method === "PATCH") return "Manage Threads (the bot did not open this one)"
  if (/\/commands/.test(route)) return "the scope applications.commands"
  return "one that this needs: run orchestrator doctor"
}

const missing = (code: number | undefined, request: ApiRequest): string => {
  switch (code) {
    case 50001:
      return "View Channel"
    case 50007:
      return "to write to this person: their privacy settings refuse direct messages"
    case 50005:
      return "to change what somebody else wrote"
    case 50003:
    case 50024:
      return "none helps: this kind of channel cannot do it"
    case 50083:
    case 160005:
      return "Manage Threads (the thread is locked or archived)"
    case 90001:
      return "to react here: the person blocked the bot"
    case 40333:
      return "to reach discord at all: a proxy or its firewall refuses the request"
    default:
      return permissionFor(request.method, request.route, (request.files?.length ?? 0) > 0)
  }
}

const forbiddenCodes = new Set([50001, 50003, 50005, 50007, 50013, 50024, 50083, 90001, 160005])

const refusedToken = () =>
  new Misconfigured({
    detail: "discord refused the bot token",
    remedy: "put the token of your application (Bot page, reset token) into DISCORD_TOKEN, then start again"
  })

const ownWords = (text: string): string =>
  withoutTokens(text)
    .replaceAll(/\s*\n\s*/g, "; ")
    .slice(0, 500)

const answered = (fault: typeof ApiFault.Type, request: ApiRequest): PlatformError => {
  const code = typeof fault.code === "number" ? fault.code : undefined
  const what = code === undefined ? undefined : gone[code]
  if (fault.status === 429 || code === Code.tooManyOldEdits) {
    return faultOf(new RateLimited({ retryAfterMillis: 5000, scope: "write" }), code)
  }
  if (what !== undefined) return faultOf(new Gone({ what }), code)
  if (fault.status === 401 && request.auth !== false) return faultOf(refusedToken(), code)
  if (fault.status === 401 || fault.status === 403 || (code !== undefined && forbiddenCodes.has(code))) {
    return faultOf(new Forbidden({ missing: missing(code, request) }), code)
  }
  if (fault.status === 404 && code === undefined) {
    return faultOf(new Gone({ what: withoutTokens(request.route) }))
  }
  return faultOf(new Rejected({ detail: ownWords(fault.message) }), code)
}

/** Discord says when in its headers; where it does not, a while is better than at once. */
const limited = (fault: typeof LimitFault.Type): PlatformError => {
  const said = fault.retryAfter > 0 ? fault.retryAfter : fault.timeToReset
  return faultOf(
    new RateLimited({
      retryAfterMillis: said > 0 ? Math.ceil(said) : 1000,
      scope: fault.global ? "conversation" : "write"
    })
  )
}

export const unreachable = (request: ApiRequest, detail: string): PlatformError =>
  faultOf(new Unreachable({ detail: `${request.method} ${withoutTokens(request.route)}: ${ownWords(detail)}` }))

export const unknownForm = (request: ApiRequest): PlatformError =>
  faultOf(
    new Rejected({
      detail: `discord answered in an unknown form to ${request.method} ${withoutTokens(request.route)}`
    })
  )

const shapes = {
  limit: Schema.decodeUnknownOption(LimitFault),
  api: Schema.decodeUnknownOption(ApiFault),
  http: Schema.decodeUnknownOption(HttpFault),
  network: Schema.decodeUnknownOption(NetworkFault)
}

/** What one request came to, whatever the client threw. */
export const fromThrown = (thrown: unknown, request: ApiRequest): PlatformError => {
  const limit = shapes.limit(thrown)
  if (Option.isSome(limit)) return limited(limit.value)
  const api = shapes.api(thrown)
  if (Option.isSome(api)) return answered(api.value, request)
  const http = shapes.http(thrown)
  if (Option.isSome(http)) return unreachable(request, `discord answered ${http.value.status}`)
  const network = shapes.network(thrown)
  if (Option.isNone(network)) return unreachable(request, "no answer")
  if (network.value.name === "SyntaxError") return unknownForm(request)
  const { code, message } = network.value
  return unreachable(request, message === "" ? String(code ?? "no answer") : message)
}
