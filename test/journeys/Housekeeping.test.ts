import { readdirSync, utimesSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import * as SqlClient from "effect/sql/SqlClient"
import { pruneMailbox } from "../../src/adapters/store/sql/MailboxPruning.ts"
import { tidy } from "../../src/bot/Housekeeping.ts"
import { KeptFiles } from "../../src/core/files/KeptFiles.ts"
import { Uploads } from "../../src/core/files/Uploads.ts"
import { UserId } from "../../src/core/model/Ids.ts"
import { Journal } from "../../src/core/ports/Journal.ts"
import { journeyConfig, makeJourney } from "../support/Journey.ts"
import { layerTestService, makeTestHome } from "../support/TestService.ts"

const day = 86_400_000

const rows = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [found] = yield* sql<{ readonly messages: number; readonly replies: number }>`
    SELECT (SELECT COUNT(*) FROM cluster_messages) AS messages, (SELECT COUNT(*) FROM cluster_replies) AS replies`
  return found
})

describe("housekeeping", () => {
  it.live("removes what is answered and old, and nothing that still waits", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      const ann = yield* makeJourney()
      yield* Effect.gen(function* () {
        const journal = yield* Journal
        yield* ann.says("1", "!say one")
        yield* ann.settled("1")
        yield* ann.says("2", '!ask Bash "make"')
        yield* ann.sees("make")
        yield* ann.says("3", "!say three")
        assert.strictEqual(yield* pruneMailbox(Date.now() - day), 0)
        assert.strictEqual(yield* pruneMailbox(Date.now() + day), 1)
        assert.deepEqual({ ...(yield* rows) }, { messages: 2, replies: 0 })
        assert.isAbove(yield* journal.prune(Date.now() + day), 0)
        yield* ann.presses("allow-once")
        assert.strictEqual(yield* ann.settled("3"), "done")
      }).pipe(Effect.provide(layerTestService({ home, platforms: [ann.platform], config: journeyConfig })))
    }).pipe(Effect.scoped)
  )

  it.live("tidies away files that nobody said, and those of turns that are gone", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      const bytes = new TextEncoder().encode("old")
      yield* Effect.gen(function* () {
        const kept = yield* KeptFiles
        const uploads = yield* Uploads
        const person = UserId.make("ann")
        const old = yield* kept.keep(bytes)
        yield* uploads.store({ person, name: "a", mediaType: "", announced: undefined, content: Stream.make(bytes) })
        const unsaid = join(home.home, "files", "uploaded", "unsaid")
        const [upload = assert.fail("it is not there")] = readdirSync(unsaid)
        yield* tidy
        assert.isDefined(yield* kept.find(old))
        const longAgo = (Date.now() - 40 * day) / 1000
        utimesSync(join(unsaid, upload), longAgo, longAgo)
        utimesSync((yield* kept.find(old)) ?? "", longAgo, longAgo)
        yield* tidy
        assert.isUndefined(yield* kept.find(old))
        assert.isEmpty(readdirSync(unsaid))
      }).pipe(Effect.provide(layerTestService({ home, platforms: [] })))
    }).pipe(Effect.scoped)
  )

  it.live("a session nobody talks to leaves memory with its process, and comes back with its memory", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      const ann = yield* makeJourney()
      const config = `${journeyConfig}sessions:\n  warmFor: "200 millis"\n`
      yield* Effect.gen(function* () {
        yield* ann.says("1", "hello")
        yield* ann.settled("1")
        yield* ann.commands("status").pipe(Effect.repeat({ until: (said) => !said.includes("warm") }))
        yield* ann.says("2", "and now")
        yield* ann.settled("2")
        assert.include(ann.screen(), "message 2 of this conversation")
      }).pipe(Effect.provide(layerTestService({ home, platforms: [ann.platform], config })))
    }).pipe(Effect.scoped)
  )
})
