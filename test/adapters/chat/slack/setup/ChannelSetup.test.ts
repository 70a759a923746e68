/** Waiting for an invitation, second by second, on a scripted api. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"
import { slack } from "../../../../../src/adapters/chat/slack/Place.ts"
import { setUpChannel } from "../../../../../src/adapters/chat/slack/setup/ChannelSetup.ts"
import type { Api } from "../../../../../src/adapters/chat/slack/web/Api.ts"
import { PlatformError, Unreachable } from "../../../../../src/core/ports/ChatPlatform.ts"
import { makeScriptedGuide } from "../../../../bot/setup/ScriptedGuide.ts"

describe("a channel that the bot may not join", () => {
  it.effect("is looked at every 3 seconds until somebody has invited the bot, whatever happens meanwhile", () =>
    Effect.gen(function* () {
      const looked: Array<number> = []
      const answers: Readonly<Record<string, () => unknown>> = {
        "users.conversations": () => ({ channels: [] }),
        "conversations.list": () => ({ channels: [{ id: "C1", name: "general" }] }),
        "conversations.info": () => ({ channel: { is_member: looked.length === 5 } })
      }
      const api: Api = {
        ask: (answer, { method }) =>
          Effect.gen(function* () {
            if (method === "conversations.info") {
              looked.push(yield* Clock.currentTimeMillis)
              const reason = new Unreachable({ detail: "a hiccup" })
              if (looked.length === 3) return yield* new PlatformError({ platform: slack, reason })
            }
            return yield* Effect.orDie(Schema.decodeUnknownEffect(answer)(answers[method]?.()))
          }),
        tell: () => Effect.die("nothing is to be joined"),
        upload: () => Effect.die("nothing is to be uploaded")
      }
      const identity = {
        team: "T1",
        teamName: "Workshop",
        user: "U1",
        bot: "B1",
        name: "orchestrator",
        scopes: ["channels:read"]
      }
      const person = makeScriptedGuide([["in which channel", "#general"]])
      const going = yield* Effect.forkChild(setUpChannel(person.guide, { api, identity, app: undefined }))
      yield* TestClock.adjust("1 minute")
      const chosen = yield* Fiber.join(going)
      assert.strictEqual(chosen?.name, "general")
      assert.deepStrictEqual(looked, [0, 3000, 6000, 9000, 12000])
      assert.deepStrictEqual(person.screen().split("\n").slice(-3), [
        "▸ write in #general: /invite @orchestrator",
        "… waiting until orchestrator is in #general",
        "✓ orchestrator is in #general"
      ])
    })
  )
})
