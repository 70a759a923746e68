/** Who did what, of people on Discord: by who they are, since two of them may go by one name. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import { AuditLog } from "../../../src/core/ports/AuditLog.ts"
import { makeDiscordWalk } from "../../support/discord/DiscordWalk.ts"
import { told } from "./Using.ts"
import { watching } from "./Watching.ts"

describe("the audit log of discord", () => {
  it.live("a turn is asked for by one, allowed by another, stopped by a command and tried again by who pressed", () =>
    Effect.gen(function* () {
      const walk = yield* makeDiscordWalk({ people: { bob: ["talk", "approve"] } })
      const { ann, discord, general, people } = walk
      const { bob = assert.fail("bob is not there") } = people
      const look = watching(walk)
      const log = Context.get(yield* walk.start, AuditLog)
      const first = ann.says(general, '!ask Bash "make"')
      const thread = yield* look.threadOf(first)
      yield* look.sees(thread, "scout asks")
      bob.presses(thread, "Allow once")
      yield* look.settled(first)
      const second = bob.says(thread, "!say counting:\n!wait 60s")
      yield* look.sees(thread, "counting:")
      assert.include(yield* told(ann.command(thread, "stop")), "stopping scout")
      yield* look.settled(second)
      const failing = ann.says(thread, "!fail overloaded")
      yield* look.settled(failing)
      bob.presses(thread, "Retry")
      yield* discord.until(
        "both failures",
        () => discord.transcript(thread).split("✗ failed").length === 3 || undefined
      )
      const lines = yield* log.read({ limit: 50 })
      assert.deepStrictEqual(
        lines.map(({ action, platform, user }) => [action, platform, String(user)]),
        [
          ["retried", "discord", bob.id],
          ["asked", "discord", ann.id],
          ["stopped", "discord", ann.id],
          ["asked", "discord", bob.id],
          ["approved", "discord", bob.id],
          ["asked", "discord", ann.id]
        ]
      )
    }).pipe(Effect.scoped)
  )
})
