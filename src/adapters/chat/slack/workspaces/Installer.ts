/**
 * How Bolt lets workspaces install the app: the options of its own pages, over what is kept of installations. Owns what a
 * person reads there when an installation cannot be used. The secrets are in the open, as the library takes them: this is
 * handed to it and to nobody else.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Redacted from "effect/Redacted"
import type { Credentials } from "../Credentials.ts"
import { paths } from "../setup/AppManifest.ts"
import { everyScope } from "../setup/Scopes.ts"
import { misconfigured } from "./Identity.ts"
import { type Installation, type Installations, installationOf } from "./Installations.ts"

/** An installation as the library takes it back. */
const asGranted = ({ app, bot, installedBy, scopes, team, teamName, token, user }: Installation) => ({
  team: { id: team, name: teamName },
  enterprise: undefined,
  user: { id: installedBy, token: undefined, scopes: undefined },
  bot: { id: bot, userId: user, token: Redacted.value(token), scopes: [...scopes] },
  tokenType: "bot" as const,
  isEnterpriseInstall: false,
  authVersion: "v2" as const,
  ...(app === undefined ? {} : { appId: app })
})

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0) ?? 0};`)

const page = (words: string): string =>
  `<!doctype html><html lang="en"><meta charset="utf-8"><title>not installed</title><body><p>${escaped(words)}</p></body></html>`

/** `https://slack.com/api/` and the page on which a person agrees belong together. */
const authorizePage = (apiUrl: string): string => new URL("/oauth/v2/authorize", apiUrl).href

/** As much of an answer over HTTP as is used. */
interface Answering {
  readonly writeHead: (status: number, headers: Record<string, string>) => unknown
  readonly end: (body: string) => unknown
}

/** Undefined when the app is not open to many workspaces. */
export const makeInstaller = Effect.fnUntraced(function* (
  { apiUrl, oauth }: Pick<Credentials, "apiUrl" | "oauth">,
  installations: Installations
) {
  if (oauth === undefined) return undefined
  const run = Effect.runPromiseWith(yield* Effect.context<never>())
  const { clientId, clientSecret, stateSecret } = oauth

  /** The library answers the person itself unless the installation cannot be used. */
  const afterInstallation = (granted: unknown, _options: unknown, _request: unknown, response: Answering) =>
    run(
      Effect.match(installationOf(granted, 0), {
        onSuccess: () => true,
        onFailure: ({ reason }) => {
          response.writeHead(400, { "content-type": "text/html; charset=utf-8" })
          response.end(page(`The app was not installed: ${reason.message}.`))
          return false
        }
      })
    )

  return {
    clientId,
    clientSecret: Redacted.value(clientSecret),
    stateSecret: Redacted.value(stateSecret),
    scopes: everyScope.map(({ name }) => name),
    installationStore: {
      storeInstallation: (granted: unknown) => run(installations.add(granted)),
      fetchInstallation: ({ teamId }: { readonly teamId?: string | undefined }) =>
        run(
          Effect.flatMap(
            installations.find(teamId ?? ""),
            Option.match({
              onNone: () =>
                misconfigured(`the app is not installed in workspace ${teamId ?? "(unknown)"}`, "install it there"),
              onSome: (installation) => Effect.succeed(asGranted(installation))
            })
          )
        ),
      deleteInstallation: ({ teamId }: { readonly teamId?: string | undefined }) =>
        teamId === undefined ? Promise.resolve() : run(installations.remove(teamId))
    },
    installerOptions: {
      installPath: paths.install,
      redirectUriPath: paths.installed,
      authorizationUrl: authorizePage(apiUrl),
      // a person waits for the page, and a code is good for one exchange
      clientOptions: { slackApiUrl: apiUrl, timeout: 10_000, retryConfig: { retries: 0 } },
      callbackOptions: { afterInstallation }
    }
  }
})

export type Installer = NonNullable<Effect.Success<ReturnType<typeof makeInstaller>>>
