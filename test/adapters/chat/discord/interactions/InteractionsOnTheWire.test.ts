/**
 * Interactions end to end over TCP: people use what is registered and shown, the strict loopback Discord refuses what
 * Discord refuses, and what is asserted is what people see.
 */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Redacted, type Scope } from "effect"
import { renderBody } from "../../../../../src/adapters/chat/discord/format/Body.ts"
import { registerCommands } from "../../../../../src/adapters/chat/discord/interactions/RegisterCommands.ts"
import { makeThreads } from "../../../../../src/adapters/chat/discord/outbound/Threads.ts"
import type { Place } from "../../../../../src/adapters/chat/discord/Place.ts"
import { makeApi } from "../../../../../src/adapters/chat/discord/rest/Rest.ts"
import { patiently } from "../../../../../src/core/chat/Patience.ts"
import type { InboundEvent } from "../../../../../src/core/model/InboundEvent.ts"
import type { CommandShape } from "../../../../../src/core/model/Vocabulary.ts"
import type { Control } from "../../../../../src/core/ports/ChatPlatform.ts"
import { type FakeDiscordOptions, makeFakeDiscord } from "../../../../support/discord/FakeDiscord.ts"
import type { Channel } from "../../../../support/discord/World.ts"
import { makeScene, type Scene, vocabulary } from "./InteractionRig.ts"

type Commanded = Extract<InboundEvent, { readonly _tag: "Commanded" }>
type Pressed = Extract<InboundEvent, { readonly _tag: "Pressed" }>

const started = (scene: Omit<Scene, "api"> = {}, options: FakeDiscordOptions = {}) =>
  Effect.gen(function* () {
    const discord = yield* makeFakeDiscord(options)
    const general = discord.channel("general")
    const ann = discord.person("ann")
    const api = yield* makeApi({ apiUrl: discord.apiUrl, token: Redacted.make(discord.token) })
    const threads = makeThreads({ api })
    const register = (shapes: ReadonlyArray<CommandShape>) =>
      registerCommands({ api, application: discord.application.id, vocabulary: shapes })
    yield* register(vocabulary)

    const placeOf = (id: string): Place => {
      const channel = discord.world.channels.get(id) ?? assert.fail(`no channel ${id}`)
      const guild = channel.guild ?? assert.fail("a direct channel was asked for")
      return channel.thread === undefined
        ? { kind: "channel", channel: id, guild, opensThreads: true, own: false }
        : { kind: "thread", channel: channel.parent ?? "", thread: id, guild, opensThreads: false, own: true }
    }
    const parts = yield* makeScene({
      api,
      threads,
      find: (id) => Effect.sync(() => placeOf(id)),
      ...scene,
      accept: (event) => Effect.andThen(Effect.sync(discord.world.touch), scene.accept?.(event) ?? Effect.void)
    })
    const fork = Effect.runForkWith(yield* Effect.context())
    discord.world.onDispatch(({ data, event }) => {
      if (event === "INTERACTION_CREATE") fork(parts.handle(JSON.parse(JSON.stringify(data({ content: true })))))
    })

    /** The next event that the core has not been asked about yet. */
    const next = <Tag extends InboundEvent["_tag"]>(tag: Tag) =>
      Effect.map(
        discord.until(`${tag} to reach the core`, () => parts.events.shift()),
        (event) => (event._tag === tag ? event : assert.fail(`${event._tag} came`))
      )
    /** Waits for limits and tries again, as the outbox does. */
    const reply = (handle: string, markdown: string, failed = false) =>
      patiently(parts.replies.answer(handle, renderBody({ markdown, controls: [] }), failed))
    const show = (channel: Channel, markdown: string, controls: ReadonlyArray<Control> = []) =>
      api.tell({
        method: "POST",
        route: `/channels/${channel.id}/messages`,
        body: renderBody({ markdown, controls })
      })
    return {
      ann,
      api,
      commanded: Effect.map(next("Commanded"), (event) => event as Commanded),
      discord,
      general,
      pressed: Effect.map(next("Pressed"), (event) => event as Pressed),
      register,
      replies: parts.replies,
      reply,
      show,
      threads,
      events: parts.events
    }
  })

const live = <A, E>(name: string, test: () => Effect.Effect<A, E, Scope.Scope>) => it.live(name, test, 30_000)

describe("interactions on the wire", () => {
  live("a command is answered to its person alone, however long the core takes", () =>
    Effect.gen(function* () {
      const told = yield* Deferred.make<void>()
      const { ann, commanded, discord, general, reply } = yield* started({ accept: () => Deferred.await(told) })
      const act = ann.command(general, "agent list")
      assert.strictEqual(yield* act.acknowledged, 5)
      const { replyTo } = yield* commanded
      const list = Array.from({ length: 120 }, (_, index) => `- **agent-${index}** ${"does things ".repeat(10)}`)
      assert.isTrue(yield* reply(replyTo, list.slice(0, 20).join("\n")))
      assert.strictEqual(act.answers().length, 2)
      assert.isTrue(yield* reply(replyTo, list.join("\n")))
      // Two messages and six, of which the last has the file: the limit in between repeats and loses none.
      assert.strictEqual(act.answers().length, 8)
      assert.match(act.answers().at(-1)?.shown ?? "", /reply\.md/)
      assert.isTrue(act.answers().every(({ ephemeral, thinking }) => ephemeral && !thinking))
      assert.strictEqual(discord.counts().rateLimited, 0)
      yield* Deferred.succeed(told, undefined)
    })
  )

  live("what is asked stands in the channel, and its answer in the thread that it opens", () =>
    Effect.gen(function* () {
      const { ann, api, commanded, discord, general, reply, threads } = yield* started()
      ann.command(general, "ask", { text: "why is @everyone **red**?" })
      const asked = yield* commanded
      const { thread } = yield* threads.standing(asked.conversation.id)
      yield* api.tell({ method: "POST", route: `/channels/${thread ?? ""}/messages`, body: { content: "because" } })
      assert.isTrue(yield* reply(asked.replyTo, "asked scout"))
      const shown = discord.transcript(general)
      assert.match(shown, /\*\*ann\*\* asks: why is .+ \*\*red\*\*\?/)
      assert.match(shown, /because/)
      assert.notMatch(shown, /asked scout|thinking/)

      const refused = ann.command(general, "ask", { text: "and now?" })
      assert.isTrue(yield* reply((yield* commanded).replyTo, "no agent answers here", true))
      const [only, ...more] = refused.answers()
      assert.deepEqual([only?.text, only?.ephemeral, more.length], ["no agent answers here", true, 0])
      assert.notMatch(discord.transcript(general), /and now/)
    })
  )

  live("a form opens filled, and what is written into it is the command", () =>
    Effect.gen(function* () {
      const { ann, commanded, general, reply } = yield* started({
        draft: ({ args }) => Effect.succeed({ persona: `You are ${args.name}.\nBe kind.` }),
        suggest: ({ typed }) => Effect.succeed([{ label: `${typed}out`, value: `${typed}out` }])
      })
      const choices = yield* ann.autocompletes(general, "agent edit", "name", { name: "sc" }).choices
      assert.deepEqual(choices, [{ name: "scout", value: "scout" }])
      const edit = ann.command(general, "agent edit", { name: "scout" })
      assert.deepEqual(
        (yield* edit.modal).fields.map(({ label, value }) => [label, value]),
        [
          ["name", "scout"],
          ["persona", "You are scout.\nBe kind."],
          ["model", ""]
        ]
      )
      const submit = edit.submits({ name: "scout", persona: "Be quick.", model: "" })
      const { args, command, replyTo } = yield* commanded
      assert.deepEqual([command, args], ["agent edit", { name: "scout", persona: "Be quick." }])
      assert.isTrue(yield* reply(replyTo, "scout is changed"))
      const { ephemeral, text } = yield* submit.answer
      assert.deepEqual([text, ephemeral], ["scout is changed", true])
    })
  )

  live("buttons, choices and words in a form arrive as what the core offered", () =>
    Effect.gen(function* () {
      const { ann, general, pressed, reply, show } = yield* started()
      const options = ["red", "green", "blue", "black", "white"].map((label) => ({ label, description: "" }))
      const question = "which colours?"
      yield* show(general, "which?", [
        { _tag: "Choice", target: "a1", index: 0, question, options, multiple: true },
        { _tag: "Button", action: "revise", target: "a1", label: "Revise", tone: "plain" },
        { _tag: "Button", action: "stop", target: "discord:1:2:scout", label: "Stop", tone: "plain" }
      ])
      const stop = ann.presses(general, "Stop")
      assert.strictEqual(yield* stop.acknowledged, 6)
      const stopped = yield* pressed
      assert.deepEqual([stopped.action, stopped.target, stopped.value], ["stop", "discord:1:2:scout", {}])
      assert.isTrue(yield* reply(stopped.replyTo ?? "", "nothing waits for that any more", true))
      assert.isTrue((yield* stop.answer).ephemeral)

      ann.selects(general, question, ["blue", "red"])
      assert.sameMembers([...((yield* pressed).value["#0"] ?? [])], ["#2", "#0"])

      for (const [label, words, value] of [
        ["Other…", "mauve", { "#0": ["mauve"] }],
        ["Revise", "shorter", { feedback: ["shorter"] }]
      ] as const) {
        const opened = ann.presses(general, label)
        const [field] = (yield* opened.modal).fields
        assert.strictEqual(yield* opened.submits({ [field?.customId ?? ""]: words }).acknowledged, 6)
        assert.deepEqual((yield* pressed).value, value)
      }
    })
  )

  live("a message is asked about in its own thread, also where the bot may not read it", () =>
    Effect.gen(function* () {
      const privileged = { messageContent: false, members: false, presences: false }
      const { ann, commanded, discord, general, reply } = yield* started({}, { settings: { privileged } })
      const said = discord.person("bob").says(general, "the build is red\nsince noon")
      const menu = ann.usesOnMessage("Ask agent about this", said)
      const [field] = (yield* menu.modal).fields
      menu.submits({ [field?.customId ?? ""]: "who did it?" })
      const { args, conversation, replyTo } = yield* commanded
      assert.strictEqual(conversation.id, `${general.id}-${said.id}`)
      assert.deepEqual(args, { text: "who did it?\n\nbob wrote:\n> the build is red\n> since noon" })
      assert.isTrue(yield* reply(replyTo, "asked scout"))
      assert.match(discord.transcript(general), /\*\*ann\*\* asks about .*what bob wrote.*: who did it\?/)
    })
  )

  live("what comes too late is done all the same, and can only be answered by a message", () =>
    Effect.gen(function* () {
      const { ann, commanded, discord, general, pressed, reply, show } = yield* started()
      yield* show(general, "working", [{ _tag: "Button", action: "stop", target: "t1", label: "Stop", tone: "plain" }])
      discord.settings.ackMillis = -1
      ann.presses(general, "Stop")
      assert.strictEqual((yield* pressed).target, "t1")
      ann.command(general, "ask", { text: "why?" })
      const { conversation, replyTo } = yield* commanded
      assert.strictEqual(conversation.kind, "thread")
      assert.isFalse(yield* reply(replyTo, "asked scout"))
      assert.match(discord.transcript(general), /\*\*ann\*\* asks: why\?/)

      discord.settings.ackMillis = 3_000
      const list = ann.command(general, "agent list")
      yield* list.acknowledged
      const listed = yield* commanded
      discord.settings.tokenMillis = -1
      assert.isFalse(yield* reply(listed.replyTo, "- scout"))
    })
  )

  live("commands are written when they changed, and only then", () =>
    Effect.gen(function* () {
      const { discord, register } = yield* started()
      const writes = () =>
        discord.requests.filter(({ method, route }) => method === "PUT" && route.endsWith("/commands")).length
      assert.strictEqual(writes(), 1)
      yield* register(vocabulary)
      assert.strictEqual(writes(), 1)
      yield* register(vocabulary.slice(1))
      assert.strictEqual(writes(), 2)
    })
  )
})
