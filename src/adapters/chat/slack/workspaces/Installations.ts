/**
 * The workspaces in which somebody installed the app, each with its token, across restarts. Owns what is kept of an
 * installation, and that one which could not work is never kept. A token leaves it as `Redacted` alone.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { PlatformError, Unreachable } from "../../../../core/ports/ChatPlatform.ts"
import { State, type StateError } from "../../../../core/ports/State.ts"
import { slack } from "../Place.ts"
import { misconfigured, oneWorkspace, wholeOrganisation } from "./Identity.ts"

export const Installation = Schema.Struct({
  team: Schema.String,
  teamName: Schema.String,
  app: Schema.optionalKey(Schema.String),
  user: Schema.String,
  bot: Schema.String,
  scopes: Schema.Array(Schema.String),
  token: Schema.RedactedFromValue(Schema.String, { label: "slack bot token" }),
  installedBy: Schema.String,
  /** Epoch milliseconds. */
  installedAt: Schema.Finite
})
export type Installation = typeof Installation.Type

/** What the library hands over when somebody has installed the app; it leaves out what it does not know. */
const Granted = Schema.Struct({
  team: Schema.optional(Schema.Struct({ id: Schema.String, name: Schema.optional(Schema.String) })),
  isEnterpriseInstall: Schema.optional(Schema.Boolean),
  appId: Schema.optional(Schema.String),
  user: Schema.Struct({ id: Schema.String }),
  bot: Schema.optional(
    Schema.Struct({
      id: Schema.String,
      userId: Schema.String,
      token: Schema.String,
      scopes: Schema.Array(Schema.String),
      refreshToken: Schema.optional(Schema.String)
    })
  )
})
const granted = Schema.decodeUnknownOption(Granted)

/** What was installed, or why it cannot be used. */
export const installationOf = (raw: unknown, installedAt: number): Effect.Effect<Installation, PlatformError> => {
  const known = granted(raw)
  if (Option.isNone(known)) return misconfigured("slack described the installation in an unknown form", "try again")
  const { appId, bot, isEnterpriseInstall, team, user } = known.value
  if (isEnterpriseInstall === true || team === undefined) return misconfigured(wholeOrganisation, oneWorkspace)
  if (bot === undefined) return misconfigured("no bot came with the installation", "add the bot's scopes to the app")
  if (bot.refreshToken !== undefined) {
    return misconfigured(
      "token rotation is on, which is not supported",
      "make the app anew from config/slack-manifest.yaml, which leaves it off"
    )
  }
  return Effect.succeed({
    team: team.id,
    teamName: team.name ?? team.id,
    ...(appId === undefined ? {} : { app: appId }),
    user: bot.userId,
    bot: bot.id,
    scopes: bot.scopes,
    token: Redacted.make(bot.token, { label: "slack bot token" }),
    installedBy: user.id,
    installedAt
  })
}

export interface Installations {
  readonly find: (team: string) => Effect.Effect<Option.Option<Installation>, PlatformError>
  readonly all: Effect.Effect<ReadonlyArray<Installation>, PlatformError>
  /** Takes what the library hands over; a workspace that installs the app again replaces what was known of it. */
  readonly add: (raw: unknown) => Effect.Effect<void, PlatformError>
  readonly remove: (team: string) => Effect.Effect<void, PlatformError>
}

const reading = <A>(self: Effect.Effect<A, StateError>): Effect.Effect<A, PlatformError> =>
  Effect.mapError(
    self,
    ({ message }) => new PlatformError({ platform: slack, reason: new Unreachable({ detail: message }) })
  )

export const makeInstallations: Effect.Effect<Installations, never, State> = Effect.gen(function* () {
  const kept = (yield* State).namespace("slack-installations", Installation)
  return {
    find: (team) => reading(kept.get(team)),
    all: Effect.map(reading(kept.entries), (entries) => entries.map(([, installation]) => installation)),
    add: Effect.fnUntraced(function* (raw) {
      const installation = yield* installationOf(raw, yield* Clock.currentTimeMillis)
      yield* reading(kept.set(installation.team, installation))
      const { installedBy, team, teamName } = installation
      yield* Effect.logInfo(`slack: the app was installed in ${teamName} (${team}) by ${installedBy}`)
    }),
    remove: (team) =>
      Effect.andThen(reading(kept.remove(team)), Effect.logInfo(`slack: the app was removed from workspace ${team}`))
  }
})
