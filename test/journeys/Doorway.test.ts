import { assert, describe, it } from "@effect/vitest"
import { Effect, Stream } from "effect"
import { Pairing } from "../../src/core/agents/Pairing.ts"
import { UserId } from "../../src/core/model/Ids.ts"
import { AuditLog } from "../../src/core/ports/AuditLog.ts"
import { walk } from "../support/Walk.ts"

const eve = { id: UserId.make("eve"), name: "eve", roles: [] }

describe("the doorway", () => {
  it.live("a stop sign on a message stops what runs for it, and takes back what waits", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.says("1", "!say working on it\n!wait 60s")
        yield* ann.sees("working on it")
        yield* ann.says("2", "and then this")
        yield* ann.sees("next in line")
        yield* ann.reacts("2", "🛑")
        assert.strictEqual(yield* ann.settled("2"), "withdrawn")
        yield* ann.reacts("1", "👍")
        yield* ann.reacts("1", "❌")
        assert.strictEqual(yield* ann.settled("1"), "stopped")
        assert.include(ann.screen(), "stopped by ann")
      })
    )
  )

  it.live("files are fetched for people who may talk alone, and what was not taken is said", () =>
    walk((ann) =>
      Effect.gen(function* () {
        let fetched = 0
        const files = Effect.sync(() => {
          fetched++
          return { attachments: [], refused: ["film.mov: 40 MB, at most 10 MB"] }
        })
        yield* ann.says("1", "look at this", { by: eve, files })
        yield* ann.sees("you may not talk to agents here")
        assert.strictEqual(fetched, 0)
        yield* ann.says("2", "look at this", { files })
        yield* ann.settled("2")
        assert.strictEqual(fetched, 1)
        assert.include(ann.screen(), "not taken: film.mov: 40 MB, at most 10 MB")
      })
    )
  )

  it.live("the code from the host makes its writer an owner; a wrong one says so", () =>
    walk((ann) =>
      Effect.gen(function* () {
        const code = yield* Effect.flatMap(Pairing, (pairing) => pairing.offer)
        yield* ann.says("1", "hello", { by: eve })
        yield* ann.sees("you may not talk")
        yield* ann.says("2", code.startsWith("AAAA") ? "BBBB-BBBB" : "AAAA-AAAA", { by: eve })
        yield* ann.sees("that code is wrong or over")
        yield* ann.says("3", code, { by: eve })
        yield* ann.sees("eve is the owner now")
        const noted = yield* Effect.flatMap(AuditLog, (log) => log.read({ limit: 9, action: "connected" }))
        assert.deepStrictEqual(
          noted.map(({ by, detail, platform }) => [by, platform, detail]),
          [["eve", "fake", "as an owner"]]
        )
        yield* ann.says("4", "hello", { by: eve })
        assert.strictEqual(yield* ann.settled("4"), "done")
      })
    )
  )

  it.live("typing in a session warms its process; where no session is nothing is begun", () =>
    walk((ann) =>
      Effect.gen(function* () {
        yield* ann.types
        assert.notInclude(yield* ann.commands("status"), "warm")
        yield* ann.says("1", "hello")
        yield* ann.settled("1")
        yield* ann.commands("session close")
        yield* ann.types
        yield* Stream.fromEffectRepeat(ann.commands("status")).pipe(
          Stream.takeUntil((said) => said.includes("warm")),
          Stream.runDrain
        )
      })
    )
  )
})
