/** The link to the dashboard as `start` shows it, and for whom a browser is opened. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Console, Effect, Fiber, Layer } from "effect"
import { TestClock } from "effect/testing"
import { Interactive } from "../../src/bot/Interactive.ts"
import { Opener } from "../../src/bot/OpenBrowser.ts"
import { showWayIn } from "../../src/bot/WayIn.ts"
import { SignInLinks } from "../../src/core/control/SignInLinks.ts"
import { SessionId } from "../../src/core/model/Ids.ts"
import { Journal } from "../../src/core/ports/Journal.ts"

const origin = "http://127.0.0.1:3456"
const url = `${origin}/login?code=once`
const talk = { session: SessionId.make("default/scout/web:1"), turns: 1, firstAt: 1, lastAt: 2 }

interface Situation {
  readonly person: boolean
  readonly configured?: boolean
  readonly talked?: boolean
  readonly served?: boolean
}

const atStart = Effect.fnUntraced(function* ({ configured = false, person, served = true, talked = false }: Situation) {
  const folder = yield* Effect.acquireRelease(
    Effect.sync(() => mkdtempSync(join(tmpdir(), "orchestrator-way-"))),
    (made) => Effect.sync(() => rmSync(made, { recursive: true }))
  )
  for (const name of ["open", "xdg-open"]) writeFileSync(join(folder, name), "", { mode: 0o755 })
  const said: Array<string> = []
  const opened: Array<string> = []
  const console = Object.assign(Object.create(globalThis.console), { log: (text: string) => void said.push(text) })
  const showing = yield* showWayIn({ configured, environment: { DISPLAY: ":0", PATH: folder, HOME: folder } }).pipe(
    Effect.provideService(Interactive, person),
    Effect.provideService(Opener, (_, file) => Effect.sync(() => void opened.push(readFileSync(file, "utf8")))),
    Effect.provideService(Console.Console, console),
    Effect.provide([
      NodeServices.layer,
      Layer.mock(SignInLinks, {
        origin: served ? Effect.succeed(origin) : Effect.never,
        link: () => (served ? Effect.succeed({ url, until: 0 }) : Effect.never)
      }),
      Layer.mock(Journal, { sessions: () => Effect.succeed(talked ? [talk] : []) })
    ]),
    Effect.forkChild
  )
  if (!served) yield* TestClock.adjust("3 seconds")
  yield* Fiber.join(showing)
  return { said: said.join("\n"), opened }
})

describe("the way in", () => {
  it.effect("opens by itself for whoever begins, and is shown to everybody who sits here", () =>
    Effect.gen(function* () {
      const first = yield* atStart({ person: true })
      assert.include(first.said, url)
      assert.strictEqual(first.opened.length, 1)
      assert.include(first.opened[0], `url=${url}"`)
      for (const later of [{ talked: true }, { configured: true }]) {
        const { opened, said } = yield* atStart({ person: true, ...later })
        assert.include(said, url)
        assert.deepStrictEqual(opened, [])
      }
    })
  )

  it.effect("puts no link that signs in into a log", () =>
    Effect.gen(function* () {
      const { opened, said } = yield* atStart({ person: false })
      assert.include(said, `the dashboard: ${origin} `)
      assert.notInclude(said, "code=")
      assert.deepStrictEqual(opened, [])
    })
  )

  it.effect("keeps nobody waiting who wants to chat", () =>
    Effect.gen(function* () {
      const { opened, said } = yield* atStart({ person: true, served: false })
      assert.notInclude(said, origin)
      assert.deepStrictEqual(opened, [])
    })
  )
})
