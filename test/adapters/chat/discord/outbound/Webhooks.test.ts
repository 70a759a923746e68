import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { webhookFace, webhookName } from "../../../../../src/adapters/chat/discord/outbound/FaceName.ts"
import { makeWebhooks } from "../../../../../src/adapters/chat/discord/outbound/Webhooks.ts"
import { faults, makeScriptedApi, type Script } from "../ScriptedApi.ts"

const application = "100000000000000001"
const channel = "200000000000000001"
const account = Effect.succeed({ application, applicationName: "", user: application, name: "", readsEverything: true })
const hook = (id: string, by: string | null = application) => ({ id, token: `token-${id}`, application_id: by })

const setUp = (script: Script) => {
  const scripted = makeScriptedApi(script)
  return { ...scripted, webhooks: makeWebhooks({ api: scripted.api, account }) }
}

describe("Webhooks", () => {
  it.effect("uses the oldest of our own, made by nobody else, and asks once however many want it", () =>
    Effect.gen(function* () {
      const all = [hook("500000000000000009"), hook("500000000000000001", null), hook("500000000000000002")]
      const { lines, webhooks } = setUp(() => all)
      const found = yield* Effect.all([webhooks.of(channel), webhooks.of(channel)], { concurrency: 2 })
      assert.deepStrictEqual(
        found.map((webhook) => webhook?.id),
        ["500000000000000002", "500000000000000002"]
      )
      assert.deepStrictEqual(lines(), [`GET /channels/${channel}/webhooks`])
      yield* webhooks.byId("500000000000000002")
      assert.strictEqual(lines().length, 1)
      assert.notInclude(JSON.stringify(found), "token-")
    })
  )

  it.effect.each([
    ["forbidden", faults.forbidden()],
    ["too many there", faults.rejected(30007)],
    ["making them is limited for long", faults.limited(400_000)]
  ] as const)("does without for a while where there can be none: %s", ([, fault]) =>
    Effect.gen(function* () {
      const { lines, webhooks } = setUp(({ method }) => (method === "GET" ? [] : fault))
      assert.isUndefined(yield* webhooks.of(channel))
      assert.isUndefined(yield* webhooks.of(channel))
      assert.strictEqual(lines().length, 2)
      yield* TestClock.adjust("11 minutes")
      yield* webhooks.of(channel)
      assert.strictEqual(lines().length, 4)
    })
  )

  it.effect("what may pass is for the caller to try again", () =>
    Effect.gen(function* () {
      const answers: Array<unknown> = [faults.unreachable(), faults.limited(300), [hook("500000000000000001")]]
      const { webhooks } = setUp(() => answers.shift())
      assert.strictEqual((yield* Effect.flip(webhooks.of(channel))).reason._tag, "Unreachable")
      assert.strictEqual((yield* Effect.flip(webhooks.of(channel))).reason._tag, "RateLimited")
      assert.isDefined(yield* webhooks.of(channel))
    })
  )
})

describe("FaceName", () => {
  it("makes names that discord takes and people still know", () => {
    const names = ["scout", "Discord helper", "CLYDE", "```x", "everyone", " a\nb ", "", "@#:", "x".repeat(100)]
    assert.deepStrictEqual(names.map(webhookName), [
      "scout",
      "Di·scord helper",
      "CL·YDE",
      "x",
      "every·one",
      "a b",
      "agent",
      "agent",
      `${"x".repeat(79)}…`
    ])
    assert.deepStrictEqual(webhookFace({ name: "a", avatar: "file:///etc/passwd" }), { username: "a" })
  })
})
