/** The first steps as people in the dashboard reach them: for whoever administers, a setup for who may all that it gives. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Stream } from "effect"
import { AccessPolicy } from "../../../src/core/agents/AccessPolicy.ts"
import { Agents } from "../../../src/core/agents/Agents.ts"
import { SetupReply, SetupRpcs, SetupStep } from "../../../src/core/control/protocol/SetupRpcs.ts"
import { setupCalls } from "../../../src/core/control/SetupCalls.ts"
import { FirstSteps } from "../../../src/core/ports/FirstSteps.ts"
import { accessOf, as, refusalOf } from "./Visitors.ts"

const makeCalls = Effect.gen(function* () {
  const heard: Array<string> = []
  const calls = yield* setupCalls.pipe(
    Effect.provideService(FirstSteps, {
      look: Effect.succeed({ clis: [], rehearsing: true, platforms: [] }),
      follow: ({ by, platform }) => {
        heard.push(`${by.name} follows ${platform}`)
        return Stream.make(SetupStep.make({ _tag: "Done" }))
      },
      reply: (question) => Effect.sync(() => void heard.push(`reply to ${question}`)),
      cancel: Effect.sync(() => void heard.push("cancel"))
    }),
    Effect.provideService(
      AccessPolicy,
      accessOf({
        ann: ["talk", "approve", "administer", "spend"],
        ada: ["talk", "administer"],
        bob: ["talk", "approve", "spend"]
      })
    ),
    Effect.provide(Layer.mock(Agents, { all: Effect.succeed([]) }))
  )
  return { calls, heard }
})

const wish = { platform: "parlour" }
const reply = { question: 3, reply: SetupReply.make({ _tag: "Confirm", yes: true }) }

describe("the calls of the first steps", () => {
  it.effect("are done for owners, in their name", () =>
    Effect.gen(function* () {
      const { calls, heard } = yield* makeCalls
      const ann = as("ann")
      assert.strictEqual((yield* ann(calls.ReadFirstSteps())).agents, 0)
      yield* ann(Stream.runDrain(calls.FollowSetup(wish)))
      yield* ann(calls.ReplySetup(reply))
      yield* ann(calls.CancelSetup())
      assert.deepStrictEqual(heard, ["ann follows parlour", "reply to 3", "cancel"])
    })
  )

  it.effect("make nobody an owner who only administers: they see what is there, and can end a setup", () =>
    Effect.gen(function* () {
      const { calls, heard } = yield* makeCalls
      const token = as("ann", ["read", "talk", "administer"])
      for (const [person, missing] of [
        [as("ada"), "approve, spend"],
        [token, "approve, spend"]
      ] as const) {
        assert.strictEqual((yield* person(calls.ReadFirstSteps())).agents, 0)
        for (const call of [Stream.runDrain(calls.FollowSetup(wish)), calls.ReplySetup(reply)]) {
          const refused = yield* refusalOf(person(call))
          assert.match(refused, /^not-allowed: a setup makes an owner/)
          assert.include(refused, `you may not: ${missing};`)
        }
      }
      assert.deepStrictEqual(heard, [])
      yield* as("ada")(calls.CancelSetup())
      assert.deepStrictEqual(heard, ["cancel"])
    })
  )

  it.effect("are refused to everybody else, and to a token that does not carry it", () =>
    Effect.gen(function* () {
      const { calls, heard } = yield* makeCalls
      assert.sameMembers([...SetupRpcs.requests.keys()], Object.keys(calls))
      for (const person of [as("bob"), as("eve"), as("ann", ["read", "talk"])]) {
        for (const call of [
          Effect.asVoid(calls.ReadFirstSteps()),
          Stream.runDrain(calls.FollowSetup(wish)),
          calls.ReplySetup(reply),
          calls.CancelSetup()
        ]) {
          assert.match(yield* refusalOf(person(call)), /^not-allowed/)
        }
      }
      assert.deepStrictEqual(heard, [])
    })
  )
})
