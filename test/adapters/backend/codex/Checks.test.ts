/** Each thing that can be wrong with the installation is one failed check with what to do. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { manifest } from "../../../../src/adapters/backend/codex/index.ts"
import { type FakeCodex, fakeHost } from "./FakeCodex.ts"

const machine = (version: string, signedIn: boolean, config = "") =>
  fakeHost(
    {},
    (codex: FakeCodex) => {
      if (codex.spec.args.includes("--version")) {
        codex.say(version)
        codex.exit({ code: 0 })
      } else codex.exit({ code: signedIn ? 0 : 1, stderr: signedIn ? "Logged in\n" : "Not logged in\n" })
    },
    { readFileString: () => Effect.succeed(config) }
  )

const check = (host: ReturnType<typeof machine>, config: object = {}) =>
  manifest.checks(config, { environment: { HOME: "/home/user" }, directory: "/data" }).pipe(
    Effect.map((checks) => checks.map(({ fix, state }) => [state, fix])),
    Effect.provide(host.layer)
  )

describe("Checks", () => {
  it.effect("found, of a known version, signed in", () =>
    Effect.gen(function* () {
      const ok = ["ok", ""]
      assert.deepStrictEqual(yield* check(machine("codex-cli 0.169.0", true)), [ok, ok])
      assert.deepStrictEqual(yield* check(machine("codex-cli 0.169.0", false)), [
        ok,
        ["failed", "run `codex login`, then retry"]
      ])
      const own = yield* check(machine("codex-cli 1.0.0", false, 'model_provider = "mine"\n'))
      assert.deepStrictEqual(own, [ok, ["warning", ""]])
      const old = yield* check(machine("codex-cli 0.99.3", true))
      assert.deepStrictEqual(old[0], ["warning", "update it with `npm install -g @openai/codex`"])
      assert.deepStrictEqual(yield* check(machine("hello", true)), [
        ["failed", "check that the command is the codex cli"]
      ])
      assert.deepStrictEqual(yield* check(machine("", true), { command: "missing" }), [
        ["failed", "install it with `npm install -g @openai/codex`, then retry"]
      ])
    })
  )
})
