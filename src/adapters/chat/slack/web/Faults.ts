/**
 * Slack's failures in the core's words: which mean "gone", "forbidden", "try again" or "never". Owns that table, and that
 * neither a token nor an address with a secret in it ever gets into an error: what a client threw is read, never kept.
 * Must not retry or log.
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
import { names } from "../Credentials.ts"
import { slack } from "../Place.ts"
import type { ApiCall } from "./Api.ts"

const errors = new WeakMap<PlatformError, string>()
const unsent = new WeakSet<PlatformError>()

/** Slack's own name for it, when Slack gave one: `thread_not_found`. */
export const errorOf = (error: PlatformError): string | undefined => errors.get(error)

export const faultOf = (reason: PlatformError["reason"], name?: string): PlatformError => {
  const error = new PlatformError({ platform: slack, reason })
  if (name !== undefined) errors.set(error, name)
  return error
}

/** Whether the call may have done what was asked all the same. */
export const mayHaveHappened = (error: PlatformError): boolean =>
  !unsent.has(error) &&
  (error.reason._tag === "Unreachable" || (error.reason._tag === "Rejected" && errorOf(error) === undefined))

const Answer = Schema.Struct({
  code: Schema.Literal("slack_webapi_platform_error"),
  data: Schema.Struct({
    error: Schema.String,
    needed: Schema.optional(Schema.String),
    response_metadata: Schema.optional(
      Schema.Struct({
        messages: Schema.optional(Schema.Array(Schema.String)),
        retryAfter: Schema.optional(Schema.Finite)
      })
    )
  })
})
const Limit = Schema.Struct({ code: Schema.Literal("slack_webapi_rate_limited_error"), retryAfter: Schema.Finite })
const Http = Schema.Struct({ code: Schema.Literal("slack_webapi_http_error"), statusCode: Schema.Finite })
const Cause = Schema.Struct({ code: Schema.optional(Schema.Unknown), name: Schema.optional(Schema.String) })
const Network = Schema.Struct({
  name: Schema.optional(Schema.String),
  message: Schema.String,
  cause: Schema.optional(Schema.Unknown),
  original: Schema.optional(Schema.Unknown)
})

const shapes = {
  answer: Schema.decodeUnknownOption(Answer),
  limit: Schema.decodeUnknownOption(Limit),
  http: Schema.decodeUnknownOption(Http),
  network: Schema.decodeUnknownOption(Network),
  cause: Schema.decodeUnknownOption(Cause)
}

const gone: Readonly<Record<string, string>> = {
  channel_not_found: "the channel",
  is_archived: "the channel (it is archived)",
  is_inactive: "the channel",
  message_not_found: "the message",
  thread_not_found: "the thread",
  no_item_specified: "the message",
  bad_timestamp: "the message",
  file_not_found: "the file",
  file_deleted: "the file",
  user_not_found: "the person",
  user_not_visible: "the person",
  view_not_found: "the view",
  not_found: "it"
}

const settings = "the workspace's settings do not allow it: ask an administrator"
const missing: Readonly<Record<string, string>> = {
  not_in_channel: "to be in the channel: /invite the bot there",
  restricted_action: `to write here: ${settings}`,
  restricted_action_read_only_channel: `to write in this channel: ${settings}`,
  restricted_action_thread_only_channel: `to write outside of threads here: ${settings}`,
  restricted_action_non_threadable_channel: `to write in threads here: ${settings}`,
  restricted_action_thread_locked: "to write here: the thread is locked",
  messages_tab_disabled: "the messages tab of the app: turn it on under App Home",
  cannot_dm_bot: "to write to another bot",
  user_disabled: "to write to this person: the account is not active",
  cant_update_message: "to change this message: the bot did not write it",
  cant_delete_message: "to take this message away: the bot did not write it",
  edit_window_closed: `to change a message this old: ${settings}`,
  no_permission: `the token is not allowed to: ${settings}`,
  access_denied: `the token is not allowed to: ${settings}`,
  ekm_access_denied: settings,
  accesslimited: `to reach slack from this network: ${settings}`,
  team_access_not_granted: "this workspace did not install the app",
  org_login_required: settings,
  not_allowed_token_type: "a bot token (xoxb-…)",
  cant_invite_self: "none helps",
  method_not_supported_for_channel_type: "none helps: this kind of channel cannot do it",
  file_uploads_disabled: `to upload files: ${settings}`,
  file_uploads_except_images_disabled: `to upload files: ${settings}`
}

const refusedToken: Readonly<Record<string, string>> = {
  invalid_auth: "slack refused the token",
  not_authed: "slack was given no token",
  token_revoked: "the token was revoked",
  token_expired: "the token has expired",
  account_inactive: "the app was taken out of the workspace",
  user_removed_from_team: "the bot was taken out of the workspace",
  team_disabled: "the workspace is switched off"
}
const remedy = `install the app again and put its bot token into ${names.botToken} (run orchestrator setup)`

const unreachables = new Set([
  "fatal_error",
  "internal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
  "rollup_error",
  "timeout"
])

/** Nothing was sent: it did not even come to a connection. */
const neverSent = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"])

/** Slack's own words without what could be a secret, in one line. */
export const scrubbed = (text: string): string =>
  text
    .replace(/\bx(?:ox[a-z]|app)[-.][\w.-]+/g, "…")
    .replace(/\b(https?:\/\/[^\s/"']+)\/[^\s"']*/g, "$1/…")
    .replaceAll(/\s*\n\s*/g, "; ")
    .slice(0, 500)

export const limited = (millis: number, call: ApiCall): PlatformError =>
  faultOf(
    new RateLimited({
      retryAfterMillis: Math.ceil(millis),
      scope: call.method === "chat.postMessage" ? "conversation" : "write"
    }),
    "ratelimited"
  )

export const unreachable = (method: string, detail: string, name?: string): PlatformError =>
  faultOf(new Unreachable({ detail: `${method}: ${scrubbed(detail)}` }), name)

export const unknownForm = (method: string): PlatformError =>
  faultOf(new Rejected({ detail: `slack answered in an unknown form to ${method}` }))

const scopeMissing = (needed: string | undefined): Forbidden =>
  new Forbidden({
    missing:
      needed === undefined
        ? "a scope: run orchestrator doctor to see which"
        : `the scope ${needed.replaceAll(",", ", ")}: add it under OAuth & Permissions and install the app again`
  })

const answered = ({ data }: typeof Answer.Type, call: ApiCall): PlatformError => {
  const name = data.error
  if (!/^[a-z][a-z0-9_]{1,80}$/.test(name)) return unreachable(call.method, "what came back is no answer of slack's")
  if (name === "ratelimited" || name === "rate_limited") {
    return limited((data.response_metadata?.retryAfter ?? 5) * 1000, call)
  }
  const [what, why, refused] = [gone[name], missing[name], refusedToken[name]]
  if (what !== undefined) return faultOf(new Gone({ what }), name)
  if (name === "missing_scope") return faultOf(scopeMissing(data.needed), name)
  if (why !== undefined) return faultOf(new Forbidden({ missing: why }), name)
  if (refused !== undefined) return faultOf(new Misconfigured({ detail: refused, remedy }), name)
  if (unreachables.has(name)) return unreachable(call.method, name, name)
  const said = data.response_metadata?.messages ?? []
  return faultOf(new Rejected({ detail: scrubbed([name, ...said].join(": ")) }), name)
}

export const httpFault = (method: string, status: number): PlatformError => {
  if (status >= 500 || status === 408) return unreachable(method, `slack answered ${status}`)
  if (status === 403 || status === 407) {
    return faultOf(new Forbidden({ missing: "to reach slack at all: a proxy or its firewall refuses the request" }), "")
  }
  return faultOf(new Rejected({ detail: `${method}: slack answered ${status}` }), "")
}

const codeIn = (error: unknown, depth = 0): string | undefined => {
  const cause = Option.getOrUndefined(shapes.cause(error))
  if (cause?.name === "TimeoutError") return "no answer in time"
  if (typeof cause?.code === "string" && !cause.code.startsWith("slack_")) return cause.code
  const network = Option.getOrUndefined(shapes.network(error))
  const deeper = network?.original ?? network?.cause
  return deeper === undefined || depth > 4 ? undefined : codeIn(deeper, depth + 1)
}

/** What one call came to, whatever the client threw. */
export const fromThrown = (thrown: unknown, call: ApiCall): PlatformError => {
  const limit = shapes.limit(thrown)
  if (Option.isSome(limit)) return limited(Math.max(limit.value.retryAfter, 0.1) * 1000, call)
  const answer = shapes.answer(thrown)
  if (Option.isSome(answer)) return answered(answer.value, call)
  const http = shapes.http(thrown)
  if (Option.isSome(http)) return httpFault(call.method, http.value.statusCode)
  const network = shapes.network(thrown)
  if (Option.isNone(network)) return unreachable(call.method, "no answer")
  if (network.value.message.startsWith("Retry header did not contain")) return limited(5000, call)
  const code = codeIn(thrown)
  const error = unreachable(call.method, code ?? network.value.message)
  if (code !== undefined && neverSent.has(code)) unsent.add(error)
  return error
}
