/**
 * The mailbox hands a message out again when it was read more than ten minutes ago and is not answered yet. SQLite's own
 * clock decides that, so the message is made to look old while its turn runs.
 */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Sharding } from "effect/cluster"
import { SqlClient } from "effect/sql"
import { journeyConfig, makeJourney } from "../../support/Journey.ts"
import { layerTestService, makeTestHome, type TestHome } from "../../support/TestService.ts"

/** How often the CLI was given the text, by its own records. */
const timesGiven = ({ home }: TestHome, text: string): number => {
  const folder = join(home, "backend", "rehearsal", "conversations")
  return readdirSync(folder)
    .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))
    .filter((line) => line.startsWith(`{"type":"user"`) && line.includes(text)).length
}

/** Every message was last read eleven minutes ago, and the mailbox is looked into. */
const elevenMinutesPass = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* sql`UPDATE cluster_messages SET last_read = datetime(last_read, '-11 minutes')`
  yield* (yield* Sharding.Sharding).pollStorage
})
/** The messages that the mailbox has not handed out within the last minutes. */
const leftOld = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql<{ readonly processed: number }>`
    SELECT processed FROM cluster_messages WHERE last_read < datetime('now', '-10 minutes')
  `
  return rows.map(({ processed }) => processed)
})

describe("a turn that runs for more than ten minutes", () => {
  it.live("is not begun a second time while it runs, nor run again when it has ended", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      const ann = yield* makeJourney()
      yield* Effect.gen(function* () {
        yield* ann.says("1", '!say the long one\n!ask Bash "make"')
        yield* ann.sees("make")
        yield* elevenMinutesPass
        // Read after it in the same order: when this one is in the line, the old one was handed out again.
        yield* ann.says("2", "!say after it")
        yield* ann.sees("next in line")
        assert.deepStrictEqual(yield* leftOld, [], "the running turn's message was handed out again")
        assert.strictEqual(timesGiven(home, "the long one"), 1)

        yield* ann.presses("allow-once")
        assert.strictEqual(yield* ann.settled("1"), "done")
        assert.strictEqual(yield* ann.settled("2"), "done")

        yield* elevenMinutesPass
        yield* ann.says("3", "!say last of all")
        assert.strictEqual(yield* ann.settled("3"), "done")
        assert.deepStrictEqual(new Set(yield* leftOld), new Set([1]), "what is answered is not handed out any more")
        assert.strictEqual(timesGiven(home, "the long one"), 1)
        assert.strictEqual(ann.screen().split("Bash was allowed.").length - 1, 1)
      }).pipe(Effect.provide(layerTestService({ home, platforms: [ann.platform], config: journeyConfig })))
    }).pipe(Effect.scoped)
  )
})
