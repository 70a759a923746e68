/**
 * What Discord says about the bot itself: who it is, what it may be told, where it is a member. Owns the shapes of those
 * answers as far as they are used; asks, and changes nothing.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import type { PlatformError } from "../../../core/ports/ChatPlatform.ts"
import { grantedIn, missingFrom, type Permission } from "./Permissions.ts"
import type { Api } from "./rest/Api.ts"

const User = Schema.Struct({ id: Schema.String, username: Schema.String })
const Application = Schema.Struct({ id: Schema.String, name: Schema.String, flags: Schema.optionalKey(Schema.Int) })

/** The flag of a reviewed application, and of one that is too small to need a review. */
const messageContent = (1 << 18) | (1 << 19)

export interface Account {
  readonly user: string
  readonly name: string
  readonly application: string
  readonly applicationName: string
  /** It is told what messages say that do not mention it. */
  readonly readsEverything: boolean
}

export const findAccount = (api: Api): Effect.Effect<Account, PlatformError> =>
  Effect.gen(function* () {
    const user = yield* api.ask(User, { method: "GET", route: "/users/@me" })
    const application = yield* api.ask(Application, { method: "GET", route: "/applications/@me" })
    return {
      user: user.id,
      name: user.username,
      application: application.id,
      applicationName: application.name,
      readsEverything: ((application.flags ?? 0) & messageContent) !== 0
    }
  })

export interface Accounts {
  /** As it was found last. */
  readonly known: Effect.Effect<Account, PlatformError>
  /** As it is when listening begins: what it may be told may have changed since it was listened to before. */
  readonly listening: Effect.Effect<Account, PlatformError>
}

/** Asked for once, by whoever needs it first, and anew whenever listening begins again. */
export const makeAccounts = (api: Api): Accounts => {
  const oneAtATime = Semaphore.makeUnsafe(1).withPermit
  let found: { readonly account: Account; listened: boolean } | undefined
  const ask = (listened: boolean) =>
    Effect.map(findAccount(api), (account) => {
      found = { account, listened }
      return account
    })
  return {
    known: oneAtATime(Effect.suspend(() => (found === undefined ? ask(false) : Effect.succeed(found.account)))),
    listening: oneAtATime(
      Effect.suspend(() => {
        if (found === undefined || found.listened) return ask(true)
        found.listened = true
        return Effect.succeed(found.account)
      })
    )
  }
}

const Bits = Schema.BigIntFromString

export const Guild = Schema.Struct({ id: Schema.String, name: Schema.String, permissions: Bits })
export type Guild = typeof Guild.Type

/** The servers that the bot is in, with what it may do in each as a whole; at most 200. */
export const findGuilds = (api: Api): Effect.Effect<ReadonlyArray<Guild>, PlatformError> =>
  api.ask(Schema.Array(Guild), { method: "GET", route: "/users/@me/guilds", query: { limit: "200" } })

const textChannel = 0

const Channel = Schema.Struct({
  id: Schema.String,
  type: Schema.Int,
  name: Schema.optionalKey(Schema.String),
  position: Schema.optionalKey(Schema.Int),
  parent_id: Schema.optionalKey(Schema.NullOr(Schema.String)),
  permission_overwrites: Schema.optionalKey(Schema.Array(Schema.Struct({ id: Schema.String, allow: Bits, deny: Bits })))
})
const Member = Schema.Struct({ roles: Schema.Array(Schema.String) })

export interface TextChannel {
  readonly id: string
  readonly name: string
  readonly category: string | undefined
  readonly missing: ReadonlyArray<Permission>
}

/** A server's text channels in the order in which people see them. */
export const findTextChannels = (
  api: Api,
  account: Account,
  guild: Guild
): Effect.Effect<ReadonlyArray<TextChannel>, PlatformError> =>
  Effect.gen(function* () {
    const channels = yield* api.ask(Schema.Array(Channel), { method: "GET", route: `/guilds/${guild.id}/channels` })
    const { roles } = yield* api.ask(Member, { method: "GET", route: `/guilds/${guild.id}/members/${account.user}` })
    const holder = { user: account.user, guild: guild.id, roles, granted: guild.permissions }
    return channels
      .filter(({ type }) => type === textChannel)
      .toSorted((left, right) => (left.position ?? 0) - (right.position ?? 0))
      .map(({ id, name, parent_id, permission_overwrites }) => ({
        id,
        name: name ?? id,
        category: parent_id ?? undefined,
        missing: missingFrom(grantedIn(holder, permission_overwrites ?? []))
      }))
  })

const Command = Schema.Struct({ id: Schema.String })

/** How many commands people are offered, everywhere the bot is. */
export const countCommands = (api: Api, application: string): Effect.Effect<number, PlatformError> =>
  Effect.map(
    api.ask(Schema.Array(Command), { method: "GET", route: `/applications/${application}/commands` }),
    (commands) => commands.length
  )
