/**
 * The browser that these tests drive: Chromium as the machine has it. Owns finding it, starting it so that it speaks to
 * nobody but the service, and the one line that says why tests are skipped where there is none.
 */
import { existsSync } from "node:fs"
import { Effect, type Scope } from "effect"
import { type Browser, chromium } from "playwright-core"

const places = [
  process.env.CHROMIUM_PATH,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
]

export const chromiumPath = places.find((place) => place !== undefined && existsSync(place))

if (chromiumPath === undefined) {
  console.log(
    "no Chromium here: the dashboard is not driven; install one (apt-get install chromium) or set CHROMIUM_PATH"
  )
}

const quiet = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync"
]

/** Closed with the scope. `names` are found on this machine, as a name server that lies would have it. */
export const startChromiumWhere = (names: ReadonlyArray<string>): Effect.Effect<Browser, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.promise(() =>
      chromium.launch({
        ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
        chromiumSandbox: false,
        args: [
          ...quiet,
          ...(names.length === 0
            ? []
            : [`--host-resolver-rules=${names.map((name) => `MAP ${name} 127.0.0.1`).join(",")}`])
        ]
      })
    ),
    (browser) => Effect.promise(() => browser.close())
  )

export const startChromium = startChromiumWhere([])
