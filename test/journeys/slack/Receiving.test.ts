import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { expect } from "vitest"
import { makeLeapingClock } from "../../support/LeapingClock.ts"
import { addMessage } from "../../support/slack/Messages.ts"
import type { Person } from "../../support/slack/Person.ts"
import type { Workspace } from "../../support/slack/Scenery.ts"
import { type SlackWalk, walkSlack } from "../../support/slack/SlackWalk.ts"
import type { Message } from "../../support/slack/World.ts"
import { watching } from "./Watching.ts"

const ask = (address: string, headers: Record<string, string> = {}) =>
  Effect.promise(() => fetch(address, { redirect: "manual", headers: { connection: "close", ...headers } }))

/** "Add to Slack" on the app's own page, Slack's page after it, and back: what the browser shows in the end. */
const installs = ({ listen, slack }: SlackWalk, person: Person) =>
  Effect.gen(function* () {
    const page = yield* ask(`http://${listen}/slack/install`)
    const [, link = ""] = /href="([^"]+oauth[^"]+)"/.exec(yield* Effect.promise(() => page.text())) ?? []
    const address = new URL(link.replaceAll("&amp;", "&"))
    address.searchParams.set("redirect_uri", `http://${listen}/slack/oauth_redirect`)
    const back = slack.authorize(person, address.href) ?? assert.fail("slack shows an error")
    const [cookie = ""] = (page.headers.get("set-cookie") ?? "").split(";")
    return (yield* ask(back, { cookie })).status
  })

/** An event as Slack posts it. */
const eventBody = ({ slack }: SlackWalk, message: Message): string =>
  JSON.stringify({
    token: "verification",
    team_id: slack.team.id,
    api_app_id: slack.app.id,
    type: "event_callback",
    event_id: `Ev${message.ts}`,
    event_time: Math.floor(Number(message.ts)),
    event: {
      type: "message",
      channel: message.channel,
      channel_type: "channel",
      user: message.user,
      team: slack.team.id,
      text: message.text,
      ts: message.ts,
      event_ts: message.ts
    }
  })

describe("how messages arrive", () => {
  for (const transport of ["socket", "http"] as const) {
    it.live(`over ${transport}: told twice or again and again, each message is answered once`, () =>
      walkSlack(
        (walk) =>
          Effect.gen(function* () {
            const { ann, general, slack } = walk
            const { limits, screen, sees, settled } = watching(walk)
            // Slack tells of the message and of the mention, each of them twice.
            slack.events.duplicateNext("message.channels")
            slack.events.duplicateNext("app_mention")
            const first = ann.says(general, `${slack.mention} !say this is it`)
            yield* settled(first)
            // No acknowledgement reaches Slack in time: it tells it again at once, after a minute, and after five.
            slack.settings.ackMillis = 1
            slack.sockets.ignoreAcks(true)
            slack.settings.retryMillis = [0, 60, 300]
            const second = ann.says(general, '!ask Bash "make"', { thread: first })
            yield* sees(second, "scout asks")
            yield* slack.until("the last time it is told", () => slack.events.settled())
            const told = slack.events.sent.filter(({ event }) => event.ts === second.ts)
            // What is known already may be acknowledged within a millisecond.
            assert.isAtLeast(Math.max(...told.map(({ attempts }) => attempts)), transport === "socket" ? 4 : 2)
            slack.settings.ackMillis = 3_000
            slack.sockets.ignoreAcks(false)
            ann.presses(general, "Allow once")
            yield* settled(second)
            yield* settled(ann.dm("!say alone with you"))
            const status = yield* ann.command(general, "/orc", "help queue").answer
            assert.isTrue(status.ephemeral)
            expect(screen()).toMatchInlineSnapshot(`
              "== #general
              ann: @Orchestrator !say this is it
                | scout [APP]:
                |   [✓ done · Ns]
                |   this is it
                |   · scout · rehearsal · Ns · N% ctx · $N
                |   [Helpful] [Not helpful]
                | ann: !ask Bash "make"
                | scout [APP]:
                |   [✓ done · 1 command · Ns]
                |     ✓ run make
                |   Bash was allowed.
                |   · scout · rehearsal · Ns · N% ctx · $N
                |   [Helpful] [Not helpful]
                | scout [APP]: scout asks: run a command
                |
                |   \`\`\`sh
                |   make
                |   \`\`\`
                |   · ✓ allowed by ann
                | (session "!say this is it": active)
              Orchestrator [APP] (only ann sees this): • \`queue [agent]\` shows what waits here
                  • agent: the agent that is meant; without it the one that answers here
              == direct with ann
              ann: !say alone with you
                | scout [APP]:
                |   [✓ done · Ns]
                |   alone with you
                |   · scout · rehearsal · Ns · N% ctx · $N
                |   [Helpful] [Not helpful]
                | (session "!say alone with you": active)"
            `)
            assert.deepStrictEqual(limits(), [])
          }),
        { transport }
      )
    )
  }

  it.live("sockets that Slack takes back one after the other, or all at once, cost no message", () =>
    walkSlack((walk) =>
      Effect.gen(function* () {
        const { ann, general, slack } = walk
        const { limits, screen, settled } = watching(walk)
        const hellos = (many: number) =>
          slack.until(
            `${many} sockets so far`,
            () => slack.sockets.history.filter((line) => line === "hello").length === many
          )
        const first = ann.says(general, "!stream 40 words every 20ms")
        slack.sockets.disconnect("refresh_requested", 1)
        const second = ann.says(general, "!say by the other socket")
        yield* hellos(3)
        const third = ann.says(general, "!say by the new one")
        slack.sockets.disconnect("refresh_requested", 1)
        const fourth = ann.says(general, "!say while the other is changed")
        yield* hellos(4)
        for (const message of [first, second, third, fourth]) yield* settled(message)
        // One that a socket was told and did not acknowledge before it went is told again by the other.
        yield* slack.until("that all is taken", slack.events.settled)
        assert.deepStrictEqual(
          slack.events.sent
            .filter(({ acked, attempts }) => !acked || attempts > 2)
            .map(({ failures, kind }) => [kind, ...failures]),
          []
        )
        // Nobody listens now: Slack gives up telling it.
        slack.settings.retryMillis = []
        slack.sockets.cut()
        const fifth = ann.says(general, "!say into the gap", { thread: first })
        yield* slack.until("both sockets", () => slack.sockets.connected() === 2)
        yield* settled(fifth)
        expect(screen(general).replace(/the quick.*/, "the quick …")).toMatchInlineSnapshot(`
          "ann: !stream 40 words every 20ms
            | scout [APP]:
            |   [✓ done · Ns]
            |   the quick …
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | ann: !say into the gap
            | scout [APP]:
            |   [✓ done · Ns]
            |   into the gap
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!stream 40 words every 20ms": active)
          ann: !say by the other socket
            | scout [APP]:
            |   [✓ done · Ns]
            |   by the other socket
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say by the other socket": active)
          ann: !say by the new one
            | scout [APP]:
            |   [✓ done · Ns]
            |   by the new one
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say by the new one": active)
          ann: !say while the other is changed
            | scout [APP]:
            |   [✓ done · Ns]
            |   while the other is changed
            |   · scout · rehearsal · Ns · N% ctx · $N
            |   [Helpful] [Not helpful]
            | (session "!say while the other is changed": active)"
        `)
        assert.deepStrictEqual(limits(), [])
      })
    )
  )

  it.live("what is not signed by Slack, or was signed long ago, is refused, and nothing happens", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { limits, screen, settled } = watching(walk)
          slack.events.loseNext("message.channels", 3)
          const said = ["!say forged", "!say replayed", "!say signed by slack"].map((text) => ann.says(general, text))
          const [forged, replayed, signed] = said
          if (!forged || !replayed || !signed) return assert.fail("not all were said")
          const before = slack.requests.length
          const post = (message: Message, signing: Parameters<typeof slack.http.post>[2]) =>
            Effect.promise(() => slack.http.post(eventBody(walk, message), "application/json", signing))
          assert.strictEqual((yield* post(forged, { secret: "another" })).status, 401)
          assert.strictEqual((yield* post(replayed, { ageSeconds: 600 })).status, 401)
          assert.strictEqual(slack.requests.length, before)
          assert.strictEqual((yield* post(signed, {})).status, 200)
          yield* settled(signed)
          assert.strictEqual((yield* post(signed, {})).status, 200)
          yield* settled(ann.says(general, "!say as usual", { thread: signed }))
          expect(screen(general)).toMatchInlineSnapshot(`
            "ann: !say forged
            ann: !say replayed
            ann: !say signed by slack
              | scout [APP]:
              |   [✓ done · Ns]
              |   signed by slack
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | ann: !say as usual
              | scout [APP]:
              |   [✓ done · Ns]
              |   as usual
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say signed by slack": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      {
        transport: "http",
        // Where the API is may stand in the configuration too.
        environment: { SLACK_API_URL: "" },
        slack: ({ apiUrl }) => `apiUrl: "${apiUrl.replace(/\/$/, "")}"`
      }
    )
  )

  it.live("another workspace installs the app, is answered with its own token, and takes the app out again", () => {
    let acme: Workspace | undefined
    let joe: Person | undefined
    return walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { limits, screen, sees, settled } = watching(walk)
          if (acme === undefined || joe === undefined) return assert.fail("there is no other workspace")
          const { team } = acme
          const lobby = acme.channel("lobby")
          yield* settled(ann.says(general, "!say at home"))
          assert.strictEqual(yield* installs(walk, joe), 200)
          acme.invite(lobby)
          const again = joe.says(lobby, `${acme.mention} !say hello, Acme`)
          yield* settled(again)
          yield* settled(joe.says(lobby, "!say and goodbye", { thread: again }))
          const eve = acme.person("eve")
          yield* sees(eve.says(lobby, `${acme.mention} !say never said`), "you may not talk")
          const theirs = () => slack.requests.filter((one) => one.team === team.id).length
          assert.isAbove(theirs(), 5)
          acme.uninstall()
          yield* slack.until("that it is taken", slack.events.settled)
          const before = theirs()
          yield* settled(ann.says(general, "!say still at home"))
          assert.strictEqual(theirs(), before)
          assert.strictEqual(yield* installs(walk, joe), 200)
          yield* settled(joe.says(lobby, "!say back again", { thread: again }))
          expect(screen()).toMatchInlineSnapshot(`
            "== #general in Workshop
            ann: !say at home
              | scout [APP]:
              |   [✓ done · Ns]
              |   at home
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say at home": active)
            ann: !say still at home
              | scout [APP]:
              |   [✓ done · Ns]
              |   still at home
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say still at home": active)
            == #lobby in Acme
            Orchestrator: @Orchestrator has joined the channel
            joe: @Orchestrator !say hello, Acme
              | scout [APP]:
              |   [✓ done · Ns]
              |   hello, Acme
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | joe: !say and goodbye
              | scout [APP]:
              |   [✓ done · Ns]
              |   and goodbye
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | joe: !say back again
              | scout [APP]:
              |   [✓ done · Ns]
              |   back again
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say hello, Acme": active)
            eve: @Orchestrator !say never said
              | Orchestrator [APP]: you may not talk to agents here; ask the owner to allow it"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      {
        allow: (slack) => {
          acme = slack.workspace("Acme", { installed: false })
          joe = acme.person("joe")
          return `[{platform: slack, user: "${joe.id}", actions: [talk]}]`
        },
        environment: ({ app }) => ({
          SLACK_CLIENT_ID: app.clientId,
          SLACK_CLIENT_SECRET: app.clientSecret,
          SLACK_STATE_SECRET: "states"
        })
      }
    )
  })

  it.live("it is acknowledged when it is kept, or in time all the same, and then not lost with the service", () => {
    const { clock, leap } = makeLeapingClock()
    return walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack, start, stop } = walk
          const { bob, eve } = walk.people
          if (bob === undefined || eve === undefined) return assert.fail("nobody came")
          const { limits, ours, screen, settled } = watching(walk)
          const acked = (message: Message) => slack.events.sent.find(({ event }) => event.ts === message.ts)?.acked
          const asked = (person: Person) =>
            slack.until(`who ${person.user.name} is`, () =>
              slack.requests.some(({ args, method }) => method === "users.info" && args.user === person.id)
            )
          // It is not kept before it is known who says it.
          slack.faults.slow("users.info", { millis: 100 })
          const first = ann.says(general, "!say kept, then acknowledged")
          yield* asked(ann)
          assert.isFalse(acked(first))
          yield* settled(first)
          assert.isTrue(acked(first))

          slack.faults.slow("users.info", { millis: 500 })
          const second = bob.says(general, "!say acknowledged, then kept", { thread: first })
          yield* asked(bob)
          leap(2_400)
          yield* slack.until("an acknowledgement", () => acked(second))
          assert.strictEqual(ours(first).length, 1)
          yield* settled(second)

          slack.faults.silence("users.info")
          const third = eve.says(general, "!say acknowledged, and then the service went", { thread: first })
          yield* asked(eve)
          leap(2_400)
          yield* slack.until("an acknowledgement", () => acked(third))
          yield* stop
          assert.strictEqual(ours(first).length, 2)
          yield* start
          yield* settled(third)
          assert.isTrue(slack.events.sent.every(({ attempts }) => attempts === 1))
          expect(screen(general)).toMatchInlineSnapshot(`
            "ann: !say kept, then acknowledged
              | scout [APP]:
              |   [✓ done · Ns]
              |   kept, then acknowledged
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | bob: !say acknowledged, then kept
              | scout [APP]:
              |   [✓ done · Ns]
              |   acknowledged, then kept
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | eve: !say acknowledged, and then the service went
              | scout [APP]:
              |   [✓ done · Ns]
              |   acknowledged, and then the service went
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say kept, then acknowledged": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { people: { bob: ["talk"], eve: ["talk"] } }
    ).pipe(Effect.provideService(Clock.Clock, clock))
  })

  it.live("neither its own messages nor those of other bots are answered: two bots do not talk for ever", () =>
    walkSlack(
      (walk) =>
        Effect.gen(function* () {
          const { ann, general, slack } = walk
          const { limits, screen, settled } = watching(walk)
          const robot = slack.person("robot")
          const bot = { id: "B0ROBOT", app: "A0ROBOT" }
          let said = 0
          // It answers whatever a bot says, and calls it by its name.
          slack.world.onTold(({ event }) => {
            const isNew = event.subtype === undefined || event.subtype === "bot_message"
            if (event.type !== "message" || !isNew || event.bot_id !== slack.install.botId) return
            if (event.channel !== general.id) return
            said += 1
            const thread = String(event.thread_ts)
            addMessage(slack.world, {
              channel: general.id,
              user: robot.id,
              bot,
              thread,
              text: `${slack.mention} !say you are welcome ${said}`
            })
          })
          const first = ann.says(general, "!say thank you, robot")
          yield* settled(first)
          yield* slack.until("what the robot says to be taken", slack.events.settled)
          addMessage(slack.world, { channel: general.id, user: robot.id, bot, text: "!say never said" })
          yield* settled(ann.says(general, "!say and who is this?", { thread: first }))
          yield* slack.until("what the robot says to be taken", slack.events.settled)
          yield* settled(ann.dm("!say only you are here"))
          assert.strictEqual(said, 2)
          expect(screen()).toMatchInlineSnapshot(`
            "== #general
            ann: !say thank you, robot
              | scout [APP]:
              |   [✓ done · Ns]
              |   thank you, robot
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | robot [APP]: @Orchestrator !say you are welcome 1
              | ann: !say and who is this?
              | scout [APP]:
              |   [✓ done · Ns]
              |   and who is this?
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | robot [APP]: @Orchestrator !say you are welcome 2
              | (session "!say thank you, robot": active)
            robot [APP]: !say never said
            == direct with ann
            ann: !say only you are here
              | scout [APP]:
              |   [✓ done · Ns]
              |   only you are here
              |   · scout · rehearsal · Ns · N% ctx · $N
              |   [Helpful] [Not helpful]
              | (session "!say only you are here": active)"
          `)
          assert.deepStrictEqual(limits(), [])
        }),
      { transport: "http" }
    )
  )
})
