import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeAccounts } from "../../../../src/adapters/chat/discord/Account.ts"
import { faults, makeScriptedApi } from "./ScriptedApi.ts"

describe("Accounts", () => {
  it.effect("whoever needs it first asks for all; listening that begins again learns what has changed", () =>
    Effect.gen(function* () {
      let flags = 0
      const answers: Array<unknown> = [faults.unreachable()]
      const { api, lines } = makeScriptedApi(
        ({ route }) =>
          answers.shift() ??
          (route === "/users/@me" ? { id: "1", username: "orc" } : { id: "2", name: "Orchestrator", flags })
      )
      const accounts = makeAccounts(api)
      assert.strictEqual((yield* Effect.flip(accounts.known)).reason._tag, "Unreachable", "a failure is not kept")
      const both = yield* Effect.all([accounts.known, accounts.listening], { concurrency: 2 })
      assert.deepStrictEqual(
        both.map(({ readsEverything }) => readsEverything),
        [false, false]
      )
      assert.strictEqual(lines().length, 1 + 2)
      flags = 1 << 18
      assert.isTrue((yield* accounts.listening).readsEverything)
      assert.isTrue((yield* accounts.known).readsEverything)
      assert.strictEqual(lines().length, 1 + 4)
    })
  )
})
