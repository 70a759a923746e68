/** What is kept of an installation, and which ones are refused: over State alone, with the library's own types. */
import { assert, describe, it } from "@effect/vitest"
import type { Installation as Granted, InstallationStore } from "@slack/bolt"
import { Effect, Inspectable, Redacted } from "effect"
import { makeInstallations } from "../../../../../src/adapters/chat/slack/workspaces/Installations.ts"
import { makeInstaller } from "../../../../../src/adapters/chat/slack/workspaces/Installer.ts"
import { memoryState } from "../../../../support/MemoryState.ts"

const token = "xoxb-1-2-abc"

const granted: Granted<"v2", false> = {
  team: { id: "T1", name: "Acme" },
  enterprise: undefined,
  user: { id: "U9", token: undefined, scopes: undefined },
  bot: { id: "B1", userId: "U1", token, scopes: ["chat:write", "commands"] },
  tokenType: "bot",
  isEnterpriseInstall: false,
  appId: "A1",
  authVersion: "v2"
}

const credentials = {
  apiUrl: "https://slack.com/api/",
  oauth: {
    clientId: "1.2",
    clientSecret: Redacted.make("client"),
    stateSecret: Redacted.make("state")
  }
}

const makeStore = Effect.gen(function* () {
  const installations = yield* makeInstallations
  const installer = yield* makeInstaller(credentials, installations)
  assert(installer !== undefined)
  const store: InstallationStore = installer.installationStore
  return { installations, installer, store }
})

const query = { teamId: "T1", enterpriseId: undefined, isEnterpriseInstall: false }

describe("installations", () => {
  it.effect("are given back to the library as it gave them, across restarts, until they are removed", () =>
    Effect.gen(function* () {
      const { store } = yield* makeStore
      yield* Effect.promise(() => store.storeInstallation(granted))
      const { installations, store: later } = yield* makeStore
      assert.deepStrictEqual(yield* Effect.promise(() => later.fetchInstallation(query)), granted)
      const [kept] = yield* installations.all
      assert.notInclude(Inspectable.toStringUnknown(kept), token)
      assert.strictEqual(kept?.installedBy, "U9")
      yield* Effect.promise(async () => later.deleteInstallation?.(query))
      const gone = yield* Effect.result(Effect.tryPromise(() => later.fetchInstallation(query)))
      assert(gone._tag === "Failure")
      assert.deepStrictEqual(yield* installations.all, [])
    }).pipe(Effect.provide(memoryState))
  )

  it.effect("of a whole organisation, without a bot or with tokens that end are refused in words, and not kept", () =>
    Effect.gen(function* () {
      const { installations, installer, store } = yield* makeStore
      const { bot: _, ...without } = granted
      const ends = { ...granted, bot: { id: "B1", userId: "U1", scopes: [], token, refreshToken: "xoxe-1" } }
      const whole: Granted<"v2", true> = {
        ...granted,
        team: undefined,
        enterprise: { id: "E1" },
        isEnterpriseInstall: true
      }
      for (const [refused, words] of [
        [whole, "a whole enterprise organisation, and only single workspaces are supported"],
        [without, "no bot came with the installation"],
        [ends, "token rotation is on"]
      ] as const) {
        const answer = { status: 0, body: "", headers: {} }
        const response = {
          writeHead: (status: number) => Object.assign(answer, { status }),
          end: (body: string) => Object.assign(answer, { body })
        }
        const { afterInstallation } = installer.installerOptions.callbackOptions
        const goesOn = yield* Effect.promise(() => afterInstallation(refused, {}, {}, response))
        assert.isFalse(goesOn)
        assert.strictEqual(answer.status, 400)
        assert.include(answer.body, words)
        assert.notInclude(answer.body, token)
        const kept = yield* Effect.result(Effect.tryPromise(() => store.storeInstallation(refused)))
        assert.strictEqual(kept._tag, "Failure")
      }
      assert.deepStrictEqual(yield* installations.all, [])
    }).pipe(Effect.provide(memoryState))
  )
})
