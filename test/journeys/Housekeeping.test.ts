import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import * as SqlClient from "effect/sql/SqlClient"
import { pruneMailbox } from "../../src/adapters/store/sql/MailboxPruning.ts"
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
