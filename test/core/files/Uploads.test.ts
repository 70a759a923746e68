/** What people bring along: whose it is, that it becomes part of a message once, and that nothing stays that nobody says. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { TestClock } from "effect/testing"
import { mostBytes } from "../../../src/core/files/FileLimits.ts"
import { Uploads } from "../../../src/core/files/Uploads.ts"
import { refusalOf } from "../control/Visitors.ts"
import { ann, bob, day, makeFiles } from "./Files.ts"

const readAll = (files: ReadonlyArray<{ readonly name: string; readonly path: string }>) =>
  files.map(({ name, path }) => [name, readFileSync(path, "utf8")])

describe("uploads", () => {
  it.effect("become the files of a message, the same ones however often it is said", () =>
    Effect.gen(function* () {
      const rig = yield* makeFiles
      yield* Effect.gen(function* () {
        const uploads = yield* Uploads
        const one = yield* rig.upload(ann, "notes.txt", "one")
        const two = yield* rig.upload(ann, "/etc/../Notes.TXT", "two")
        const ids = [two.id, one.id]
        const first = yield* uploads.claim(ann, ids, "web:c/1:m")
        assert.deepStrictEqual(readAll(first), [
          ["Notes.TXT", "two"],
          ["notes-2.txt", "one"]
        ])
        assert.deepStrictEqual(yield* uploads.claim(ann, ids, "web:c/1:m"), first)
        const other = yield* uploads.claim(ann, [one.id], "web:c/1:n")
        assert.notStrictEqual(other[0]?.path, first[1]?.path, "another message has files of its own")
        assert.deepStrictEqual(yield* uploads.claim(ann, [], "web:c/1:o"), [])
        assert.lengthOf(rig.listed("uploaded", "inbox"), 2)
        assert.match(yield* uploads.claim(bob, [one.id], "x").pipe(refusalOf), /^unknown: .* attach it anew/)
        assert.isFalse(yield* uploads.discard(ann, one.id), "what is said is not taken back")
      }).pipe(Effect.provideContext(rig.services))
    }).pipe(Effect.scoped)
  )

  it.effect("are forgotten after a day when nobody says them; what was said stays for a month", () =>
    Effect.gen(function* () {
      const rig = yield* makeFiles
      yield* Effect.gen(function* () {
        const uploads = yield* Uploads
        yield* TestClock.setTime(100 * day)
        const said = yield* rig.upload(ann, "said.txt", "said")
        yield* rig.upload(ann, "unsaid.txt")
        const files = yield* uploads.claim(ann, [said.id], "m")
        rig.age(100 * day, "uploaded", "unsaid")
        rig.age(100 * day, "uploaded", "inbox")
        assert.strictEqual(yield* uploads.sweep, 0)
        yield* TestClock.adjust("25 hours")
        assert.strictEqual(yield* uploads.sweep, 2)
        assert.isEmpty(rig.listed("uploaded", "unsaid"))
        assert.deepStrictEqual(readAll(files), [["said.txt", "said"]])
        yield* TestClock.adjust("29 days")
        assert.strictEqual(yield* uploads.sweep, 1)
        assert.isEmpty(rig.listed("uploaded", "inbox"))
      }).pipe(Effect.provideContext(rig.services))
    }).pipe(Effect.scoped)
  )

  it.effect("are read no further than they may be, and nothing of a broken one stays", () =>
    Effect.gen(function* () {
      const rig = yield* makeFiles
      yield* Effect.gen(function* () {
        const uploads = yield* Uploads
        let read = 0
        const chunk = new Uint8Array(1024 * 1024)
        const store = <E>(content: Stream.Stream<Uint8Array, E>, announced?: number) =>
          uploads.store({ person: ann, name: "x", mediaType: "", announced, content }).pipe(refusalOf)
        const endless = Stream.fromEffectRepeat(
          Effect.sync(() => {
            read++
            return chunk
          })
        )
        assert.match(yield* store(endless), /^too-large: too large, at most 10 MB/)
        assert.isAtMost(read, mostBytes / chunk.length + 2)
        read = 0
        assert.match(yield* store(endless, mostBytes + 1), /^too-large: 10.1 MB, at most 10 MB/)
        assert.strictEqual(read, 0)
        assert.match(yield* store(Stream.concat(Stream.make(chunk), Stream.fail("cut"))), /^broke-off/)
        assert.match(yield* store(Stream.empty), /^empty/)
        const left = yield* Effect.forkChild(store(Stream.concat(Stream.make(chunk), Stream.never)), {
          startImmediately: true
        })
        yield* Fiber.interrupt(left)
        assert.isEmpty(rig.listed("uploaded", "unsaid"))
      }).pipe(Effect.provideContext(rig.services))
    }).pipe(Effect.scoped)
  )

  it.effect("nobody fills the disk with what they never say, and nobody is kept from it by others", () =>
    Effect.gen(function* () {
      const rig = yield* makeFiles
      yield* Effect.gen(function* () {
        const uploads = yield* Uploads
        const all = yield* Effect.forEach(Array.from({ length: 100 }), (_, at) => rig.upload(ann, `${at}`))
        assert.match(yield* rig.upload(ann, "more").pipe(refusalOf), /^too-many: 100 files of yours wait/)
        yield* rig.upload(bob, "his")
        assert.isTrue(yield* uploads.discard(ann, all[0]?.id ?? ""))
        yield* rig.upload(ann, "again")
        yield* uploads.claim(ann, [all[1]?.id ?? ""], "m")
        yield* rig.upload(ann, "and again")
        assert.match(yield* rig.upload(ann, "more").pipe(refusalOf), /^too-many/)
      }).pipe(Effect.provideContext(rig.services))
    }).pipe(Effect.scoped)
  )
})
