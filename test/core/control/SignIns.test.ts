/** Who is signed in, for how long, and what is kept of it. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Redacted, Schema } from "effect"
import { Digest, SecureRandom } from "effect/crypto"
import { TestClock } from "effect/testing"
import { KeyvState } from "../../../src/adapters/store/keyv/KeyvState.ts"
import { SignIns } from "../../../src/core/control/SignIns.ts"
import { AuditLog, type AuditNote } from "../../../src/core/ports/AuditLog.ts"
import { State } from "../../../src/core/ports/State.ts"
import { personCalled } from "./Visitors.ts"

const ann = personCalled("ann")

const withSignIns = Effect.gen(function* () {
  const notes: Array<AuditNote> = []
  const audit = Layer.mock(AuditLog, { note: (note) => Effect.sync(() => void notes.push(note)) })
  const state = yield* Layer.build(KeyvState.layerMemory)
  /** As after a restart: everything anew but what is kept. */
  const start = Layer.build(
    SignIns.layer.pipe(
      Layer.provide([audit, SecureRandom.layerWebCrypto, Digest.layerWebCrypto]),
      Layer.provide(Layer.succeedContext(state))
    )
  ).pipe(Effect.map((built) => Context.get(built, SignIns)))
  return { notes, start, state: Context.get(state, State) }
})

const codeFor = (signIns: SignIns["Service"]) => Effect.map(signIns.offer(ann), ({ code }) => Redacted.value(code))

const secretFor = Effect.fnUntraced(function* (signIns: SignIns["Service"]) {
  const found = yield* signIns.redeem(yield* codeFor(signIns))
  return found === undefined ? "" : Redacted.value(found.secret)
})

describe("SignIns", () => {
  it.effect("a link works once, within its 15 minutes, and whoever came by it is noted", () =>
    Effect.gen(function* () {
      const { notes, start } = yield* withSignIns
      const signIns = yield* start
      const code = yield* codeFor(signIns)
      const both = yield* Effect.all([signIns.redeem(code), signIns.redeem(code)], { concurrency: 2 })
      assert.strictEqual(both.filter((found) => found !== undefined).length, 1)
      assert.strictEqual(yield* signIns.redeem(code), undefined)
      assert.deepStrictEqual(
        notes.map(({ action, by, platform }) => [action, by.name, platform]),
        [["signed-in", "ann", "web"]]
      )
      const late = yield* codeFor(signIns)
      yield* TestClock.adjust("15 minutes")
      assert.strictEqual(yield* signIns.redeem(late), undefined)
    })
  )

  it.effect("a sign-in lasts 30 days after it was last seen, over restarts", () =>
    Effect.gen(function* () {
      const { start } = yield* withSignIns
      const secret = yield* secretFor(yield* start)
      for (let day = 0; day < 3; day++) {
        yield* TestClock.adjust("29 days")
        assert.deepStrictEqual((yield* (yield* start).signedIn(secret))?.person, ann)
      }
      yield* TestClock.adjust("30 days")
      assert.strictEqual(yield* (yield* start).signedIn(secret), undefined)
    })
  )

  it.effect("what is ended is over at once, and does not come back because it was just seen", () =>
    Effect.gen(function* () {
      const { start } = yield* withSignIns
      const signIns = yield* start
      const secret = yield* secretFor(signIns)
      const found = yield* signIns.signedIn(secret)
      const over = yield* Effect.forkChild(found?.over ?? Effect.never)
      yield* TestClock.adjust("5 minutes")
      yield* Effect.all([signIns.signedIn(secret), signIns.end(found?.id ?? "")], { concurrency: 2 })
      yield* Fiber.join(over)
      assert.strictEqual(yield* signIns.signedIn(secret), undefined)
      assert.deepStrictEqual(yield* signIns.signIns, [])
      assert.isFalse(yield* signIns.end(found?.id ?? ""))
    })
  )

  it.effect("a token carries its scopes until it is revoked, and is no sign-in, as a sign-in is no token", () =>
    Effect.gen(function* () {
      const { start } = yield* withSignIns
      const signIns = yield* start
      const { made, secret } = yield* signIns.makeToken({ name: "ci", scopes: ["read", "talk"], person: ann })
      const token = Redacted.value(secret)
      assert.match(token, /^orc_[0-9a-f]{64}$/)
      const found = yield* (yield* start).withToken(token)
      assert.deepStrictEqual([...(found?.scopes ?? [])], ["read", "talk"])
      assert.strictEqual(yield* signIns.signedIn(token), undefined)
      assert.strictEqual(yield* signIns.withToken(yield* secretFor(signIns)), undefined)
      const used = yield* signIns.withToken(token)
      const over = yield* Effect.forkChild(used?.over ?? Effect.never)
      assert.isTrue(yield* signIns.revoke(made.id))
      yield* Fiber.join(over)
      assert.strictEqual(yield* signIns.withToken(token), undefined)
    })
  )

  it.effect("of no secret more than a hash is kept", () =>
    Effect.gen(function* () {
      const { start, state } = yield* withSignIns
      const signIns = yield* start
      const code = yield* codeFor(signIns)
      const secret = yield* secretFor(signIns)
      const token = Redacted.value((yield* signIns.makeToken({ name: "ci", scopes: ["read"], person: ann })).secret)
      const kept = yield* Effect.forEach(
        ["web-links", "web-sign-ins", "web-tokens"],
        (name) => state.namespace(name, Schema.Json).entries
      )
      const text = JSON.stringify(kept)
      assert.strictEqual(kept.flat().length, 3)
      for (const said of [code, secret, token, token.slice(4)]) assert.notInclude(text, said)
    })
  )
})
