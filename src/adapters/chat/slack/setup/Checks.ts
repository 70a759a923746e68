/**
 * What the doctor looks at on Slack: how events come in, the tokens, and in each workspace what the bot may do and where
 * it is. Only asks; every fault comes with its remedy, and no secret is in any of the words.
 */
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Check, Surroundings } from "../../../../core/ports/Manifest.ts"
import type { State } from "../../../../core/ports/State.ts"
import { type Credentials, credentialsOf, names } from "../Credentials.ts"
import { listenAddress } from "../receive/ListenAddress.ts"
import type { SlackConfig } from "../SlackConfig.ts"
import { type Installation, makeInstallations } from "../workspaces/Installations.ts"
import { paths } from "./AppManifest.ts"
import { findOwnChannels } from "./Channels.ts"
import { settingsPage } from "./ManifestLink.ts"
import { missingScopes } from "./Scopes.ts"
import { connectApp, type SignedIn, signIn } from "./SignIn.ts"

const mostWorkspaces = 10

const fine = (name: string, found: string): Check => ({ name, state: "ok", found, fix: "" })
const warning = (name: string, found: string, fix: string): Check => ({ name, state: "warning", found, fix })
const failed = (name: string, found: string, fix: string): Check => ({ name, state: "failed", found, fix })

type Checks = ReadonlyArray<Check>
type Checking = Effect.Effect<Checks, PlatformError, Scope.Scope>

const setup = "orchestrator setup slack"

const remedy = ({ reason }: PlatformError, apiUrl: string): string => {
  switch (reason._tag) {
    case "RateLimited":
      return "wait a few minutes, then look again"
    case "Misconfigured":
      return reason.remedy
    case "Unreachable":
      return `check this machine's connection to ${apiUrl}, then look again`
    default:
      return "look again; if it stays so, slack changed: see whether there is a newer version of this product"
  }
}

/** A question that got no answer is itself a finding. */
const orFailed = <R>(name: string, apiUrl: string, checks: Effect.Effect<Checks, PlatformError, R>) =>
  Effect.catch(checks, (error) =>
    Effect.succeed([failed(name, error.reason.message.split("\n")[0] ?? "", remedy(error, apiUrl))])
  )

const overHttp = ({ listen }: SlackConfig): Check =>
  listenAddress(listen) !== undefined
    ? fine(
        "slack events",
        `over HTTP on ${listen}; slack sends them to the address of the app, ending in ${paths.events}`
      )
    : failed("slack events", `platforms.slack.listen is ${listen}`, "write a host and a port: 127.0.0.1:3000")

/** How events come in, and the app that they come from. */
const eventChecks = (config: SlackConfig, { apiUrl, appToken, signingSecret }: Credentials) =>
  Effect.gen(function* () {
    const from = (checks: Checks, app?: string) => ({ checks, app })
    if (appToken === undefined) {
      if (signingSecret !== undefined) return from([overHttp(config)])
      const found = `neither ${names.appToken} nor ${names.signingSecret} is set`
      return from([failed("slack events", found, setup)])
    }
    const connected = yield* connectApp(appToken, apiUrl)
    return "opened" in connected
      ? from([fine("slack events", "over Socket Mode, on two connections")], connected.opened.app)
      : from([failed("slack app token", connected.refused, `see ${settingsPage(undefined, "general")}, or: ${setup}`)])
  })

const scopeCheck = ({ app, identity }: SignedIn): Check => {
  const name = `slack scopes ${identity.teamName}`
  const missing = missingScopes(identity.scopes)
  if (missing.length === 0) return fine(name, "every scope that is used is there")
  const found = `missing ${missing.map((scope) => `${scope.name} (${scope.why})`).join(", ")}`
  const fix = `add them at ${settingsPage(app, "oauth")} under Bot Token Scopes, then install the app again`
  return missing.some(({ vital }) => vital) ? failed(name, found, fix) : warning(name, found, fix)
}

const channelCheck = (signedIn: SignedIn): Effect.Effect<Check, PlatformError> =>
  Effect.map(findOwnChannels(signedIn), ({ length }) => {
    const name = `slack channels ${signedIn.identity.teamName}`
    return length === 0
      ? warning(name, "the bot is in none", `write in a channel: /invite @${signedIn.identity.name}`)
      : fine(name, `the bot is in ${length === 1 ? "one" : length}`)
  })

/** `place` is what is said of a token that tells no workspace. */
const workspaceChecks = (
  token: Redacted.Redacted,
  apiUrl: string,
  { app, place, refusedFix }: { readonly app: string | undefined; readonly place: string; readonly refusedFix: string }
): Checking =>
  Effect.gen(function* () {
    const tried = yield* signIn(token, apiUrl, app)
    if ("refused" in tried) return [failed(place, tried.refused, refusedFix)]
    const { name, teamName } = tried.opened.identity
    const channels = orFailed(
      `slack channels ${teamName}`,
      apiUrl,
      Effect.map(channelCheck(tried.opened), (check) => [check])
    )
    return [fine("slack token", `valid, for ${name} in ${teamName}`), scopeCheck(tried.opened), ...(yield* channels)]
  })

const oauthNames = [names.clientId, names.clientSecret, names.stateSecret]

/** The secrets that let other workspaces install the app, and those that did. */
const installationChecks = (
  config: SlackConfig,
  credentials: Credentials,
  environment: Surroundings["environment"],
  app: string | undefined
) =>
  Effect.gen(function* () {
    const { apiUrl, oauth } = credentials
    const none: Checks = []
    if (oauth === undefined) {
      const absent = oauthNames.filter((name) => (environment[name]?.trim() ?? "") === "")
      if (absent.length === oauthNames.length) return none
      const found = `not open to other workspaces: without ${absent.join(" and ")}`
      return [warning("slack installations", found, `set all of ${oauthNames.join(", ")}, or none`)]
    }
    const installations: ReadonlyArray<Installation> = yield* (yield* makeInstallations).all
    const many = installations.length === 1 ? "one workspace" : `${installations.length} workspaces`
    const looked = installations.slice(0, mostWorkspaces)
    const unseen = installations.length > looked.length ? `; the first ${looked.length} are looked at` : ""
    const each = yield* Effect.forEach(looked, ({ teamName, token }) => {
      const place = `slack workspace ${teamName}`
      const refusedFix = `somebody of that workspace installs the app again, by ${paths.install}`
      return orFailed(place, apiUrl, workspaceChecks(token, apiUrl, { app, place, refusedFix }))
    })
    return [fine("slack installations", `open on ${config.listen}${paths.install}; ${many}${unseen}`), ...each.flat()]
  })

export const checkSlack = (config: SlackConfig, { environment }: Surroundings): Effect.Effect<Checks, never, State> =>
  Effect.gen(function* () {
    const credentials = credentialsOf(config, environment)
    const { apiUrl, botToken, oauth } = credentials
    const events = yield* Effect.result(eventChecks(config, credentials))
    const first =
      events._tag === "Success"
        ? events.success
        : {
            checks: [failed("slack events", events.failure.reason.message, remedy(events.failure, apiUrl))],
            app: undefined
          }
    const { app } = first
    const own =
      botToken !== undefined
        ? yield* orFailed(
            "slack token",
            apiUrl,
            workspaceChecks(botToken, apiUrl, { app, place: "slack token", refusedFix: setup })
          )
        : oauth === undefined
          ? [failed("slack token", `${names.botToken} is not set`, setup)]
          : []
    return [
      fine("slack api", apiUrl),
      ...first.checks,
      ...own,
      ...(yield* orFailed("slack installations", apiUrl, installationChecks(config, credentials, environment, app)))
    ]
  }).pipe(Effect.scoped)
