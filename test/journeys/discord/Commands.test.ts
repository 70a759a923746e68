/** The commands as people use them on Discord: typed, filled in, answered to them alone. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import { slashNames } from "../../support/discord/CommandLine.ts"
import { makeDiscordWalk, walkDiscord } from "../../support/discord/DiscordWalk.ts"
import { putAway, ready, registrations, told } from "./Using.ts"
import { watching } from "./Watching.ts"

describe("commands on discord", () => {
  it.live("are registered once, not again at a restart, and again when they differ", () =>
    Effect.gen(function* () {
      const walk = yield* makeDiscordWalk()
      const { ann, discord, general } = walk
      yield* walk.start
      yield* ready(walk)
      const commands = () => discord.world.commands.get("") ?? []
      expect(
        [
          ...slashNames(commands().filter(({ type }) => type === 1)),
          ...commands().flatMap(({ name, type }) => (type === 3 ? `menu: ${name}` : []))
        ].join("\n")
      ).toMatchInlineSnapshot(`
        "ask
        stop
        queue
        status
        session new
        session list
        session show
        session resume
        session fork
        session close
        session takeover
        model
        verbosity
        worker run
        worker chain
        worker list
        worker show
        worker cancel
        worker retry
        agent list
        agent show
        agent create
        agent edit
        agent bind
        agent unbind
        agent delete
        cost
        help
        menu: Ask agent about this
        menu: Run as worker"
      `)
      assert.include(yield* told(ann.command(general, "status")), "scout · idle")

      const asked = () => discord.counts().requests["GET /applications/:application/commands"]
      yield* walk.stop
      yield* walk.start
      yield* discord.until("the commands to be compared", () => asked() === 2)
      assert.include(yield* told(ann.command(general, "status")), "scout · idle")
      assert.strictEqual(registrations(walk), 1)

      yield* walk.stop
      const older = commands().filter(({ name }) => name !== "queue")
      discord.world.commands.set(
        "",
        older.map((command) => (command.name === "stop" ? { ...command, description: "halt" } : command))
      )
      yield* walk.start
      yield* discord.until("the commands to be written again", () => registrations(walk) === 2)
      assert.include(yield* told(ann.command(general, "queue")), "nothing waits")
      assert.include(String(commands().find(({ name }) => name === "stop")?.description), "stops what runs here")
      assert.strictEqual(commands().length, older.length + 1)
    }).pipe(Effect.scoped)
  )

  it.live("offer agents, models, commands and conversations while they are typed", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const look = watching(walk)
          yield* ready(walk)
          const said = ann.says(general, "!say remember me")
          const thread = yield* look.threadOf(said)
          yield* look.settled(said)
          const offers = (line: string, option: string, values: Readonly<Record<string, string>>) =>
            Effect.map(ann.autocompletes(thread, line, option, values).choices, (choices) =>
              [
                `/${line} ${option}:${values[option] ?? ""}`,
                ...choices.map(({ name, value }) => `  ${name} = ${value}`)
              ].join("\n")
            )
          const offered = [
            yield* offers("ask", "agent", { text: "hello" }),
            yield* offers("agent show", "name", { name: "SM" }),
            yield* offers("agent show", "name", { name: "nobody" }),
            yield* offers("model", "name", {}),
            yield* offers("help", "command", { command: "session t" }),
            yield* offers("session resume", "id", {})
          ]
          const token = (yield* told(ann.command(thread, "session show"))).match(/conversation: (\S+)/)?.[1] ?? ""
          expect(offered.join("\n").replaceAll(token, "TOKEN")).toMatchInlineSnapshot(`
            "/ask agent:
              reviewer · Reviews a diff or a branch and reports what is wrong, worst first. Changes nothing. = reviewer
              scout · for tests = scout
              smith · for tests = smith
              worker · Does one task that was handed out, on its own, and reports what came of it. = worker
            /agent show name:SM
              smith · for tests = smith
            /agent show name:nobody
            /model name:
              large = large
              auto = auto
            /help command:session t
              session takeover = session takeover
            /session resume id:
              scout · TOKEN = TOKEN"
          `)
          // What is offered is taken as it is.
          assert.strictEqual(
            yield* told(ann.command(thread, "session resume", { id: token })),
            `scout continues ${token} here`
          )
          assert.strictEqual(discord.counts().rateLimited, 0)
        }),
      { agents: { scout: { backend: "rehearsal" }, smith: { backend: "rehearsal", keys: "model: large\n" } } }
    )
  )

  it.live(
    "ask opens a thread on the question in a channel, and is answered on the spot in a thread and in a direct message",
    () =>
      walkDiscord((walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const look = watching(walk)
          yield* ready(walk)
          const random = discord.channel("random")
          const first = ann.command(general, "ask", { text: "!say from the channel" })
          const shown = yield* first.answer
          assert.isFalse(shown.ephemeral, "everybody sees what was asked")
          const thread = yield* discord.until("a thread", () => discord.thread(shown.message))
          yield* look.sees(thread, "from the channel\n")
          ann.command(thread, "ask", { text: "!say from the thread", agent: "smith" })
          yield* look.sees(thread, "from the thread\n")
          const last = ann.says(thread, "who are you?")
          yield* look.settled(last)
          ann.command(random, "ask", { text: "*not* a [bound](https://example.com) channel @everyone", agent: "smith" })
          const other = yield* discord.until("another thread", () =>
            [...discord.world.channels.values()].find(({ parent }) => parent === random.id)
          )
          yield* look.sees(other, "smith · rehearsal")
          const followUp = ann.says(other, "!say the thread goes on with whom it was begun")
          assert.strictEqual(yield* look.settled(followUp), "✅")
          const direct = discord.direct(ann)
          ann.command(direct, "ask", { text: "!say in private" })
          yield* look.sees(direct, "in private\n")
          expect(look.screen()).toMatchInlineSnapshot(`
            "== #general
            Orchestrator [APP] (ann used /ask): **ann** asks: !say from the channel
              > !say from the channel
                  scout [APP]: from the channel

                    -# scout · rehearsal · Ns · N% ctx · $N
                  Orchestrator [APP] (ann used /ask): **ann** asks: !say from the thread
                  smith [APP]: from the thread

                    -# smith · rehearsal · Ns · N% ctx · $N
                  ann: who are you?
                    [✅ 1]
                  scout [APP]: You said: "who are you?". It is message 2 of this conversation; before it you said: "!say from the channel".

                    -# scout · rehearsal · Ns · N% ctx · $N
            == #random
            Orchestrator [APP] (ann used /ask): **ann** asks: *not* a [bound](https://example.com) channel @​everyone
              > not a bound channel everyone
                  smith [APP]: You said: "*not* a [bound](https://example.com) channel @​everyone". It is the first message of this conversation.

                    -# smith · rehearsal · Ns · N% ctx · $N
                  ann: !say the thread goes on with whom it was begun
                    [✅ 1]
                  smith [APP]: the thread goes on with whom it was begun

                    -# smith · rehearsal · Ns · N% ctx · $N
            == direct with ann
            Orchestrator [APP] (ann used /ask): **ann** asks: !say in private
            Orchestrator [APP]: in private

              -# scout · rehearsal · Ns · N% ctx · $N"
          `)
          assert.strictEqual(discord.counts().rateLimited, 0)
        })
      )
  )

  it.live("are acknowledged at once however long the rest takes; what cannot be offered in time is not", () =>
    Effect.gen(function* () {
      const walk = yield* makeDiscordWalk({ settings: { ackMillis: 2_500 } })
      const { ann, discord, general } = walk
      const look = watching(walk)
      yield* walk.start
      yield* ready(walk)
      const said = ann.says(general, '!fail overloaded "too much to do"')
      const thread = yield* look.threadOf(said)
      assert.strictEqual(yield* look.settled(said), "❌")
      yield* walk.stop
      // Nobody tells of such a thread at the start: where it is has to be asked for, and the answer may be long in coming.
      discord.archive(thread)
      yield* walk.start
      const place = `GET /channels/:channel`
      discord.faults.slow((request) => `${request.method} ${request.route}` === place, { millis: 2_800, times: 20 })
      const slow = {
        status: ann.command(thread, "status"),
        wrong: ann.command(thread, "model", { agent: "scuot" }),
        offered: ann.autocompletes(thread, "agent show", "name", { name: "s" }),
        form: ann.command(thread, "agent edit", { name: "scout" }),
        ask: ann.command(thread, "ask", { text: "!say sorry for the wait" }),
        retry: ann.presses(thread, "Retry")
      }
      assert.deepStrictEqual(yield* slow.offered.choices, [])
      assert.deepStrictEqual(
        (yield* slow.form.modal).fields.map(({ value }) => value),
        ["scout", "", "", "", ""],
        "a form that opens in time is worth more than one that is filled in"
      )
      assert.include(yield* told(slow.status), "scout · idle")
      assert.strictEqual(yield* told(slow.wrong), "no agent is called scuot; did you mean scout?")
      yield* look.sees(thread, "sorry for the wait\n")
      yield* discord.until("the second try", () => discord.transcript(thread).split("too much to do").length === 3)
      assert.deepStrictEqual(
        [...discord.world.interactions.values()].filter(({ failed }) => failed).map(({ title }) => title),
        []
      )
      putAway(walk)
      yield* discord.until("both ends", () => !/working|thinking/.test(discord.transcript(thread)))
      const shown = look.screen(general)
      for (const words of ["ann asks: !say sorry", "scout [APP]: sorry for the wait", "[Retry]"])
        assert.include(shown.replaceAll("**", ""), words)
    }).pipe(Effect.scoped)
  )

  it.live("when an answer comes after the token's time is over it is an ordinary message", () =>
    walkDiscord(
      (walk) =>
        Effect.gen(function* () {
          const { ann, discord, general } = walk
          const look = watching(walk)
          yield* ready(walk)
          const late = (line: string, values: Readonly<Record<string, string>> = {}) =>
            Effect.gen(function* () {
              discord.faults.slow({ method: "PATCH", route: "/webhooks/:webhook/:token/messages" }, { millis: 700 })
              const act = ann.command(general, line, values)
              yield* act.acknowledged
            })
          yield* late("status")
          yield* look.sees(general, "scout · idle")
          yield* late("agent show", { name: "scuot" })
          yield* look.sees(general, "did you mean scout?")
          discord.settings.tokenMillis = 900_000
          const inTime = ann.command(general, "queue")
          assert.strictEqual(yield* told(inTime), "nothing waits for scout here")
          expect(look.screen(general)).toMatchInlineSnapshot(`
            "Orchestrator [APP] (ann used /status) (only ann sees this): (is thinking…)
            Orchestrator [APP]: - reviewer · idle
              - scout · idle
              - smith · idle
              - worker · idle
            Orchestrator [APP] (ann used /agent show) (only ann sees this): (is thinking…)
            Orchestrator [APP]: no agent is called scuot; did you mean scout?
            Orchestrator [APP] (ann used /queue) (only ann sees this): nothing waits for scout here"
          `)
          assert.strictEqual(discord.counts().rateLimited, 0)
        }),
      { settings: { tokenMillis: 500 } }
    )
  )
})
