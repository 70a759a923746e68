/**
 * One webhook per channel, owned by our application, through which agents speak under their own names. Owns finding and
 * making it, its token (which never leaves but in a route), and for how long a channel is taken to have none. Must not
 * post.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { makeOneAtATime } from "../../../../core/chat/OneAtATime.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import { Forbidden, type PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Account } from "../Account.ts"
import type { Api, ApiRequest } from "../rest/Api.ts"
import { faultOf } from "../rest/Faults.ts"

export interface Webhook {
  readonly id: string
  readonly token: Redacted.Redacted<string>
}

export interface Webhooks {
  /** The channel's webhook; undefined where there can be none, and the bot speaks with its own face. */
  readonly of: (channel: string) => Effect.Effect<Webhook | undefined, PlatformError>
  /** One that a message stands behind. */
  readonly byId: (id: string) => Effect.Effect<Webhook, PlatformError>
  /** It was deleted: the next `of` makes another. */
  readonly forget: (channel: string, webhook: Webhook) => void
}

const name = "Orchestrator"
const remembered = 5000
/** A permission that was given takes effect after this at the latest. */
const withoutMillis = 600_000
/** Making webhooks is limited harshly; nobody waits longer than this for a face. */
const mostWaitMillis = 2000

const Found = Schema.Struct({
  id: Schema.String,
  token: Schema.optionalKey(Schema.String),
  application_id: Schema.optionalKey(Schema.NullOr(Schema.String))
})

const webhookOf = ({ id, token }: typeof Found.Type): Webhook | undefined =>
  token === undefined ? undefined : { id, token: Redacted.make(token) }

/** Below a webhook: `?wait=true` is the caller's. */
export const webhookRoute = ({ id, token }: Webhook, below: "" | `/${string}` = ""): ApiRequest["route"] =>
  `/webhooks/${id}/${Redacted.value(token)}${below}`

export const makeWebhooks = (parts: {
  readonly api: Api
  readonly account: Effect.Effect<Account, PlatformError>
}): Webhooks => {
  const { account, api } = parts
  const oneAtATime = makeOneAtATime()
  const byChannel = makeRecent<string, Webhook>(remembered)
  const byId = makeRecent<string, Webhook>(remembered)
  const without = makeRecent<string, number>(remembered)

  const keep = (webhook: Webhook) => {
    byId.set(webhook.id, webhook)
    return webhook
  }

  const find = Effect.fn("Webhooks.find")(function* (channel: string) {
    const { application } = yield* account
    const route = `/channels/${channel}/webhooks` as const
    const all = yield* api.ask(Schema.Array(Found), { method: "GET", route })
    const ours = all
      .filter(({ application_id, token }) => application_id === application && token !== undefined)
      .toSorted((one, other) => (BigInt(one.id) < BigInt(other.id) ? -1 : 1))[0]
    return webhookOf(ours ?? (yield* api.ask(Found, { method: "POST", route, body: { name } })))
  })

  const unavailable = (channel: string, error: PlatformError) =>
    Effect.gen(function* () {
      const { reason } = error
      if (reason._tag === "Unreachable" || reason._tag === "Misconfigured") return yield* error
      if (reason._tag === "RateLimited" && reason.retryAfterMillis <= mostWaitMillis) return yield* error
      const millis = reason._tag === "RateLimited" ? reason.retryAfterMillis : withoutMillis
      without.set(channel, (yield* Clock.currentTimeMillis) + millis)
      yield* Effect.logInfo(
        `discord: agents have no faces of their own in channel ${channel} for now: ${reason.message}`
      )
    })

  const known = (channel: string) =>
    Effect.map(Clock.currentTimeMillis, (now) => ({
      webhook: byChannel.get(channel),
      without: now < (without.get(channel) ?? 0)
    }))

  return {
    of: (channel) =>
      Effect.flatMap(known(channel), (first) =>
        first.webhook !== undefined || first.without
          ? Effect.succeed(first.webhook)
          : oneAtATime(channel)(
              Effect.gen(function* () {
                const now = yield* known(channel)
                if (now.webhook !== undefined || now.without) return now.webhook
                const found = yield* find(channel).pipe(Effect.catch((error) => unavailable(channel, error)))
                if (found !== undefined) byChannel.set(channel, keep(found))
                return found
              })
            )
      ),
    byId: (id) =>
      Effect.suspend(() => {
        const webhook = byId.get(id)
        if (webhook !== undefined) return Effect.succeed(webhook)
        return Effect.flatMap(api.ask(Found, { method: "GET", route: `/webhooks/${id}` }), (found) => {
          const webhook = webhookOf(found)
          return webhook === undefined
            ? Effect.fail(faultOf(new Forbidden({ missing: "to change what another application's webhook wrote" })))
            : Effect.succeed(keep(webhook))
        })
      }),
    forget: (channel, webhook) => {
      byId.delete(webhook.id)
      if (byChannel.get(channel)?.id === webhook.id) byChannel.delete(channel)
    }
  }
}
