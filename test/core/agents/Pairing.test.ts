import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import * as SecureRandom from "effect/crypto/SecureRandom"
import { TestClock } from "effect/testing"
import { AccessPolicy } from "../../../src/core/agents/AccessPolicy.ts"
import { PairedOwner } from "../../../src/core/agents/PairedOwners.ts"
import { Pairing } from "../../../src/core/agents/Pairing.ts"
import { ConversationId, PlatformName, UserId } from "../../../src/core/model/Ids.ts"
import { State } from "../../../src/core/ports/State.ts"
import { memoryState } from "../../support/MemoryState.ts"

const plaza = PlatformName.make("plaza")
const ann = { id: UserId.make("ann"), name: "Ann", roles: [] }
const eve = { id: UserId.make("eve"), name: "Eve", roles: [] }
const room = { platform: plaza, id: ConversationId.make("room"), within: [], kind: "channel" as const }

const layer = Layer.mergeAll(Pairing.layer, AccessPolicy.layer({ owners: [], allow: [], local: [] })).pipe(
  Layer.provide(SecureRandom.layerWebCrypto),
  Layer.provide(memoryState)
)
/** A code of the same shape that is not this one. */
const other = (code: string) => (code.startsWith("AAAA") ? "BBBB-BBBB" : "AAAA-AAAA")

describe("Pairing", () => {
  it.effect("who paired where another process of the service listens is an owner here half a minute later", () =>
    Effect.gen(function* () {
      const access = yield* AccessPolicy
      assert.isFalse(yield* access.allows(ann, room, "talk"))
      const stored = (yield* State).namespace("owners", PairedOwner)
      yield* stored.set("plaza:ann", { platform: plaza, user: ann.id })
      yield* TestClock.adjust("30 seconds")
      assert.isTrue(yield* access.allows(ann, room, "talk"))
    }).pipe(Effect.provide(Layer.provideMerge(layer, memoryState)))
  )

  it.effect("who says the code that the host showed may do everything, and the code is used up", () =>
    Effect.gen(function* () {
      const pairing = yield* Pairing
      const access = yield* AccessPolicy
      const told = yield* Effect.forkScoped(Stream.runHead(pairing.changes), { startImmediately: true })
      const code = yield* pairing.offer
      assert.match(code, /^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
      assert.isFalse(yield* access.allows(ann, room, "administer"))
      assert.strictEqual(yield* pairing.redeem(plaza, ann, ` ${code.replace("-", "").toLowerCase()} `), "paired")
      assert.isTrue(yield* access.allows(ann, room, "administer"))
      assert.strictEqual(yield* pairing.redeem(plaza, eve, code), "none")
      assert.isFalse(yield* access.allows(eve, room, "talk"))
      assert.deepStrictEqual(yield* pairing.paired, [{ platform: plaza, user: ann.id }])
      assert.strictEqual((yield* Fiber.join(told))._tag, "Some")
    }).pipe(Effect.scoped, Effect.provide(layer))
  )

  it.effect("who is no owner is known without reading, until somebody pairs", () =>
    Effect.gen(function* () {
      const reads: Array<string> = []
      const counting = Layer.effect(
        State,
        Effect.map(State, (state) =>
          State.of({
            namespace: (name, schema) => {
              const space = state.namespace(name, schema)
              const entries = Effect.tap(space.entries, () => Effect.sync(() => reads.push(name)))
              return { ...space, entries }
            }
          })
        )
      ).pipe(Layer.provide(memoryState))
      const both = Layer.mergeAll(Pairing.layer, AccessPolicy.layer({ owners: [], allow: [], local: [] }))
      yield* Effect.gen(function* () {
        const pairing = yield* Pairing
        const access = yield* AccessPolicy
        for (let asked = 0; asked < 50; asked++) assert.isFalse(yield* access.allows(eve, room, "talk"))
        assert.deepStrictEqual(reads, ["owners"])
        assert.strictEqual(yield* pairing.redeem(plaza, ann, yield* pairing.offer), "paired")
        for (let asked = 0; asked < 50; asked++) assert.isTrue(yield* access.allows(ann, room, "talk"))
        assert.deepStrictEqual(reads, ["owners", "owners"])
      }).pipe(Effect.provide(both.pipe(Layer.provide([SecureRandom.layerWebCrypto, counting]))))
    })
  )

  it.effect("a code is over after 15 minutes, after ten wrong ones, and when there is a newer one", () =>
    Effect.gen(function* () {
      const pairing = yield* Pairing
      const late = yield* pairing.offer
      yield* TestClock.adjust("16 minutes")
      assert.strictEqual(yield* pairing.redeem(plaza, ann, late), "none")
      const guessed = yield* pairing.offer
      for (let guess = 0; guess < 10; guess++) {
        assert.strictEqual(yield* pairing.redeem(plaza, eve, other(guessed)), "wrong")
      }
      assert.strictEqual(yield* pairing.redeem(plaza, ann, guessed), "none")
      const old = yield* pairing.offer
      const newer = yield* pairing.offer
      assert.strictEqual(yield* pairing.redeem(plaza, ann, old), "wrong")
      assert.strictEqual(yield* pairing.redeem(plaza, ann, newer), "paired")
    }).pipe(Effect.provide(layer))
  )

  it.effect("words that are no code stay a message, whether a code waits or not", () =>
    Effect.gen(function* () {
      const pairing = yield* Pairing
      assert.strictEqual(yield* pairing.redeem(plaza, ann, "AAAA-AAAA"), "none")
      yield* pairing.offer
      for (const words of ["hello", "please fix ABCD-EFGH", "ABCD-EFG0", ""]) {
        assert.strictEqual(yield* pairing.redeem(plaza, ann, words), "none")
      }
    }).pipe(Effect.provide(layer))
  )
})
