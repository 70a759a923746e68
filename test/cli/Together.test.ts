/** Agents on two vendors' CLIs in one thread, over the service's own tools. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { makeOnDiscord } from "./OnDiscord.ts"
import { persona } from "./RealCli.ts"

const agents = {
  scout: { keys: "backend: claude\n", persona },
  reviewer: { keys: "backend: codex\npermissions: plan\n", persona: "You are reviewer." }
}

describe("the real claude and the real codex together", () => {
  it.live("scout on claude asks reviewer on codex for a review in the same thread: both faces are seen", () =>
    Effect.gen(function* () {
      const { ann, discord, general, models, sees, settled, threadOf } = yield* makeOnDiscord({ agents })
      const ask = { agent: "reviewer", text: "Please review the retry loop." }
      models.enqueue([
        {
          api: "messages",
          match: "Have it reviewed",
          text: "I ask reviewer.",
          tools: [{ name: "mcp__orchestrator__ask_agent", input: ask }]
        },
        { api: "responses", match: "Please review", text: "The loop never gives up: cap it." },
        { api: "messages", match: "Have it reviewed", text: "Reviewer says that it needs a cap." }
      ])
      const message = ann.says(general, "Have it reviewed.")
      const thread = yield* threadOf(message)
      yield* sees(thread, "Reviewer says that it needs a cap.")
      assert.strictEqual(yield* settled(message), "✅")
      const screen = discord.transcript(general)
      assert.match(screen, /scout \[APP\]: .*Please review the retry loop/s)
      assert.match(screen, /reviewer \[APP\]: [^\n]*The loop never gives up: cap it\./)
      const asked = models.requests.filter(({ main }) => main).map(({ api }) => api)
      assert.deepStrictEqual(asked, ["messages", "responses", "messages"])
      const answer = JSON.stringify(models.requests.at(-1)?.body)
      assert.include(answer, "The loop never gives up: cap it.", "the answer came back to claude as the tool's result")
    }).pipe(Effect.scoped)
  )
})
