/**
 * The service as people start it, killed with SIGKILL at random instants while they talk to its agents on Slack: nothing
 * that was said is lost, answered twice, or left hanging. The seed is in the name of the test.
 */
import { describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { seeded } from "../CrashLoad.ts"
import { kills, killUnderLoad, seed } from "../KillUnderLoad.ts"
import { makeSlackTown } from "../SlackTown.ts"

/** Slack counts what lives of hours send in a minute, and these last for two seconds. */
const unlimited = [
  "agents.sessions.setStatus",
  "apps.connections.open",
  "assistant.threads.setStatus",
  "chat.appendStream",
  "chat.postMessage/channel",
  "chat.startStream",
  "chat.stopStream",
  "chat.update",
  "conversations.history",
  "conversations.replies",
  "users.conversations",
  "users.info",
  "usergroups.list"
]
/** Loaded once it runs. */
const adapter = new URL("../../../src/adapters/chat/slack/Slack.ts", import.meta.url).href
/** What people see. */
const isWrite = (method: string) => /^(?:chat|agents|files|reactions|upload)/.test(method)

describe("kill -9 on slack", () => {
  it.live(
    `${kills} times at random instants under load: nothing lost, nothing twice, nothing stuck (seed ${seed})`,
    () =>
      Effect.gen(function* () {
        const random = seeded(seed)
        const town = yield* makeSlackTown({
          random,
          kinds: ["short", "stream", "growing", "tools", "ask", "markdown", "long", "file"],
          transport: "socket"
        })
        const { isHeard, slack } = town
        for (const method of unlimited) slack.tiers.set(method, 10_000)
        yield* killUnderLoad(town, {
          random,
          modules: ["@slack/bolt", "@slack/web-api", adapter],
          isHeard,
          requests: () => slack.requests.filter(({ method }) => isWrite(method)).length
        })
      }).pipe(Effect.scoped),
    { timeout: 300_000 }
  )
})
