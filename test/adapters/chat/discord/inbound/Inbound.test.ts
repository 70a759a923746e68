/**
 * What reaches the core of what happens on a Discord over real TCP, with the unmodified client: each kind of event, order
 * and speed, and nothing lost or doubled when connections break or nobody listens.
 */
import { assert, describe, it } from "@effect/vitest"
import { ChannelType } from "discord-api-types/v10"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as References from "effect/References"
import { renderBody } from "../../../../../src/adapters/chat/discord/format/Body.ts"
import { Control, type PlatformError } from "../../../../../src/core/ports/ChatPlatform.ts"
import { makeFakeDiscord } from "../../../../support/discord/FakeDiscord.ts"
import { makeInboundRig } from "./InboundRig.ts"

// One of them has to sit out the 5 seconds that Discord wants between two beginnings of a session.
describe("Inbound", { concurrent: true }, () => {
  it.live("hands over what people say, change, take back, react and begin to write", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const voice = discord.channel("talk", { type: ChannelType.GuildVoice })
      const ann = discord.person("ann", { roles: ["developers"] })
      const rig = yield* makeInboundRig(discord)
      const listener = yield* rig.listen
      yield* discord.until("a connection", () => discord.gateway.connected() === 1)

      const first = ann.says(general, `${discord.mention} fix the build`)
      yield* discord.until("the message", () => rig.events.length === 1)
      // The thread that our answer opens.
      yield* rig.api.tell({
        method: "POST",
        route: `/channels/${general.id}/messages/${first.id}/threads`,
        body: { name: "fix the build" }
      })
      const thread = yield* discord.until("the thread", () => discord.world.channels.get(first.id))
      ann.types(thread)
      const second = ann.says(thread, "and the tests")
      ann.types(general)
      ann.edits(second, "and all the tests")
      yield* discord.until("the edit", () => rig.events.length === 3)
      ann.reacts(second, "❤️")
      ann.deletes(second)
      ann.says(voice, "@scout hello")
      yield* discord.until("the greeting", () => rig.events.length === 6)
      ann.dm("psst")
      yield* discord.until("the whisper", () => rig.events.length === 7)
      yield* listener.stop

      const [typing = [], rest] = [true, false].map((typing) =>
        rig.lines().filter((line) => line.startsWith("Typing") === typing)
      )
      // Nobody warms anything up for whoever writes in an open channel.
      assert.deepStrictEqual(
        typing.map((line) => line.slice(0, "Typing #general/#fix the build".length)),
        ["Typing #general/#fix the build"]
      )
      assert.deepStrictEqual(rest, [
        "Said #general/#fix the build ann: fix the build (roles developers, addressed)",
        "Said #general/#fix the build ann: and the tests (roles developers)",
        "Edited #general/#fix the build ann: and all the tests",
        "Reacted #general/#fix the build ann: ❤",
        "Deleted #general/#fix the build",
        "Said #talk ann: hello (roles developers, named scout)",
        "Said dm ann: psst (addressed)"
      ])
      assert.deepStrictEqual([...rig.titles.values()], ["fix the build"])
      // Not one request for what the gateway tells anyway: who we are, and where the gateway is.
      assert.deepStrictEqual(
        discord.requests.filter(({ method }) => method === "GET").map(({ route }) => route),
        ["/users/@me", "/applications/@me", "/gateway/bot"]
      )
      assert.strictEqual(discord.counts().rateLimited, 0)
    })
  )

  it.live("keeps the order in a channel, and makes neither other channels nor buttons wait for it", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const slow = discord.channel("slow")
      const fast = discord.channel("fast")
      const ann = discord.person("ann")
      const rig = yield* makeInboundRig(discord, { threads: false })
      const gate = yield* Deferred.make<void>()
      rig.accepting = (event) => (event.conversation.id === slow.id ? Deferred.await(gate) : Effect.void)
      const listener = yield* rig.listen
      yield* discord.until("a connection", () => discord.gateway.connected() === 1)
      const count = 150
      for (let number = 0; number < count; number++) {
        ann.says(slow, `${number}`)
        ann.says(fast, `${number}`)
      }
      discord.gateway.dispatch("INTERACTION_CREATE", { id: "1", channel_id: slow.id })
      yield* discord.until("all of the fast channel and the button", () => rig.lines().length === count + 1)
      yield* Deferred.succeed(gate, undefined)
      yield* discord.until("all of the slow channel", () => rig.lines().length === 2 * count + 1)
      yield* listener.stop
      for (const name of ["slow", "fast"]) {
        assert.deepStrictEqual(
          rig.lines().filter((line) => line.includes(`#${name} `)),
          Array.from({ length: count }, (_, number) => `Said #${name} ann: ${number}`)
        )
      }
    })
  )

  it.live("loses and doubles nothing when sockets are cut and Discord continues the session", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const ann = discord.person("ann")
      const rig = yield* makeInboundRig(discord)
      const listener = yield* rig.listen
      yield* discord.until("a connection", () => discord.gateway.connected() === 1)
      ann.says(general, "1")
      yield* discord.until("the first", () => rig.events.length === 1)
      discord.gateway.cut()
      ann.says(general, "2")
      ann.dm("3")
      discord.gateway.duplicateNext("MESSAGE_CREATE")
      yield* discord.until("both after the resume", () => rig.events.length === 3)
      ann.says(general, "4")
      discord.gateway.reconnect()
      ann.says(general, "5")
      yield* discord.until("the last", () => rig.events.length === 5)
      yield* listener.stop
      assert.deepStrictEqual(rig.events.flatMap((event) => (event._tag === "Said" ? [event.text] : [])).toSorted(), [
        "1",
        "2",
        "3",
        "4",
        "5"
      ])
      assert.deepStrictEqual(
        discord.gateway.history.filter((line) => line.startsWith("identify")),
        ["identify 0/1"]
      )
    })
  )

  it.live("fetches what was said meanwhile when Discord would not continue the session", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const other = discord.channel("other")
      const ann = discord.person("ann", { roles: ["developers"] })
      const rig = yield* makeInboundRig(discord)
      const listener = yield* rig.listen
      yield* discord.until("a connection", () => discord.gateway.connected() === 1)
      ann.dm("0")
      ann.says(general, "1")
      yield* discord.until("the first two", () => rig.events.length === 2)
      discord.gateway.expireSessions()
      discord.gateway.cut()
      ann.says(general, "2")
      ann.says(other, "3")
      ann.dm("4")
      yield* discord.until("all", () => rig.events.length === 5)
      ann.says(general, "5")
      yield* discord.until("the live one", () => rig.events.length === 6)
      yield* listener.stop
      assert.deepStrictEqual(rig.lines().toSorted(), [
        "Said #general/1 ann: 1 (roles developers)",
        "Said #general/2 ann: 2 (roles developers)",
        "Said #general/3 ann: 5 (roles developers)",
        "Said #other/1 ann: 3 (roles developers)",
        "Said dm ann: 0 (addressed)",
        "Said dm ann: 4 (addressed)"
      ])
    })
  )

  it.live("gives up a session that Discord never answers for, and misses nothing with the next", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const ann = discord.person("ann")
      const rig = yield* makeInboundRig(discord, { limits: { readyWithin: 2500, silentFor: 60_000 } })
      const listener = yield* rig.listen
      yield* discord.until("a connection", () => discord.gateway.connected() === 1)
      ann.says(general, "1")
      yield* discord.until("the first", () => rig.events.length === 1)
      assert.deepInclude((yield* rig.inbound.health)[0], { shard: 0, status: "ready" })
      discord.gateway.refuseResumes(true)
      discord.gateway.cut()
      ann.says(general, "2")
      const { reason } = yield* listener.failure
      assert.strictEqual(reason._tag, "Unreachable")
      assert.include(reason.message, "does not get ready")
      assert.deepStrictEqual(yield* rig.inbound.health, [])
      const again = yield* rig.listen
      yield* discord.until("the second", () => rig.events.length === 2)
      yield* again.stop
      assert.deepStrictEqual(rig.lines(), ["Said #general/1 ann: 1", "Said #general/2 ann: 2"])
      // The connection that was given up never comes back.
      assert.deepStrictEqual(
        discord.gateway.history.filter((line) => line === "resume" || line.startsWith("identify")),
        ["identify 0/1", "resume", "identify 0/1"]
      )
    })
  )

  it.live("reads what was said while the service was away, before what is said then, and only that", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const busy = discord.channel("busy")
      const quiet = discord.channel("quiet")
      const closed = discord.channel("closed", { denied: ["ViewChannel"] })
      const ann = discord.person("ann", { roles: ["developers"] })
      ann.says(quiet, "long before")
      const rig = yield* makeInboundRig(discord)
      const listener = yield* rig.listen
      yield* discord.until("a connection", () => discord.gateway.connected() === 1)
      const opener = ann.says(general, "1")
      ann.dm("2")
      yield* discord.until("the first two", () => rig.events.length === 2)
      const thread = ann.opensThread(general, "about that", opener)
      yield* listener.stop

      ann.says(thread, "3")
      ann.dm("4")
      ann.says(closed, "not for us")
      for (let number = 0; number < 230; number++) ann.says(busy, `missed ${number}`)
      const before = discord.requests.length
      const gate = yield* Deferred.make<void>()
      // While the first of the missed ones is being stored, somebody goes on talking.
      let held = true
      rig.accepting = (event) => {
        if (!held || event.conversation.id.split("-")[0] !== busy.id) return Effect.void
        held = false
        ann.says(busy, "live")
        return Deferred.await(gate)
      }
      const again = yield* rig.listen
      yield* discord.until("the thread and the whisper", () => rig.events.length === 4)
      yield* Deferred.succeed(gate, undefined)
      yield* discord.until("everything", () => rig.events.length === 4 + 231)
      yield* again.stop

      const lines = rig.lines()
      assert.deepStrictEqual(lines.slice(2, 4).toSorted(), [
        "Said #general/#about that ann: 3 (roles developers)",
        "Said dm ann: 4 (addressed)"
      ])
      const said = rig.events.slice(4).flatMap((event) => (event._tag === "Said" ? [event.text] : []))
      assert.deepStrictEqual(said, [...Array.from({ length: 230 }, (_, number) => `missed ${number}`), "live"])
      // No channel was asked in which nothing was said since, or that is closed to us.
      const asked = discord.requests.slice(before).filter(({ route }) => route === "/channels/:channel/messages")
      assert.deepStrictEqual(
        new Set(asked.map(({ path }) => path.split("/").at(-2))),
        new Set([thread.id, busy.id, discord.direct(ann).id])
      )
      assert.strictEqual(discord.counts().invalid, 0)
      const third = yield* rig.listen
      ann.says(quiet, "6")
      yield* discord.until("a live one, and nothing again", () => rig.events.length === 236)
      yield* third.stop
    })
  )

  it.live("hands over again what was not durable when the service ended", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const other = discord.channel("other")
      const ann = discord.person("ann")
      const rig = yield* makeInboundRig(discord, { threads: false })
      const reached = yield* Deferred.make<void>()
      rig.accepting = (event) =>
        event._tag === "Said" && event.text === "2"
          ? Effect.andThen(Deferred.succeed(reached, undefined), Effect.never)
          : Effect.void
      const listener = yield* rig.listen
      yield* discord.until("a connection", () => discord.gateway.connected() === 1)
      ann.says(general, "1")
      ann.says(general, "2")
      ann.says(general, "3")
      ann.says(other, "4")
      yield* Deferred.await(reached)
      yield* discord.until("what does not wait", () => rig.events.length === 2)
      yield* listener.stop
      rig.accepting = () => Effect.void
      discord.faults.limit("GET /channels/:channel/messages", { retryAfter: 0.2 })
      const again = yield* rig.listen
      yield* discord.until("the rest", () => rig.lines().includes("Said #general ann: 3"))
      yield* again.stop
      assert.deepStrictEqual(
        rig.lines().filter((line) => line.includes("#general")),
        ["Said #general ann: 1", "Said #general ann: 2", "Said #general ann: 3"]
      )
    })
  )

  it.live("listens on every connection of a large bot", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord({ shards: 4 })
      const rooms = Array.from({ length: 12 }, (_, number) =>
        discord.channel(`room-${number}`, { guild: discord.guild(`guild ${number}`) })
      )
      const people = rooms.map((room, number) =>
        discord.person(`person-${number}`, { guild: discord.world.guilds.get(room.guild ?? "") ?? discord.guild("?") })
      )
      const rig = yield* makeInboundRig(discord)
      const listener = yield* rig.listen
      yield* discord.until("all connections", () => discord.gateway.connected() === 4)
      rooms.forEach((room, number) => {
        people[number]?.says(room, "hi")
      })
      yield* discord.until("everybody", () => rig.events.length === 12)
      assert.deepStrictEqual((yield* rig.inbound.health).map(({ shard, status }) => `${shard} ${status}`).toSorted(), [
        "0 ready",
        "1 ready",
        "2 ready",
        "3 ready"
      ])
      yield* listener.stop
      assert.strictEqual(discord.gateway.connected(), 0)
    })
  )

  it.live("presses Stop for somebody who puts a stop sign on an answer", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const ann = discord.person("ann")
      const rig = yield* makeInboundRig(discord)
      const listener = yield* rig.listen
      yield* discord.until("a connection", () => discord.gateway.connected() === 1)
      const opener = ann.says(general, `${discord.mention} go`)
      yield* discord.until("the message", () => rig.events.length === 1)
      const thread = ann.opensThread(general, "go", opener)
      const target = `discord:${general.id}-${opener.id}:${opener.id}:scout`
      const stop = Control.cases.Button.make({ action: "stop", target, label: "Stop", tone: "plain" })
      yield* rig.api.tell({
        method: "POST",
        route: `/channels/${thread.id}/messages`,
        body: renderBody({ markdown: "working", controls: [stop] })
      })
      const answer = yield* discord.until("the answer", () => discord.messages(thread).at(-1))
      ann.reacts(answer, "👍")
      ann.reacts(answer, "⏹️")
      ann.reacts(opener, "🛑")
      yield* discord.until("all three", () => rig.events.length === 4)
      // Of who reacts to a direct message Discord tells the id alone.
      const whisper = ann.dm("psst")
      yield* discord.until("the whisper", () => rig.events.length === 5)
      ann.reacts(whisper, "👍")
      yield* discord.until("the last", () => rig.events.length === 6)
      yield* listener.stop
      assert.deepStrictEqual(rig.lines().slice(1), [
        "Reacted #general/#go ann: 👍",
        `Pressed #general/#go ann: stop ${target}`,
        "Reacted #general/#go ann: 🛑",
        "Said dm ann: psst (addressed)",
        "Reacted dm ann: 👍"
      ])
    })
  )

  it.live(
    "says once in a thread why it does not hear there, and works otherwise, without the content of messages",
    () =>
      Effect.gen(function* () {
        const discord = yield* makeFakeDiscord({
          settings: { privileged: { messageContent: false, members: false, presences: false } }
        })
        const general = discord.channel("general")
        const ann = discord.person("ann")
        const rig = yield* makeInboundRig(discord)
        const listener = yield* rig.listen
        yield* discord.until("a connection", () => discord.gateway.connected() === 1)
        const opener = ann.says(general, `${discord.mention} go`)
        ann.says(general, "among ourselves")
        yield* discord.until("the message", () => rig.events.length === 1)
        yield* rig.api.tell({
          method: "POST",
          route: `/channels/${general.id}/messages/${opener.id}/threads`,
          body: { name: "go" }
        })
        const thread = yield* discord.until("the thread", () => discord.world.channels.get(opener.id))
        const theirs = ann.opensThread(general, "theirs")
        const unheard = ann.says(thread, "and now?")
        ann.says(theirs, "nothing of yours")
        yield* discord.until("the hint", () =>
          discord.messages(thread).some(({ content }) => content.includes("mention me"))
        )
        ann.edits(unheard, "hello?")
        ann.says(thread, "hello??")
        ann.says(thread, `${discord.mention} hello`)
        ann.dm("psst")
        yield* discord.until("what can be heard", () => rig.events.length === 3)
        yield* listener.stop
        const again = yield* rig.listen
        yield* discord.until("a connection", () => discord.gateway.connected() === 1)
        ann.says(thread, "hello???")
        ann.dm("psst!")
        yield* discord.until("the last", () => rig.events.length === 4)
        yield* again.stop
        assert.deepStrictEqual(
          rig.lines().map((line) => line.replace(" (addressed)", "")),
          ["Said #general/#go ann: go", "Said #general/#go ann: hello", "Said dm ann: psst", "Said dm ann: psst!"]
        )
        const hints = [thread, theirs].flatMap((channel) =>
          discord.messages(channel).filter(({ author, type }) => author === discord.bot.id && type === 0)
        )
        assert.strictEqual(hints.length, 1)
        assert.include(hints[0]?.content ?? "", "mention me (@")
        assert.include(hints[0]?.content ?? "", "message content intent")
      })
  )

  it.live("says what is to be done when Discord does not let it listen", () =>
    Effect.gen(function* () {
      const misconfigured = (error: PlatformError) => {
        assert.strictEqual(error.reason._tag, "Misconfigured")
        return error.message
      }
      const wrong = yield* makeFakeDiscord()
      const badToken = yield* makeInboundRig(wrong, { token: "AAAA.BBBB.CCCC" })
      const refused = misconfigured(yield* (yield* badToken.listen).failure)
      assert.include(refused, "DISCORD_TOKEN")
      assert.notInclude(refused, "AAAA")

      const revoked = yield* makeFakeDiscord()
      const live = yield* makeInboundRig(revoked)
      const listener = yield* live.listen
      yield* revoked.until("a connection", () => revoked.gateway.connected() === 1)
      revoked.gateway.close(4004)
      assert.include(misconfigured(yield* listener.failure), "DISCORD_TOKEN")

      const strict = yield* makeFakeDiscord()
      const denied = yield* makeInboundRig(strict, {
        // Turned off by somebody just after it was looked up.
        api: (api) => ({
          ...api,
          ask: (answer, request) =>
            Effect.tap(api.ask(answer, request), () =>
              Effect.sync(() => {
                if (request.route === "/applications/@me") strict.settings.privileged.messageContent = false
              })
            )
        })
      })
      assert.include(misconfigured(yield* (yield* denied.listen).failure), "message content intent")
      assert.deepStrictEqual(strict.gateway.history, ["4014"])

      const gone = yield* makeFakeDiscord()
      const unreachable = yield* makeInboundRig(gone)
      yield* gone.stop
      assert.strictEqual((yield* (yield* unreachable.listen).failure).reason._tag, "Unreachable")
    })
  )

  it.live("outlives packets of forms that nobody has seen yet", () =>
    Effect.gen(function* () {
      const discord = yield* makeFakeDiscord()
      const general = discord.channel("general")
      const ann = discord.person("ann")
      const rig = yield* makeInboundRig(discord)
      const listener = yield* rig.listen
      yield* discord.until("a connection", () => discord.gateway.connected() === 1)
      ann.says(general, "1")
      const broken = { id: general.id, channel_id: general.id, guild_id: general.guild }
      for (const event of [
        "MESSAGE_CREATE",
        "MESSAGE_UPDATE",
        "MESSAGE_DELETE_BULK",
        "MESSAGE_REACTION_ADD",
        "TYPING_START",
        "CHANNEL_UPDATE",
        "THREAD_UPDATE",
        "THREAD_LIST_SYNC",
        "GUILD_UPDATE",
        "GUILD_ROLE_UPDATE",
        "GUILD_MEMBER_UPDATE",
        "SOMETHING_NEW"
      ]) {
        discord.gateway.dispatch(event, null)
        discord.gateway.dispatch(event, {
          ...broken,
          emoji: null,
          roles: null,
          permission_overwrites: null,
          user: null
        })
      }
      ann.says(general, "2")
      yield* discord.until("the second", () => rig.events.some((event) => event._tag === "Said" && event.text === "2"))
      yield* listener.stop
      assert.deepStrictEqual(
        rig.lines().filter((line) => line.startsWith("Said")),
        ["Said #general/1 ann: 1", "Said #general/2 ann: 2"]
      )
    }).pipe(Effect.provideService(References.MinimumLogLevel, "None"))
  )
})
