/** Who did what, of people on Slack: by who they are, since two of them may go by one name. */
import { assert, describe, it } from "@effect/vitest"
import { Context, Effect } from "effect"
import { AuditLog } from "../../../src/core/ports/AuditLog.ts"
import { makeSlackWalk } from "../../support/slack/SlackWalk.ts"
import { watching } from "./Watching.ts"

describe("the audit log of slack", () => {
  it.live("a turn is asked for by one, denied by another, and stopped where slack shows that it works", () =>
    Effect.gen(function* () {
      const walk = yield* makeSlackWalk({ people: { bob: ["talk", "approve"] } })
      const { ann, general, people } = walk
      const { bob = assert.fail("bob is not there") } = people
      const look = watching(walk)
      const log = Context.get(yield* walk.start, AuditLog)
      const first = ann.says(general, '!ask Bash "make"')
      yield* look.sees(first, "scout asks")
      bob.presses(general, "Deny")
      yield* look.settled(first)
      const second = bob.says(general, "!say counting:\n!wait 60s", { thread: first })
      yield* look.sees(second, "counting:")
      ann.stops(general, first)
      yield* look.settled(second)
      const lines = yield* log.read({ limit: 50 })
      assert.deepStrictEqual(
        lines.map(({ action, platform, user }) => [action, platform, String(user)]),
        [
          ["stopped", "slack", ann.id],
          ["asked", "slack", bob.id],
          ["denied", "slack", bob.id],
          ["asked", "slack", ann.id]
        ]
      )
    }).pipe(Effect.scoped)
  )
})
