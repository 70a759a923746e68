/** Who is signed in, for how long, and what is kept of it. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect, Fiber, Layer, Redacted, Schema } from "effect"
import { Digest, SecureRandom } from "effect/crypto"
import { TestClock } from "effect/testing"
import { KeyvState } from "../../../src/adapters/store/keyv/KeyvState.ts"
import { SignIns } from "../../../src/core/control/SignIns.ts"
import { AuditLog, type AuditNote } from "../../../src/core/ports/AuditLog.ts"
import { State, StateError } from "../../../src/core/ports/State.ts"
import { personCalled } from "./Visitors.ts"

const ann = personCalled("ann")

const withSignIns = Effect.gen(function* () {
  const notes: Array<AuditNote> = []
  const audit = Layer.mock(AuditLog, { note: (note) => Effect.sync(() => void notes.push(note)) })
  const kept = Context.get(yield* Layer.build(KeyvState.layerMemory), State)
  let full = false
  const state = State.of({
    namespace: (name, schema) => {
      const namespace = kept.namespace(name, schema)
      const refused = new StateError({ namespace: name, operation: "set", cause: "no space left" })
      return {
        ...namespace,
        set: (...given) => (full ? Effect.fail(refused) : namespace.set(...given))
      }
    }
  })
  /** As after a restart: everything anew but what is kept. */
  const start = Layer.build(
    SignIns.layer.pipe(
      Layer.provide([audit, SecureRandom.layerWebCrypto, Digest.layerWebCrypto]),
      Layer.provide(Layer.succeed(State, state))
    )
  ).pipe(Effect.map((built) => Context.get(built, SignIns)))
  return {
    notes,
    start,
    state,
    /** Nothing more can be written. */
    fill: (so: boolean) => {
      full = so
    }
  }
})

const codeFor = (signIns: SignIns["Service"]) => Effect.map(signIns.offer(ann), ({ code }) => Redacted.value(code))

/** What a browser in which ann signed in says. */
const browserOf = Effect.fnUntraced(function* (signIns: SignIns["Service"]) {
  const found = yield* signIns.redeem(yield* codeFor(signIns))
  if (found === undefined) return assert.fail("the link does not work")
  return { secret: Redacted.value(found.secret), key: Redacted.value(found.key) }
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
      const browser = yield* browserOf(yield* start)
      for (let day = 0; day < 3; day++) {
        yield* TestClock.adjust("29 days")
        assert.deepStrictEqual((yield* (yield* start).signedIn(browser))?.person, ann)
      }
      yield* TestClock.adjust("30 days")
      assert.strictEqual(yield* (yield* start).signedIn(browser), undefined)
    })
  )

  it.effect("neither of a browser's two secrets is worth anything alone, nor with another browser's", () =>
    Effect.gen(function* () {
      const { start } = yield* withSignIns
      const signIns = yield* start
      const one = yield* browserOf(signIns)
      const other = yield* browserOf(signIns)
      for (const said of [
        { ...one, key: "" },
        { ...one, key: other.key },
        { ...one, key: one.secret },
        { ...one, key: one.key.slice(1) },
        { secret: one.key, key: one.secret },
        { secret: "", key: one.key }
      ]) {
        assert.strictEqual(yield* signIns.signedIn(said), undefined)
      }
      assert.isTrue(yield* signIns.knows(one.secret))
      assert.isFalse(yield* signIns.knows(one.key))
      assert.isDefined(yield* signIns.signedIn(one))
    })
  )

  it.effect("a disk that is full uses up no link, and keeps out nobody who is signed in", () =>
    Effect.gen(function* () {
      const { fill, start } = yield* withSignIns
      const signIns = yield* start
      const code = yield* codeFor(signIns)
      const browser = yield* browserOf(signIns)
      const { secret } = yield* signIns.makeToken({ name: "ci", scopes: ["read"], person: ann })
      yield* TestClock.adjust("5 minutes")
      fill(true)
      assert.strictEqual((yield* Effect.flip(signIns.redeem(code)))._tag, "StateError")
      assert.deepStrictEqual((yield* signIns.signedIn(browser))?.person, ann)
      assert.deepStrictEqual((yield* signIns.withToken(Redacted.value(secret)))?.person, ann)
      fill(false)
      assert.strictEqual((yield* signIns.signIns).length, 1, "nobody came by the link yet")
      assert.isDefined(yield* signIns.redeem(code))
      assert.strictEqual(yield* signIns.redeem(code), undefined)
    })
  )

  it.effect("whoever begins to wait for an end that was there already does not wait", () =>
    Effect.gen(function* () {
      const { start } = yield* withSignIns
      const signIns = yield* start
      const found = yield* signIns.signedIn(yield* browserOf(signIns))
      yield* signIns.end(found?.id ?? "")
      yield* found?.over ?? Effect.never
      yield* found?.over ?? Effect.never
    })
  )

  it.effect("what is ended is over at once, and does not come back because it was just seen", () =>
    Effect.gen(function* () {
      const { start } = yield* withSignIns
      const signIns = yield* start
      const browser = yield* browserOf(signIns)
      const found = yield* signIns.signedIn(browser)
      const over = yield* Effect.forkChild(found?.over ?? Effect.never)
      yield* TestClock.adjust("5 minutes")
      yield* Effect.all([signIns.signedIn(browser), signIns.end(found?.id ?? "")], { concurrency: 2 })
      yield* Fiber.join(over)
      assert.strictEqual(yield* signIns.signedIn(browser), undefined)
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
      const { key, secret: cookie } = yield* browserOf(signIns)
      assert.strictEqual(yield* signIns.signedIn({ secret: token, key }), undefined)
      assert.strictEqual(yield* signIns.signedIn({ secret: cookie, key: token }), undefined)
      for (const said of [cookie, key]) assert.strictEqual(yield* signIns.withToken(said), undefined)
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
      const browser = yield* browserOf(signIns)
      const token = Redacted.value((yield* signIns.makeToken({ name: "ci", scopes: ["read"], person: ann })).secret)
      const kept = yield* Effect.forEach(
        ["web-links", "web-sign-ins", "web-tokens"],
        (name) => state.namespace(name, Schema.Json).entries
      )
      const text = JSON.stringify(kept)
      assert.strictEqual(kept.flat().length, 3)
      for (const said of [code, browser.secret, browser.key, token, token.slice(4)]) assert.notInclude(text, said)
    })
  )
})
