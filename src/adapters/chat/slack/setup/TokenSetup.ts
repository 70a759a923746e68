/**
 * The part of the setup that ends with an app, installed in a workspace, whose tokens Slack takes: the one that opens
 * connections and the one that speaks. Owns the words of its steps.
 */
import * as Effect from "effect/Effect"
import type { Guide } from "../../../../core/ports/Guide.ts"
import { type Credentials, names } from "../Credentials.ts"
import { askToken } from "./AskToken.ts"
import { manifestLink, settingsPage } from "./ManifestLink.ts"
import { type Connected, connectApp, signIn } from "./SignIn.ts"

const makeApp = () => `an app of your own is needed, which takes three minutes
step 1 of 3: make it; open this link, choose the workspace, then press Next and Create
${manifestLink()}
  (or, at ${settingsPage(undefined, "general")}: Create New App, From a manifest, and paste config/slack-manifest.yaml)
step 2 of 3: let it connect; on its page Basic Information, under App-Level Tokens, press Generate Token and Scopes,
  add connections:write, press Generate and copy the token (xapp-…)`

const install = (app: string | undefined) => `step 3 of 3: install it; open ${settingsPage(app, "install-on-team")}
  press Install and Allow, then copy the Bot User OAuth Token (xoxb-…)`

const setUpConnection = Effect.fnUntraced(function* (guide: Guide, { apiUrl, appToken, signingSecret }: Credentials) {
  if (appToken === undefined && signingSecret !== undefined) {
    yield* guide.say(`✓ events come over HTTP: ${names.signingSecret} is set, and ${names.appToken} is not`)
    const unknown: Connected = { app: undefined }
    return unknown
  }
  const connected = yield* askToken(guide, {
    kind: "app-level token",
    name: names.appToken,
    known: appToken,
    steps: makeApp(),
    open: (token) => connectApp(token, apiUrl)
  })
  yield* guide.say("✓ the app can connect")
  return connected
})

export const setUpTokens = Effect.fn("setUpTokens")(function* (guide: Guide, credentials: Credentials) {
  const { app } = yield* setUpConnection(guide, credentials)
  const signedIn = yield* askToken(guide, {
    kind: "bot token",
    name: names.botToken,
    known: credentials.botToken,
    steps: install(app),
    open: (token) => signIn(token, credentials.apiUrl, app)
  })
  yield* guide.say(`✓ the token is that of ${signedIn.identity.name} in ${signedIn.identity.teamName}`)
  return signedIn
})
