import { NodeServices } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, FileSystem, Path } from "effect"
import { TestClock } from "effect/testing"
import { pruneInbox } from "../../../src/core/chat/InboxPruning.ts"

const day = 24 * 60 * 60 * 1000
const today = 1_795_000_000_000
const millisOf = (name: string) => (/^m\d+$/.test(name) ? Number(name.slice(1)) : undefined)

describe("the inbox", () => {
  it.effect("loses what came more than 30 days ago, and nothing else", () =>
    Effect.gen(function* () {
      const fs = yield* FileSystem.FileSystem
      const path = yield* Path.Path
      const inbox = yield* fs.makeTempDirectoryScoped()
      yield* TestClock.setTime(today)
      const message = (channel: string, daysAgo: number) => `${channel}/m${today - daysAgo * day}`
      const put = (folder: string) =>
        Effect.andThen(
          fs.makeDirectory(path.join(inbox, folder), { recursive: true }),
          fs.writeFileString(path.join(inbox, folder, "notes.txt"), "words")
        )
      const kept = [message("1", 0), message("1", 29), "1/somebody's folder"]
      for (const folder of [...kept, message("1", 31), message("2", 400)]) yield* put(folder)
      yield* pruneInbox(inbox, millisOf)
      const left = yield* Effect.forEach(kept, (folder) => fs.exists(path.join(inbox, folder, "notes.txt")))
      assert.deepStrictEqual(left, [true, true, true])
      assert.deepStrictEqual(yield* fs.readDirectory(inbox), ["1"])
      assert.strictEqual((yield* fs.readDirectory(path.join(inbox, "1"))).length, kept.length)
      yield* pruneInbox(path.join(inbox, "nothing yet"), millisOf)
    }).pipe(Effect.provide(NodeServices.layer))
  )
})
