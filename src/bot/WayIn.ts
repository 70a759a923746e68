/**
 * The way in by a browser, as `start` shows it: a link that signs in whoever sits here, opened by itself when everything
 * is still to be done. Nobody else's screen or log gets such a link.
 */
import * as Console from "effect/Console"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import { SignInLinks } from "../core/control/SignInLinks.ts"
import { Journal } from "../core/ports/Journal.ts"
import { loginLink } from "./DashboardPeople.ts"
import { Interactive } from "./Interactive.ts"
import { openBrowser } from "./OpenBrowser.ts"

/** The server is up long before, or is not coming; whoever wants to chat here is not kept waiting for it. */
const patience = "3 seconds"

export interface WayInOptions {
  /** People talk somewhere already. */
  readonly configured: boolean
  readonly environment: Readonly<Record<string, string>>
}

export const showWayIn = Effect.fn("showWayIn")(
  function* ({ configured, environment }: WayInOptions) {
    if (!(yield* Interactive)) {
      const { origin } = yield* SignInLinks
      yield* Console.log(`\nthe dashboard: ${yield* origin} (a link that signs you in: orchestrator login)`)
      return
    }
    const url = yield* loginLink
    yield* Console.log(`\nthe dashboard, by a link that signs you in once, within 15 minutes\n  ${url}\n`)
    if (configured) return
    const talked = yield* (yield* Journal).sessions(1)
    if (talked.length === 0) yield* openBrowser(url, { platform: process.platform, environment })
  },
  Effect.timeoutOption(patience),
  Effect.flatMap((shown) =>
    Option.isSome(shown) ? Effect.void : Effect.logWarning("the dashboard is not up yet; a link: orchestrator login")
  ),
  Effect.catch((error) => Effect.logWarning(`there is no link to the dashboard: ${error.message}`))
)
