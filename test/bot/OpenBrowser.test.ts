/** When a browser opens by itself: only where a person would see it. */
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Desk, Opener, openBrowser, openerAt } from "../../src/bot/OpenBrowser.ts"

const linux = (environment: Desk["environment"]): Desk => ({ platform: "linux", environment })

describe("the browser", () => {
  it("is the one of this person's screen, and none where nobody looks", () => {
    assert.strictEqual(openerAt({ platform: "darwin", environment: {} }), "open")
    assert.strictEqual(openerAt(linux({ DISPLAY: ":0" })), "xdg-open")
    assert.strictEqual(openerAt(linux({ WAYLAND_DISPLAY: "wayland-0" })), "xdg-open")
    assert.strictEqual(openerAt(linux({ WSL_DISTRO_NAME: "Debian" })), "wslview")
    assert.isUndefined(openerAt(linux({})))
    assert.isUndefined(openerAt(linux({ DISPLAY: "" })))
    for (const name of ["CI", "ORCHESTRATOR_NO_BROWSER", "SSH_CONNECTION", "SSH_TTY"]) {
      assert.isUndefined(openerAt(linux({ DISPLAY: ":0", [name]: "1" })), name)
      assert.isUndefined(openerAt({ platform: "darwin", environment: { [name]: "1" } }), name)
    }
  })

  it.effect("is asked for a file that this person alone can read, and only where its program is", () =>
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "orchestrator-browser-"))),
        (made) => Effect.sync(() => rmSync(made, { recursive: true }))
      )
      const file = join(folder, "orchestrator-sign-in.html")
      const asked: Array<string> = []
      const address = "http://127.0.0.1:3456/login?code=1"
      const open = openBrowser(address, linux({ DISPLAY: ":0", PATH: folder, HOME: folder })).pipe(
        Effect.provideService(Opener, (program, url) => Effect.sync(() => void asked.push(`${program} ${url}`))),
        Effect.provide(NodeServices.layer)
      )
      yield* Effect.gen(function* () {
        assert.isFalse(yield* open)
        writeFileSync(join(folder, "xdg-open"), "")
        chmodSync(join(folder, "xdg-open"), 0o755)
        // one that was left by a service that was killed, for everybody to read
        writeFileSync(file, "old", { mode: 0o644 })
        assert.isTrue(yield* open)
        assert.deepStrictEqual(asked, [`xdg-open ${file}`], "what stands in the process list lets nobody in")
        assert.include(readFileSync(file, "utf8"), `url=${address}"`)
        assert.strictEqual(statSync(file).mode & 0o777, 0o600)
        assert.isFalse(
          yield* openBrowser(address, linux({ DISPLAY: ":0", PATH: folder, HOME: join(folder, "nowhere") })).pipe(
            Effect.provide(NodeServices.layer)
          )
        )
      }).pipe(Effect.scoped)
      assert.isFalse(existsSync(file), "gone with the service")
    })
  )
})
