/** One service, the same agents, two platforms at once: Discord and Slack beside each other. */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { expect } from "vitest"
import { appManifest } from "../../../src/adapters/chat/slack/setup/AppManifest.ts"
import { makeFakeDiscord } from "../../support/discord/FakeDiscord.ts"
import { makeFakeSlack } from "../../support/slack/FakeSlack.ts"
import { layerTestService, makeTestHome } from "../../support/TestService.ts"
import { watching as watchingDiscord } from "../discord/Watching.ts"
import { watching as watchingSlack } from "./Watching.ts"

const makeBoth = Effect.gen(function* () {
  const discord = yield* makeFakeDiscord()
  const slack = yield* makeFakeSlack({ manifest: appManifest() })
  const home = yield* makeTestHome({ scout: { backend: "rehearsal" }, smith: { backend: "rehearsal" } })
  const rooms = { discord: discord.channel("general"), slack: slack.channel("general") }
  const people = { dan: discord.person("dan"), sue: slack.person("sue") }
  const config = [
    "default: scout",
    "platforms: {discord: {}, slack: {}}",
    `access:\n  owners: [{platform: discord, user: "${people.dan.id}"}, {platform: slack, user: "${people.sue.id}"}]`,
    `bindings:\n  - {platform: discord, conversation: "${rooms.discord.id}", agent: scout, trigger: all}\n  - {platform: slack, conversation: "${rooms.slack.id}", agent: scout, trigger: all}`
  ].join("\n")
  writeFileSync(join(home.home, "orchestrator.yaml"), config)
  const environment = {
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl
  }
  yield* Layer.build(layerTestService({ home, platforms: [], config, environment }))
  yield* discord.until("discord", () => discord.gateway.connected() > 0)
  yield* slack.until("slack", () => slack.sockets.connected() === 2)
  return { discord, slack, rooms, ...people }
})

describe("discord and slack together", () => {
  it.live(
    "the same agent answers on both at once, remembers each conversation for itself, and outlives either's failure",
    () =>
      Effect.gen(function* () {
        const { dan, discord, rooms, slack, sue } = yield* makeBoth
        const onDiscord = watchingDiscord({ discord })
        const onSlack = watchingSlack({ slack })
        const there = dan.says(rooms.discord, "!stream 40 words every 20ms")
        const here = sue.says(rooms.slack, "!stream 40 words every 20ms")
        const thread = yield* onDiscord.threadOf(there)
        // Both are under way before either is over.
        yield* onDiscord.sees(thread, "the quick")
        yield* onSlack.sees(here, "the quick")
        assert.strictEqual(yield* onDiscord.settled(there), "✅")
        yield* onSlack.settled(here)

        // What waits on one platform waits there, and is answered there alone.
        const asked = sue.says(rooms.slack, '!ask Bash "make"', { thread: here })
        yield* onSlack.sees(asked, "scout asks")
        const meanwhile = dan.says(thread, "who am I?")
        assert.strictEqual(yield* onDiscord.settled(meanwhile), "✅")

        // One platform answers nothing any more; the other does not notice.
        slack.faults.fail(() => true, { status: 503, times: 1_000 })
        sue.presses(rooms.slack, "Allow once")
        const back = dan.says(thread, "!say still here")
        assert.strictEqual(yield* onDiscord.settled(back), "✅")
        yield* slack.until("a request in vain", () =>
          slack.requests.some(({ method, status }) => method.endsWith("Stream") && status === 503)
        )
        slack.faults.clear()
        yield* onSlack.settled(asked)
        yield* discord.stop
        const last = sue.says(rooms.slack, "who am I?", { thread: here })
        yield* onSlack.settled(last)

        expect(`${onDiscord.screen(rooms.discord)}\n\n${onSlack.screen(rooms.slack)}`).toMatchInlineSnapshot(`
          "dan: !stream 40 words every 20ms
            [✅ 1]
            > !stream 40 words every 20ms
                scout [APP]: the quick answer grows word by word so that 10 can watch it arrive in the thread the quick 20 grows word by word so that everyone can watch 30 arrive in the thread the quick answer grows word 40.

                  -# scout · rehearsal · Ns · N% ctx · $N
                dan: who am I?
                  [✅ 1]
                scout [APP]: You said: "who am I?". It is message 2 of this conversation; before it you said: "!stream 40 words every 20ms".

                  -# scout · rehearsal · Ns · N% ctx · $N
                dan: !say still here
                  [✅ 1]
                scout [APP]: still here

                  -# scout · rehearsal · Ns · N% ctx · $N

          sue: !stream 40 words every 20ms
            | scout [APP]:
            |   [✓ done · Ns]
            |   the quick answer grows word by word so that 10 can watch it arrive in the thread the quick 20 grows word by word so that everyone can watch 30 arrive in the thread the quick answer grows word 40.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | sue: !ask Bash "make"
            | scout [APP]: Bash was allowed.
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | scout [APP]: scout asks: run a command
            |
            |   \`\`\`sh
            |   make
            |   \`\`\`
            |   · ✓ allowed by sue
            | sue: who am I?
            | scout [APP]:
            |   [✓ done · Ns]
            |   You said: "who am I?". It is message 3 of this conversation; before it you said: "!ask Bash "make"".
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!stream 40 words every 20ms": active)"
        `)
        assert.deepStrictEqual([...onDiscord.limits(), ...onSlack.limits()], [])
      }).pipe(Effect.scoped)
  )
})
