/**
 * What every state store must do, whatever keeps it. Takes a layer and runs the same tests on it.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import type * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as TestClock from "effect/testing/TestClock"
import { State } from "../../src/core/ports/State.ts"

export const Note = Schema.Struct({ text: Schema.String, count: Schema.Finite })

const hostileKeys = [
  "",
  "::",
  "a::b",
  "nul \u0000 inside",
  "lone \ud800 surrogate",
  "lone \udfff surrogate",
  'quote " and back\\slash \\u0000',
  "'; DROP TABLE state; --",
  "%",
  "👩‍👩‍👧",
  "é",
  "e\u0301"
]

export const stateSuite = <E>(name: string, layer: Layer.Layer<State, E>): void => {
  describe(`state: ${name}`, () => {
    it.effect("keeps the last value of a key until it is removed", () =>
      Effect.gen(function* () {
        const notes = (yield* State).namespace("notes", Note)
        assert.deepStrictEqual(yield* notes.get("a"), Option.none())
        yield* notes.set("a", { text: "one", count: 1 })
        yield* notes.set("a", { text: "two", count: 2 })
        assert.deepStrictEqual(yield* notes.get("a"), Option.some({ text: "two", count: 2 }))
        yield* notes.remove("a")
        yield* notes.remove("a")
        assert.deepStrictEqual(yield* notes.get("a"), Option.none())
      }).pipe(Effect.provide(layer))
    )

    it.effect("keeps hostile keys and values apart and whole", () =>
      Effect.gen(function* () {
        const texts = (yield* State).namespace("texts", Schema.String)
        const value = (key: string) => `${key} \u0000 \ud800 👩‍👩‍👧 ${"x".repeat(key === "%" ? 1_048_576 : 1)}`
        for (const key of hostileKeys) yield* texts.set(key, value(key))
        const listed = new Map(yield* texts.entries)
        assert.strictEqual(listed.size, hostileKeys.length)
        for (const key of hostileKeys) {
          assert.isTrue(Option.contains(yield* texts.get(key), value(key)), JSON.stringify(key))
          assert.isTrue(listed.get(key) === value(key), JSON.stringify(key))
        }
      }).pipe(Effect.provide(layer))
    )

    it.effect("namespaces do not mix, not even where one name begins with the other", () =>
      Effect.gen(function* () {
        const state = yield* State
        const names = ["a", "a::b", "a:", "b::a"]
        for (const name of names) yield* state.namespace(name, Schema.String).set("b::k", name)
        for (const name of names) {
          const entries = yield* state.namespace(name, Schema.String).entries
          assert.deepStrictEqual(entries, [["b::k", name]])
        }
        yield* state.namespace("a", Schema.String).remove("b::k")
        assert.deepStrictEqual(yield* state.namespace("a::b", Schema.String).get("b::k"), Option.some("a::b"))
      }).pipe(Effect.provide(layer))
    )

    it.effect("a value is gone when its time is up, and a new one lives its own time", () =>
      Effect.gen(function* () {
        const codes = (yield* State).namespace("codes", Schema.String)
        yield* codes.set("short", "s", "1 minute")
        yield* codes.set("long", "l", "1 hour")
        yield* codes.set("for ever", "f")
        yield* TestClock.adjust("59 seconds")
        assert.deepStrictEqual(yield* codes.get("short"), Option.some("s"))
        yield* TestClock.adjust("1 second")
        assert.deepStrictEqual(yield* codes.get("short"), Option.none())
        assert.deepStrictEqual(
          new Map(yield* codes.entries),
          new Map([
            ["long", "l"],
            ["for ever", "f"]
          ])
        )
        yield* codes.set("short", "again")
        yield* TestClock.adjust("1 day")
        assert.deepStrictEqual(
          new Map(yield* codes.entries),
          new Map([
            ["short", "again"],
            ["for ever", "f"]
          ])
        )
      }).pipe(Effect.provide(layer))
    )

    it.effect("a value that no longer fits its schema reads as absent and does not hide the others", () =>
      Effect.gen(function* () {
        const state = yield* State
        yield* state.namespace("n", Schema.String).set("old", "just text")
        yield* state.namespace("n", Note).set("new", { text: "t", count: 1 })
        const notes = state.namespace("n", Note)
        assert.deepStrictEqual(yield* notes.get("old"), Option.none())
        assert.deepStrictEqual(yield* notes.entries, [["new", { text: "t", count: 1 }]])
      }).pipe(Effect.provide(layer))
    )

    it.effect("refuses a value that is not what the namespace holds", () =>
      Effect.gen(function* () {
        const notes = (yield* State).namespace("notes", Note)
        const error = yield* Effect.flip(notes.set("a", { text: "t", count: Number.NaN }))
        assert.strictEqual(error._tag, "StateError")
        assert.deepStrictEqual(yield* notes.get("a"), Option.none())
      }).pipe(Effect.provide(layer))
    )
  })
}
