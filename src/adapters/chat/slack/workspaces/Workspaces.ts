/**
 * Every workspace in which the app is installed: the one of `SLACK_BOT_TOKEN`, and those that installed it by OAuth.
 * Owns which token speaks where, the one from the environment before any other. Asks Slack whose token it has been given
 * once, when it is first needed: the service starts while Slack is away.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as Redacted from "effect/Redacted"
import * as Semaphore from "effect/Semaphore"
import { patiently } from "../../../../core/chat/Patience.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { State } from "../../../../core/ports/State.ts"
import { type Credentials, names } from "../Credentials.ts"
import { paths } from "../setup/AppManifest.ts"
import type { Account, Tokens } from "../Tokens.ts"
import { makeWebApi } from "../web/WebApi.ts"
import { findIdentity, type Identity, misconfigured } from "./Identity.ts"
import { makeInstallations } from "./Installations.ts"
import { type Installer, makeInstaller } from "./Installer.ts"

export interface Workspaces extends Tokens {
  /** Bolt's own options, to be spread into those of its receiver; undefined without OAuth. */
  readonly installer: Installer | undefined
  /** The app was taken out of a workspace. */
  readonly forget: (team: string) => Effect.Effect<void, PlatformError>
}

type Own = { readonly token: Redacted.Redacted; readonly identity: Identity } | undefined

/** Success is remembered; who asks meanwhile waits for the same answer. */
const remembered = <A>(ask: Effect.Effect<A, PlatformError>): Effect.Effect<A, PlatformError> => {
  const oneAtATime = Semaphore.makeUnsafe(1).withPermit
  let known: { readonly answer: A } | undefined
  const asking = Effect.suspend(() => (known === undefined ? ask : Effect.succeed(known.answer)))
  const asked = oneAtATime(
    Effect.tap(asking, (answer) =>
      Effect.sync(() => {
        known = { answer }
      })
    )
  )
  return Effect.suspend(() => (known === undefined ? asked : Effect.succeed(known.answer)))
}

/** Whose the token of the environment is; nobody's where there are installations beside it and Slack refuses it. */
const findOwn = ({ apiUrl, botToken, oauth }: Credentials): Effect.Effect<Own, PlatformError> =>
  Effect.gen(function* () {
    if (botToken === undefined) return undefined
    const api = yield* makeWebApi({ tokens: { token: () => Effect.succeed(botToken) }, apiUrl })
    const identity = yield* patiently(findIdentity(api))
    return { token: botToken, identity }
  }).pipe(
    Effect.scoped,
    Effect.catchIf(
      ({ reason }) => reason._tag === "Misconfigured" && oauth !== undefined,
      (error) => Effect.as(Effect.logError(`${names.botToken} is not used`, error), undefined)
    )
  )

export const makeWorkspaces = Effect.fn("Workspaces.make")(function* ({
  credentials
}: {
  readonly credentials: Credentials
}): Effect.fn.Return<Workspaces, PlatformError, State> {
  if (credentials.botToken === undefined && credentials.oauth === undefined) {
    return yield* misconfigured(
      `${names.botToken} is not set`,
      "run orchestrator setup slack, or put the bot's token into the environment"
    )
  }
  const installations = yield* makeInstallations
  const own = remembered(findOwn(credentials))

  const find = (team: string): Effect.Effect<{ readonly token: Redacted.Redacted } & Account, PlatformError> =>
    Effect.gen(function* () {
      const mine = yield* own
      if (mine?.identity.team === team) return { ...mine.identity, token: mine.token }
      const installed = yield* installations.find(team)
      if (Option.isSome(installed)) return installed.value
      return yield* misconfigured(
        `the app is not installed in workspace ${team}`,
        credentials.oauth === undefined
          ? `put the bot's token of that workspace into ${names.botToken}`
          : `install it there by ${paths.install}`
      )
    })

  return {
    token: (team) => Effect.map(find(team), ({ token }) => token),
    account: (team) =>
      Effect.map(find(team), ({ bot, scopes, team: id, teamName, user }) => ({
        team: id,
        teamName,
        user,
        bot,
        scopes
      })),
    teams: Effect.gen(function* () {
      const mine = yield* own
      const installed = yield* installations.all
      return [...new Set([...(mine === undefined ? [] : [mine.identity.team]), ...installed.map(({ team }) => team)])]
    }),
    installer: yield* makeInstaller(credentials, installations),
    forget: installations.remove
  }
})
