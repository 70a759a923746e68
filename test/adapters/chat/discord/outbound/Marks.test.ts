import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { makeMarks } from "../../../../../src/adapters/chat/discord/outbound/Marks.ts"
import { refIn } from "../../../../../src/adapters/chat/discord/Place.ts"
import { faults, makeScriptedApi, type Script } from "../ScriptedApi.ts"

const place = { kind: "channel", channel: "200000000000000001", opensThreads: true, own: false } as const
const message = refIn(place, "300000000000000001")

const setUp = (script: Script = () => ({})) => {
  const scripted = makeScriptedApi(script)
  const before = "/channels/200000000000000001/messages/300000000000000001/reactions/"
  const changes = () => scripted.lines().map((line) => line.replace(before, "").replace("/@me", ""))
  return { changes, marks: makeMarks({ api: scripted.api }) }
}

describe("Marks", () => {
  it.effect("shows one sign at a time: seen until work begins, then how it ended", () =>
    Effect.gen(function* () {
      const { changes, marks } = setUp()
      for (const state of ["accepted", "accepted", "queued", "working", "working", "done"] as const) {
        yield* marks.mark(message, state)
      }
      assert.deepStrictEqual(changes(), ["PUT 👀", "DELETE 👀", "PUT ✅"])
      yield* marks.mark(message, "accepted")
      yield* marks.mark(message, "failed")
      assert.deepStrictEqual(changes().slice(3), ["DELETE ✅", "PUT 👀", "DELETE 👀", "PUT ❌"])
    })
  )

  it.effect("after a restart takes away what an earlier life may have put; what is gone is no failure", () =>
    Effect.gen(function* () {
      const { changes, marks } = setUp(({ method }) => (method === "DELETE" ? faults.gone(10014) : faults.gone(10008)))
      yield* marks.mark(message, "done")
      assert.deepStrictEqual(changes(), ["DELETE 👀", "PUT ✅"])
    })
  )

  it.effect("takes away a sign of which it is not known whether it got through", () =>
    Effect.gen(function* () {
      const answers: Array<unknown> = [faults.unreachable()]
      const { changes, marks } = setUp(() => answers.shift() ?? {})
      yield* Effect.flip(marks.mark(message, "accepted"))
      yield* marks.mark(message, "working")
      assert.deepStrictEqual(changes(), ["PUT 👀", "DELETE 👀"])
    })
  )

  it.effect("does not ask again and again where reacting is forbidden", () =>
    Effect.gen(function* () {
      const { changes, marks } = setUp(() => faults.forbidden())
      for (const state of ["accepted", "working", "done"] as const) {
        assert.strictEqual((yield* Effect.flip(marks.mark(message, state))).reason._tag, "Forbidden")
      }
      assert.strictEqual(changes().length, 1)
      yield* TestClock.adjust("11 minutes")
      yield* Effect.flip(marks.mark(message, "done"))
      assert.isAbove(changes().length, 1)
    })
  )
})
