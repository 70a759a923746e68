/**
 * The channels of a workspace as far as the bot can see them. Owns the shapes of Slack's answers; asks, and joins what it
 * is told to join.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { patiently } from "../../../../core/chat/Patience.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Api, ApiCall } from "../web/Api.ts"
import type { Identity } from "../workspaces/Identity.ts"
import type { SignedIn } from "./SignIn.ts"

/** Of as many channels as Slack gives at once: beyond that nobody chooses from a list. */
const mostPages = 5

const Found = Schema.Struct({ id: Schema.String, name: Schema.String })
type Found = typeof Found.Type
const Page = Schema.Struct({
  channels: Schema.Array(Found),
  response_metadata: Schema.optionalKey(Schema.Struct({ next_cursor: Schema.optionalKey(Schema.String) }))
})

const everyPage = (api: Api, call: ApiCall, left = mostPages): Effect.Effect<ReadonlyArray<Found>, PlatformError> =>
  Effect.gen(function* () {
    const args = { exclude_archived: true, limit: 999, ...call.args }
    const { channels, response_metadata } = yield* patiently(api.ask(Page, { ...call, args }))
    const cursor = response_metadata?.next_cursor ?? ""
    if (cursor === "" || left === 1) return channels
    return [...channels, ...(yield* everyPage(api, { ...call, args: { ...args, cursor } }, left - 1))]
  })

export const mayUse = ({ scopes }: Pick<Identity, "scopes">, scope: string): boolean =>
  scopes.length === 0 || scopes.includes(scope)

/** Those that the bot is in. */
export const findOwnChannels = ({ api, identity }: Pick<SignedIn, "api" | "identity">) =>
  everyPage(api, {
    team: identity.team,
    method: "users.conversations",
    args: { types: mayUse(identity, "groups:read") ? "public_channel,private_channel" : "public_channel" }
  })

export interface Channel extends Found {
  /** The bot is in it. */
  readonly member: boolean
}

/** Those that the bot is in, then every other public one, each by name. */
export const findChannels = (signedIn: SignedIn): Effect.Effect<ReadonlyArray<Channel>, PlatformError> =>
  Effect.gen(function* () {
    const { api, identity } = signedIn
    const own = yield* findOwnChannels(signedIn)
    const open = yield* everyPage(api, {
      team: identity.team,
      method: "conversations.list",
      args: { types: "public_channel" }
    })
    const others = open.filter(({ id }) => !own.some((channel) => channel.id === id))
    const byName = (left: Found, right: Found) => left.name.localeCompare(right.name, "en")
    return [
      ...own.toSorted(byName).map((channel) => ({ ...channel, member: true })),
      ...others.toSorted(byName).map((channel) => ({ ...channel, member: false }))
    ]
  })

const Info = Schema.Struct({ channel: Schema.Struct({ is_member: Schema.optionalKey(Schema.Boolean) }) })

export const isMember = ({ api, identity }: SignedIn, channel: Channel): Effect.Effect<boolean, PlatformError> =>
  Effect.map(
    api.ask(Info, { team: identity.team, method: "conversations.info", args: { channel: channel.id } }),
    (info) => info.channel.is_member === true
  )

/** False where the bot may not join by itself. */
export const joinChannel = ({ api, identity }: SignedIn, channel: Channel): Effect.Effect<boolean, PlatformError> =>
  api.tell({ team: identity.team, method: "conversations.join", args: { channel: channel.id } }).pipe(
    Effect.as(true),
    Effect.catchIf(
      ({ reason }) => reason._tag === "Forbidden" || reason._tag === "Rejected" || reason._tag === "Gone",
      () => Effect.succeed(false)
    )
  )
