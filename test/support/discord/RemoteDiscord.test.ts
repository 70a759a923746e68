/** The server in a process of its own: it outlives who talks to it, and is driven by lines. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { startRemoteDiscord } from "./RemoteDiscord.ts"

describe("the loopback Discord in a process of its own", () => {
  it.live("people act, requests come, an answer is lost after it was stored, and the transcript tells it all", () =>
    Effect.gen(function* () {
      const discord = yield* startRemoteDiscord()
      const { id } = Object(yield* discord.ask({ do: "channel", channel: "general" }))
      yield* discord.ask({ do: "say", person: "ann", channel: "general", text: `${discord.mention} hello` })
      yield* discord.ask({ do: "say", person: "ann", channel: "@ann", text: "psst" })
      const route = "POST /channels/:channel/messages"
      yield* discord.ask({ do: "fault", kind: "destroy", which: route, stored: true })
      const lost = yield* Effect.tryPromise(() =>
        fetch(`${discord.apiUrl}/v10/channels/${id}/messages`, {
          method: "POST",
          headers: { authorization: `Bot ${discord.token}`, "content-type": "application/json" },
          body: JSON.stringify({ content: "hello ann" })
        })
      ).pipe(Effect.flip)
      assert.instanceOf(lost, Error)
      yield* discord.ask({ do: "until", channel: "general", text: "hello ann" })
      yield* discord.ask({ do: "react", person: "ann", channel: "general", message: "hello ann", emoji: "🛑" })
      assert.strictEqual(
        yield* discord.ask({ do: "transcript" }),
        [
          "== #general",
          "ann: @Orchestrator hello",
          "Orchestrator [APP]: hello ann",
          "  [🛑 1]",
          "== direct with ann",
          "ann: psst"
        ].join("\n")
      )
      assert.deepInclude(yield* discord.ask({ do: "counts" }), { rateLimited: 0, requests: { [route]: 1 } })
      const wrong = yield* Effect.exit(discord.ask({ do: "press", person: "ann", channel: "general", button: "Stop" }))
      assert.include(String(wrong), 'nothing "Stop" is shown')
    })
  )
})
