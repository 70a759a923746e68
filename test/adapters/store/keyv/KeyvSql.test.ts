/**
 * The SQL adapter as keyv itself uses it, many entries, and failures that must stay visible.
 */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SqlClient from "effect/sql/SqlClient"
import { Keyv } from "keyv"
import { openKeyvSql } from "../../../../src/adapters/store/keyv/KeyvSql.ts"
import { KeyvState } from "../../../../src/adapters/store/keyv/KeyvState.ts"
import { NodeSqlite } from "../../../../src/adapters/store/sqlite/NodeSqlite.ts"
import { State } from "../../../../src/core/ports/State.ts"

const database = NodeSqlite.layer({ filename: ":memory:" })

describe("KeyvSql", () => {
  it.live("serves keyv's own interface, each namespace apart", () =>
    Effect.gen(function* () {
      const open = yield* openKeyvSql
      const one = new Keyv({ store: open("one"), namespace: "one" })
      const two = new Keyv({ store: open("two"), namespace: "two" })
      yield* Effect.promise(async () => {
        await one.set("a", { n: 1 })
        await one.setMany([
          { key: "b", value: 2 },
          { key: "gone", value: 3, ttl: 60_000 }
        ])
        await two.set("a", "other")
        assert.deepStrictEqual(await one.getMany(["a", "b", "c"]), [{ n: 1 }, 2, undefined])
        assert.deepStrictEqual(await one.hasMany(["b", "c"]), [true, false])
        assert.deepStrictEqual(await one.deleteMany(["gone", "c"]), [true, false])
        const seen: Array<unknown> = []
        for await (const entry of one.iterator()) seen.push(entry)
        assert.deepStrictEqual(seen, [
          ["a", { n: 1 }],
          ["b", 2]
        ])
        await one.clear()
        assert.strictEqual(await one.has("a"), false)
        assert.strictEqual(await two.get("a"), "other")
      })
    }).pipe(Effect.provide(database))
  )

  it.effect("lists more entries than one page holds", () =>
    Effect.gen(function* () {
      const numbers = (yield* State).namespace("numbers", Schema.Finite)
      yield* Effect.forEach(
        Array.from({ length: 1001 }, (_, index) => index),
        (index) => numbers.set(String(index), index),
        { discard: true }
      )
      const entries = yield* numbers.entries
      assert.strictEqual(new Set(entries.map(([key]) => key)).size, 1001)
      assert.isTrue(entries.every(([key, value]) => key === String(value)))
    }).pipe(Effect.provide(Layer.provide(KeyvState.layerSql, database)))
  )

  it.effect("a database that fails is a failure, not an absent value", () =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const texts = (yield* State).namespace("texts", Schema.String)
      yield* texts.set("a", "x")
      yield* sql`ALTER TABLE state RENAME TO elsewhere`
      for (const call of [texts.get("a"), texts.set("a", "y"), texts.remove("a"), texts.entries]) {
        const error = yield* Effect.flip(Effect.asVoid(call))
        assert.strictEqual(error._tag, "StateError")
        assert.include(error.message, "orchestrator doctor")
      }
      yield* sql`ALTER TABLE elsewhere RENAME TO state`
      assert.deepStrictEqual(yield* texts.get("a"), Option.some("x"))
    }).pipe(Effect.provide(KeyvState.layerSql.pipe(Layer.provideMerge(database))))
  )
})
