/** What agents sent: kept once, for as long as somebody may look at it. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { KeptFiles } from "../../../src/core/files/KeptFiles.ts"
import { bytesOf, day, makeFiles } from "./Files.ts"

describe("kept files", () => {
  it.effect("are one for the same bytes, also when they come at once, and go when they were last sent long ago", () =>
    Effect.gen(function* () {
      const rig = yield* makeFiles
      yield* Effect.gen(function* () {
        const kept = yield* KeptFiles
        yield* TestClock.setTime(100 * day)
        const all = yield* Effect.forEach(["a", "a", "b"], (text) => kept.keep(bytesOf(text)), { concurrency: 3 })
        const [a = "", again, b = ""] = all
        assert.strictEqual(a, again)
        assert.sameMembers([...rig.listed("sent")], [a, b])
        assert.strictEqual(readFileSync((yield* kept.find(a)) ?? "", "utf8"), "a")
        rig.age(60 * day, "sent")
        // sent once more
        yield* kept.keep(bytesOf("b"))
        assert.strictEqual(yield* kept.sweep(62 * day), 0, "a turn may last longer than a day")
        assert.strictEqual(yield* kept.sweep(70 * day), 1)
        assert.isUndefined(yield* kept.find(a))
        assert.isDefined(yield* kept.find(b))
      }).pipe(Effect.provideContext(rig.services))
    }).pipe(Effect.scoped)
  )
})
