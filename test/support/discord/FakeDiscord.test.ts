/** The unmodified discord.js talks to the loopback server as it talks to Discord. */
import { assert, describe, it } from "@effect/vitest"
import { ChannelType, Events, type Interaction, MessageFlags, Partials } from "discord.js"
import { Effect, Fiber } from "effect"
import { toldOf } from "../Waiting.ts"
import { makeFakeDiscord } from "./FakeDiscord.ts"
import { connectClient, makeRealRest, usualIntents } from "./RealClient.ts"

const commands = [
  {
    name: "agent",
    description: "agents",
    options: [
      {
        type: 1,
        name: "show",
        description: "what an agent is",
        options: [{ type: 3, name: "name", description: "whose", required: true, autocomplete: true }]
      }
    ]
  },
  { name: "Ask agent", type: 3 }
]

const row = (...components: ReadonlyArray<object>) => ({ type: 1, components })
const button = (label: string, id: string, more = {}) => ({ type: 2, style: 2, label, custom_id: id, ...more })

/** An application that answers each kind of interaction, and lets some of them pass unanswered. */
const answer = async (interaction: Interaction): Promise<unknown> => {
  if (interaction.isAutocomplete()) {
    const typed = interaction.options.getFocused()
    return interaction.respond(
      ["scout", "smith"].filter((name) => name.startsWith(typed)).map((name) => ({ name, value: name }))
    )
  }
  if (interaction.isChatInputCommand()) {
    await interaction.deferReply({ flags: MessageFlags.Ephemeral })
    return interaction.editReply(`${interaction.options.getString("name")} is here`)
  }
  if (interaction.isMessageContextMenuCommand()) return interaction.reply(`about: ${interaction.targetMessage.content}`)
  if (interaction.isButton() && interaction.customId === "other") {
    return interaction.showModal({
      title: "Another answer",
      customId: "form",
      components: [
        { type: 1, components: [{ type: 4, customId: "words", style: 2, label: "Your answer", value: "spaces" }] }
      ]
    })
  }
  if (interaction.isButton() && interaction.customId === "stop") {
    return interaction.update({ content: "stopped", components: [] })
  }
  if (interaction.isStringSelectMenu()) {
    await interaction.deferUpdate()
    return interaction.followUp({ content: `chose ${interaction.values.join()}`, flags: MessageFlags.Ephemeral })
  }
  return interaction.isModalSubmit()
    ? interaction.reply(`said ${interaction.fields.getTextInputValue("words")}`)
    : undefined
}

describe("the loopback Discord and discord.js", { concurrent: true }, () => {
  it.live("a message is answered in a thread, with a webhook's face, a file and a reaction, and people see it", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const ann = discord.person("ann", { roles: ["developers"] })
      const client = yield* connectClient(discord)
      client.on(Events.MessageCreate, async (message) => {
        if (message.author.bot || !message.inGuild() || message.channel.type !== ChannelType.GuildText) return
        assert.strictEqual(
          message.member?.roles.cache.some(({ name }) => name === "developers"),
          true
        )
        await message.react("👀")
        const thread = await message.startThread({ name: "fix it" })
        const webhook = await message.channel.createWebhook({ name: "agents" })
        const posted = await webhook.send({
          content: "working",
          username: "scout",
          threadId: thread.id,
          components: [{ type: 1, components: [{ type: 2, style: 2, label: "Stop", custom_id: "stop" }] }]
        })
        await webhook.editMessage(posted, { content: "done", threadId: thread.id, components: [] })
        await thread.send({ content: "the *log*", files: [{ attachment: Buffer.from("all good"), name: "a.log" }] })
        await message.reply("see the thread")
      })
      const said = ann.says(general, `${discord.mention} fix it`, {
        attachments: [{ name: "trace.log", content: "boom" }]
      })
      yield* discord.until("the reply", () => discord.transcript(general).includes("see the thread"))
      assert.strictEqual(
        discord.transcript(general),
        [
          "ann: @Orchestrator fix it",
          "  + trace.log (4 B)",
          "  [👀 1]",
          "  > fix it",
          "      scout [APP]: done (edited)",
          "      Orchestrator [APP]: the *log*",
          "        + a.log (8 B)",
          "^ ann: @Orchestrator fix it",
          "Orchestrator [APP]: see the thread"
        ].join("\n")
      )
      assert.strictEqual(discord.thread(said)?.id, said.id)
      const file = discord.messages(discord.thread(said) ?? general).flatMap(({ attachments }) => attachments)[0]
      assert.strictEqual(new TextDecoder().decode(file?.data), "all good")
      assert.deepInclude(discord.counts(), { rateLimited: 0, invalid: 0 })
    })
  )

  it.live("commands, suggestions, buttons, lists, forms and menus come and are answered", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const ann = discord.person("ann")
      const client = yield* connectClient(discord)
      client.on(Events.InteractionCreate, (interaction) => void answer(interaction))
      yield* Effect.promise(() =>
        makeRealRest(discord).put(`/applications/${discord.application.id}/commands`, { body: commands })
      )

      const offered = yield* ann.autocompletes(general, "agent show", "name", { name: "sc" }).choices
      assert.deepStrictEqual(offered, [{ name: "scout", value: "scout" }])
      const shown = yield* ann.command(general, "agent show", { name: "scout" }).answer
      assert.deepInclude(shown, { text: "scout is here", ephemeral: true })
      assert.throws(() => ann.command(general, "agent sow"), /there is no \/agent sow; there is agent show/)
      assert.throws(() => ann.command(general, "agent show"), /name is required/)

      const alone = yield* ann.command(discord.direct(ann), "agent show", { name: "smith" }).answer
      assert.strictEqual(alone.text, "smith is here")

      const controls = [
        row(button("Stop", "stop"), button("Other…", "other"), button("Never", "never", { disabled: true })),
        row({
          type: 3,
          custom_id: "list",
          placeholder: "pick one",
          options: [
            { label: "tests", value: "0" },
            { label: "lint", value: "1" }
          ]
        })
      ]
      yield* Effect.promise(() =>
        makeRealRest(discord).post(`/channels/${general.id}/messages`, {
          body: { content: "well?", components: controls }
        })
      )
      assert.throws(() => ann.presses(general, "Never"), /disabled/)
      assert.throws(() => ann.selects(general, "pick one", ["docs"]), /not offered/)
      assert.deepInclude(yield* ann.selects(general, "pick one", ["lint"]).answer, { text: "chose 1", ephemeral: true })

      const opened = ann.presses(general, "Other…")
      const { fields, title } = yield* opened.modal
      assert.deepInclude(fields[0], { label: "Your answer", value: "spaces", long: true })
      assert.strictEqual(title, "Another answer")
      assert.strictEqual((yield* opened.submits({ "Your answer": "tabs" }).answer).text, "said tabs")
      assert.strictEqual((yield* ann.usesOnMessage("Ask agent", ann.says(general, "why?")).answer).text, "about: why?")
      const before = discord.transcript(general)
      yield* ann.presses(general, "Stop").acknowledged
      yield* discord.until("no buttons", () => !discord.transcript(general).includes("[Stop]"))
      assert.strictEqual(
        before,
        [
          "Orchestrator [APP] (ann used /agent show) (only ann sees this): scout is here",
          "Orchestrator [APP]: well?",
          "  [Stop] [Other…] [Never (off)]",
          "  <pick one: tests | lint>",
          "Orchestrator [APP] (only ann sees this): chose 1",
          "Orchestrator [APP]: said tabs",
          "ann: why?",
          "Orchestrator [APP] (ann used /Ask agent): about: why?"
        ].join("\n")
      )
    })
  )

  it.live("without the content intent only mentions, replies to it and direct messages can be read", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord({
        settings: { privileged: { messageContent: false, members: false, presences: false } }
      })
      const general = discord.channel("general")
      const ann = discord.person("ann")
      const intents = usualIntents.slice(0, -1)
      const client = yield* connectClient(discord, { intents, partials: [Partials.Channel] })
      const heard = toldOf<string>(discord.world)
      client.on(Events.MessageCreate, ({ attachments, content }) => void heard.push(`${content}/${attachments.size}`))
      const attachments = [{ name: "a.txt", content: "a" }]
      ann.says(general, "between us", { attachments })
      ann.says(general, `${discord.mention} you`, { attachments })
      ann.dm("only you", { attachments })
      yield* discord.until("three messages", () => heard.length === 3)
      assert.deepStrictEqual(heard, ["/0", `${discord.mention} you/1`, "only you/1"])
    })
  )

  it.live("limits are told in time: discord.js waits, and who does not is refused", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const rest = makeRealRest(discord)
      const post = (content: string) => rest.post(`/channels/${general.id}/messages`, { body: { content } })
      yield* Effect.promise(() => Promise.all(["1", "2", "3", "4", "5", "6"].map(post)))
      assert.deepStrictEqual(
        discord.messages(general).map(({ content }) => content),
        ["1", "2", "3", "4", "5", "6"]
      )
      assert.strictEqual(discord.counts().rateLimited, 0)

      const rude = () =>
        fetch(`${discord.apiUrl}/v10/channels/${general.id}/messages`, {
          method: "POST",
          headers: { authorization: `Bot ${discord.token}`, "content-type": "application/json" },
          body: JSON.stringify({ content: "now" })
        })
      const answers = yield* Effect.promise(() => Promise.all([rude(), rude(), rude(), rude(), rude(), rude()]))
      const refused = answers.filter(({ status }) => status === 429)
      assert.isAtLeast(refused.length, 1)
      assert.isAtLeast(Number(refused[0]?.headers.get("retry-after")), 1)
      assert.strictEqual(refused[0]?.headers.get("x-ratelimit-scope"), "user")
      assert.strictEqual(discord.counts().rateLimited, refused.length)

      const look = () =>
        fetch(`${discord.apiUrl}/v10/users/@me`, { headers: { authorization: `Bot ${discord.token}` } })
      const looks = yield* Effect.promise(() => Promise.all(Array.from({ length: 101 }, look)))
      const global = looks.find(({ status }) => status === 429)
      assert.strictEqual(global?.headers.get("x-ratelimit-global"), "true")
    })
  )

  it.live("a limit that no header announced is waited for, and an answer that never comes is given up", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const post = (content: string, signal?: AbortSignal) =>
        makeRealRest(discord).post(`/channels/${general.id}/messages`, {
          body: { content },
          ...(signal === undefined ? {} : { signal })
        })
      discord.faults.limit({ method: "POST" }, { retryAfter: 0.5, scope: "shared" })
      yield* Effect.promise(() => post("late"))
      discord.faults.silence({ method: "POST" }, { stored: true })
      const lost = yield* Effect.forkChild(Effect.tryPromise((signal) => post("unheard", signal)))
      yield* discord.until("it is stored", () => discord.transcript(general).includes("unheard"))
      yield* Fiber.interrupt(lost)
      assert.strictEqual(discord.transcript(general), "Orchestrator [APP]: late\nOrchestrator [APP]: unheard")
      assert.deepStrictEqual(
        discord.requests.map(({ status }) => status),
        [429, 200, 0]
      )
    })
  )

  it.live("what was stored before the answer got lost is stored once with a nonce, and again without", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const rest = makeRealRest(discord)
      const post = (body: object) => Effect.promise(() => rest.post(`/channels/${general.id}/messages`, { body }))
      discord.faults.fail("POST /channels/:channel/messages", { status: 502, stored: true })
      yield* post({ content: "once", nonce: "n1", enforce_nonce: true })
      discord.faults.fail("POST /channels/:channel/messages", { status: 502, stored: true })
      yield* post({ content: "twice" })
      discord.faults.fail("POST /channels/:channel/messages", { status: 500, stored: false })
      yield* post({ content: "at last" })
      assert.strictEqual(
        discord.transcript(general),
        ["once", "twice", "twice", "at last"].map((text) => `Orchestrator [APP]: ${text}`).join("\n")
      )
      assert.strictEqual(discord.counts().requests["POST /channels/:channel/messages"], 6)
    })
  )
})
