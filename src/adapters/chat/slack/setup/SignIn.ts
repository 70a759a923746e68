/**
 * Whether Slack takes a token, and what it opens: the app's connections, or a workspace. Owns that a token which does not
 * do is told apart from a Slack that does not answer, in words for whoever gave it. Only asks.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Api } from "../web/Api.ts"
import { errorOf } from "../web/Faults.ts"
import { makeWebApi } from "../web/WebApi.ts"
import { findIdentity, type Identity } from "../workspaces/Identity.ts"
import { settingsPage } from "./ManifestLink.ts"
import { appOfToken } from "./TokenKind.ts"

/** What a token opened, or why it does not do. */
export type Tried<A> = { readonly opened: A } | { readonly refused: string }

type Trying<A> = Effect.Effect<Tried<A>, PlatformError, Scope.Scope>

const refusing = <A>(trying: Trying<A>, words: (error: PlatformError) => string): Trying<A> =>
  Effect.catchIf(
    trying,
    ({ reason }) => reason._tag !== "Unreachable" && reason._tag !== "RateLimited",
    (error) => Effect.succeed({ refused: words(error) })
  )

const apiWith = (token: Redacted.Redacted, apiUrl: string) =>
  makeWebApi({ tokens: { token: () => Effect.succeed(token) }, apiUrl })

export interface Connected {
  /** Undefined when the token does not tell. */
  readonly app: string | undefined
}

const whyNotConnected = (error: PlatformError, app: string | undefined): string => {
  switch (errorOf(error)) {
    case "missing_scope":
    case "no_permission":
      return "this token may not connect: generate another one, with connections:write"
    case "not_allowed_token_type":
      return "that is no app-level token: it begins with xapp-"
    default:
      return error.reason._tag === "Misconfigured"
        ? "slack refuses this token: copy the whole of it, or generate another one"
        : `it does not connect (${error.reason.message}): is Socket Mode on at ${settingsPage(app, "socket-mode")}`
  }
}

/** With an app-level token. */
export const connectApp = (token: Redacted.Redacted, apiUrl: string): Trying<Connected> => {
  const app = appOfToken(Redacted.value(token))
  return refusing(
    Effect.gen(function* () {
      const api = yield* apiWith(token, apiUrl)
      yield* api.tell({ team: "", method: "apps.connections.open" })
      return { opened: { app } }
    }),
    (error) => whyNotConnected(error, app)
  )
}

export interface SignedIn {
  readonly api: Api
  readonly identity: Identity
  /** Undefined when neither token tells. */
  readonly app: string | undefined
}

const BotInfo = Schema.Struct({ bot: Schema.Struct({ app_id: Schema.optionalKey(Schema.String) }) })

/** Undefined where the token may not look, which is a missing scope like others. */
const findApp = (api: Api, { bot, team }: Identity): Effect.Effect<string | undefined, PlatformError> =>
  api.ask(BotInfo, { team, method: "bots.info", args: { bot } }).pipe(
    Effect.map(({ bot }) => bot.app_id),
    Effect.catchIf(
      ({ reason }) => reason._tag === "Forbidden",
      () => Effect.undefined
    )
  )

const whyNotSignedIn = (error: PlatformError): string => {
  const { reason } = error
  if (reason._tag !== "Misconfigured") return `it cannot be used (${reason.message})`
  switch (errorOf(error)) {
    case undefined:
      return `${reason.detail}: ${reason.remedy}`
    case "invalid_auth":
      return "slack refuses this token: copy the whole of it, or install the app again"
    default:
      return `${reason.detail}: install the app again`
  }
}

/** With a bot token; `connected` is the app that its events come from. */
export const signIn = (token: Redacted.Redacted, apiUrl: string, connected: string | undefined): Trying<SignedIn> =>
  refusing(
    Effect.gen(function* () {
      const api = yield* apiWith(token, apiUrl)
      const identity = yield* findIdentity(api)
      const app = yield* findApp(api, identity)
      return app === undefined || connected === undefined || app === connected
        ? { opened: { api, identity, app: connected ?? app } }
        : {
            refused: `this token is of app ${app}, and the app-level token of app ${connected}: take both from one app`
          }
    }),
    whyNotSignedIn
  )
