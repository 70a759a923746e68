import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { renderBody } from "../../../../../src/adapters/chat/discord/format/Body.ts"
import {
  encodeCustomId,
  encodeFormId,
  type FormId,
  type Pressable
} from "../../../../../src/adapters/chat/discord/format/CustomId.ts"
import type { ApiRequest } from "../../../../../src/adapters/chat/discord/rest/Api.ts"
import type { InboundEvent } from "../../../../../src/core/model/InboundEvent.ts"
import { gone, limited, makeTokenApi, unreachable } from "../TokenApi.ts"
import {
  channel,
  channelPlace,
  command,
  component,
  form,
  makeScene,
  onMessage,
  type Scene,
  typing
} from "./InteractionRig.ts"

const custom = (pressable: Pressable) => encodeCustomId(pressable) ?? assert.fail("no id")
const formId = (id: FormId) => encodeFormId(id) ?? assert.fail("no id")

const isCallback = ({ route }: ApiRequest) => route.endsWith("/callback")

const acknowledgement = ({ requests }: { readonly requests: ReadonlyArray<ApiRequest> }) => {
  const callback = requests.find(isCallback) ?? assert.fail("nothing was acknowledged")
  const { data = {}, type } = callback.body as {
    readonly type: number
    readonly data?: Readonly<Record<string, unknown>>
  }
  return { type, data }
}

const played = (raw: object, scene: Omit<Scene, "api"> = {}) =>
  Effect.gen(function* () {
    const script = makeTokenApi()
    const rest = yield* makeScene({ api: script.api, ...scene })
    yield* rest.handle(raw)
    return { ...rest, script }
  })

const words = (event: InboundEvent | undefined): unknown => {
  switch (event?._tag) {
    case "Commanded":
      return { command: event.command, args: event.args, in: event.conversation.id, by: event.person.name }
    case "Pressed":
      return { press: event.action, target: event.target, value: event.value, in: event.conversation.id }
    default:
      return event
  }
}

describe("interactions", () => {
  it.effect("are acknowledged before the core is asked, however long that takes", () =>
    Effect.gen(function* () {
      const never = yield* Deferred.make<void>()
      const stopped = command("stop")
      const pressed = component(custom({ _tag: "Press", action: "stop", target: "t" }))
      for (const [raw, type, flags] of [
        [stopped, 5, 64],
        [command("ask", { text: "why" }), 5, undefined],
        [pressed, 6, undefined]
      ] as const) {
        const script = makeTokenApi()
        const scene = yield* makeScene({ api: script.api, accept: () => Deferred.await(never) })
        const fiber = yield* Effect.forkChild(scene.handle(raw))
        yield* TestClock.adjust("1 millis")
        assert.isTrue(isCallback(script.requests[0] ?? assert.fail("nothing was sent")))
        assert.strictEqual(acknowledgement(script).type, type)
        assert.strictEqual(acknowledgement(script).data.flags, flags)
        assert.strictEqual(scene.events.length, 1)
        yield* Fiber.interrupt(fiber)
      }
    })
  )

  it.effect("a command is the core's, with who said it and where", () =>
    Effect.gen(function* () {
      const raw = command("stop", { agent: "scout" })
      const { events, replies, script } = yield* played(raw)
      const [event] = events
      assert.deepEqual(words(event), { command: "stop", args: { agent: "scout" }, in: channel, by: "ann" })
      assert.ok(event?._tag === "Commanded")
      assert.deepEqual(event.person.roles, ["700000000000000001"])
      assert.strictEqual(event.replyTo, raw.id)
      assert.isTrue(yield* replies.answer(raw.id, renderBody({ markdown: "stopping", controls: [] }), false))
      assert.match(script.lines()[1] ?? "", /^PATCH .*@original$/)
    })
  )

  it.effect("in a direct message nothing has to be found out", () =>
    Effect.gen(function* () {
      const { guild_id: _, member, ...raw } = command("agent list")
      const { events } = yield* played(
        { ...raw, user: member.user, channel_id: "311111111111111111" },
        { find: () => Effect.die(new Error("asked")) }
      )
      assert.strictEqual(events[0]?.conversation.kind, "direct")
      assert.deepEqual(words(events[0]), { command: "agent list", args: {}, in: "311111111111111111", by: "Ann" })
    })
  )

  it.effect("what is asked in a channel is shown there, and opens the thread in which it is answered", () =>
    Effect.gen(function* () {
      const asked = { text: "why is @everyone red?\nsince yesterday", agent: "scout" }
      const { events, replies, script, titles } = yield* played(command("ask", asked))
      const [event] = events
      assert.deepEqual(words(event), { command: "ask", args: asked, in: `${channel}-900`, by: "ann" })
      assert.strictEqual(event?.conversation.kind, "thread")
      assert.deepEqual(
        titles.map(({ conversation }) => String(conversation)),
        [`${channel}-900`]
      )
      assert.include(titles[0]?.title, "why is")
      const shown = script.requests[1]?.body as { readonly content: string; readonly allowed_mentions: unknown }
      assert.match(shown.content, /^\*\*ann\*\* asks: why is/)
      assert.notInclude(shown.content, "@everyone")
      assert.deepEqual(shown.allowed_mentions, { parse: [] })
      // "asked scout" would say again what everybody sees; a refusal is for the person alone.
      assert.ok(event?._tag === "Commanded")
      const before = script.requests.length
      assert.isTrue(yield* replies.answer(event.replyTo, renderBody({ markdown: "asked scout", controls: [] }), false))
      assert.strictEqual(script.requests.length, before)
    })
  )

  it.effect("what is asked in a thread stays in it, and is shown as far as a message goes", () =>
    Effect.gen(function* () {
      const thread = { ...channelPlace, kind: "thread", thread: "299", own: true } as const
      const text = `look\n\`\`\`ts\n${"const x = 1\n".repeat(600)}\`\`\``
      const { events, script, titles } = yield* played(command("ask", { text }), { find: () => Effect.succeed(thread) })
      assert.deepEqual(words(events[0]), { command: "ask", args: { text }, in: `${channel}-299`, by: "ann" })
      assert.deepEqual(titles, [])
      const shown = script.requests[1] ?? assert.fail("nothing was shown")
      const { content } = shown.body as { readonly content: string }
      assert.isAtMost([...content].length, 2000)
      assert.match(content, /^\*\*ann\*\* asks: look\n```ts\n[\s\S]*\n```\n…$/)
    })
  )

  it.effect("one that comes too late is done all the same, and answered by an ordinary message", () =>
    Effect.gen(function* () {
      const script = makeTokenApi((request) => (isCallback(request) ? gone(10062) : { id: "901" }))
      const scene = yield* makeScene({ api: script.api })
      const late = command("stop")
      yield* scene.handle(late)
      yield* scene.handle(component(custom({ _tag: "Press", action: "deny", target: "a1" })))
      yield* scene.handle(command("ask", { text: "why" }))
      assert.deepEqual(scene.events.map(words), [
        { command: "stop", args: {}, in: channel, by: "ann" },
        { press: "deny", target: "a1", value: {}, in: channel },
        { command: "ask", args: { text: "why" }, in: `${channel}-901`, by: "ann" }
      ])
      assert.isFalse(yield* scene.replies.answer(late.id, renderBody({ markdown: "stopping", controls: [] }), false))
      const posted = script.requests.filter((request) => !isCallback(request))
      assert.deepEqual(
        posted.map(({ method, route }) => `${method} ${route}`),
        [`POST /channels/${channel}/messages`]
      )
    })
  )

  it.effect("an acknowledgement that did not get through is sent once more", () =>
    Effect.gen(function* () {
      for (const failure of [unreachable, limited(200)]) {
        let failures = 1
        const script = makeTokenApi((request) => (isCallback(request) && failures-- > 0 ? failure : { id: "900" }))
        const scene = yield* makeScene({ api: script.api })
        const fiber = yield* Effect.forkChild(scene.handle(command("stop")))
        yield* TestClock.adjust("200 millis")
        yield* Fiber.join(fiber)
        assert.strictEqual(script.requests.filter(isCallback).length, 2)
        assert.strictEqual(scene.events.length, 1)
      }
    })
  )

  it.effect("the same one handed over twice is one; two presses are two", () =>
    Effect.gen(function* () {
      const script = makeTokenApi()
      const scene = yield* makeScene({ api: script.api })
      const raw = command("stop")
      yield* scene.handle(raw)
      yield* scene.handle(raw)
      const id = custom({ _tag: "Press", action: "allow-once", target: "a1" })
      yield* scene.handle(component(id))
      yield* scene.handle(component(id))
      assert.strictEqual(scene.events.length, 3)
    })
  )

  it.effect("what is pressed and chosen travels as places; what needs words opens a form first", () =>
    Effect.gen(function* () {
      const target = "discord:300000000000000001-222222222222222222:333333333333333333:scout"
      const presses: ReadonlyArray<readonly [object, object]> = [
        [component(custom({ _tag: "Press", action: "retry", target })), { press: "retry", target, value: {} }],
        [
          component(custom({ _tag: "Choose", target: "a1", question: 1, option: 2 })),
          { press: "choose", target: "a1", value: { "#1": ["#2"] } }
        ],
        [
          component(custom({ _tag: "Choose", target: "a1", question: 0 }), ["3", "0"]),
          { press: "choose", target: "a1", value: { "#0": ["#3", "#0"] } }
        ],
        [
          form(formId({ _tag: "Other", target: "a1", question: 2 }), { words: " blue \n" }, { id: "900" }),
          { press: "choose", target: "a1", value: { "#2": ["blue"] } }
        ],
        [
          form(formId({ _tag: "Feedback", action: "revise", target: "a1" }), { words: "shorter" }, { id: "900" }),
          { press: "revise", target: "a1", value: { feedback: ["shorter"] } }
        ]
      ]
      for (const [raw, expected] of presses) {
        const { events, script } = yield* played(raw)
        assert.deepEqual(words(events[0]), { ...expected, in: channel })
        assert.strictEqual(acknowledgement(script).type, 6)
      }
      for (const id of [
        custom({ _tag: "Press", action: "revise", target: "a1" }),
        custom({ _tag: "Other", target: "a1", question: 0 })
      ]) {
        const { events, script } = yield* played(component(id))
        assert.deepEqual(events, [])
        assert.strictEqual(acknowledgement(script).type, 9)
      }
    })
  )

  it.effect(
    "a button whose message stands behind the one that could not open its thread is pressed in that conversation",
    () =>
      Effect.gen(function* () {
        const stop = custom({ _tag: "Press", action: "stop", target: "t" })
        const { events } = yield* played(
          component(stop, undefined, { id: "901", message_reference: { message_id: "900" } })
        )
        assert.strictEqual(events[0]?.conversation.id, `${channel}-900`)
      })
  )

  it.effect("what is foreign or forged does nothing, and says so to the one who tried", () =>
    Effect.gen(function* () {
      for (const raw of [
        component("somebody-elses"),
        component(custom({ _tag: "Choose", target: "a1", question: 0 }), ["#0; drop"]),
        form("f", { words: "x" }),
        form(formId({ _tag: "About", channel: "399999999999999999", message: "900" }), {
          words: "what is said there?"
        }),
        command("launch")
      ]) {
        const { events, script } = yield* played(raw)
        assert.deepEqual(events, [])
        assert.strictEqual(script.requests.length, 1)
        assert.strictEqual(acknowledgement(script).type, 4)
        assert.strictEqual(acknowledgement(script).data.flags, 64)
      }
      const { events, script } = yield* played({ type: 1, id: "1" })
      assert.deepEqual([events, script.requests], [[], []])
    })
  )

  it.effect("a form opens for what is missing, filled with what is known in time", () =>
    Effect.gen(function* () {
      const values = (data: Readonly<Record<string, unknown>>) =>
        (
          data.components as ReadonlyArray<{
            readonly component: { readonly custom_id: string; readonly value?: string }
          }>
        ).map(({ component: { custom_id, value } }) => [custom_id, value])
      const edit = yield* played(command("agent edit", { name: "scout" }), {
        draft: ({ args }) => Effect.succeed({ persona: `You are ${args.name}.` })
      })
      const opened = acknowledgement(edit.script)
      assert.strictEqual(opened.type, 9)
      assert.deepEqual(values(opened.data), [
        ["name", "scout"],
        ["persona", "You are scout."],
        ["model", undefined]
      ])
      assert.deepEqual(edit.events, [])

      const submit = yield* played(
        form(String(opened.data.custom_id), { name: "scout", persona: "Be kind.", model: " " })
      )
      assert.deepEqual(words(submit.events[0]), {
        command: "agent edit",
        args: { name: "scout", persona: "Be kind." },
        in: channel,
        by: "ann"
      })
      assert.deepEqual(acknowledgement(submit.script), { type: 5, data: { flags: 64 } })

      for (const whole of [
        command("agent create", { name: "scout", persona: "Be kind." }),
        command("agent edit", { name: "scout", model: "small" })
      ]) {
        assert.strictEqual((yield* played(whole)).events.length, 1, "nothing is missing")
      }
    })
  )

  it.effect("a core that is slow or broken costs the prefilled values, not the form or the list", () =>
    Effect.gen(function* () {
      const slow = Effect.uninterruptible(Effect.never)
      for (const answer of [slow, Effect.die(new Error("broken"))]) {
        const script = makeTokenApi()
        const scene = yield* makeScene({ api: script.api, draft: () => answer, suggest: () => answer })
        const both = yield* Effect.forkChild(
          Effect.all(
            [
              scene.handle(command("agent edit", { name: "scout" })),
              scene.handle(typing("agent edit", { name: "sc" }, "name"))
            ],
            { concurrency: 2 }
          )
        )
        yield* TestClock.adjust("2 seconds")
        yield* Fiber.join(both)
        const sent = script.requests.map(({ body }) => body as { readonly type: number; readonly data: object })
        assert.sameMembers(
          sent.map(({ type }) => type),
          [8, 9]
        )
        assert.deepEqual(sent.find(({ type }) => type === 8)?.data, { choices: [] })
      }
    })
  )

  it.effect("values are offered while somebody types: those that Discord can show", () =>
    Effect.gen(function* () {
      const offered = [
        { label: "scout", value: "scout" },
        { label: "x".repeat(101), value: "too long to be read" },
        { label: "long", value: "y".repeat(101) },
        ...Array.from({ length: 30 }, (_, index) => ({ label: `agent ${index}`, value: `a${index}` }))
      ]
      const { script } = yield* played(typing("agent edit", { name: "scout", model: "s" }, "model"), {
        suggest: ({ args, command: asked, option, typed }) =>
          Effect.succeed(
            asked === "agent edit" && args.name === "scout" && option === "model" && typed === "s" ? offered : []
          )
      })
      const { data, type } = acknowledgement(script)
      assert.strictEqual(type, 8)
      const choices = data.choices as ReadonlyArray<{ readonly name: string; readonly value: string }>
      assert.strictEqual(choices.length, 25)
      assert.deepEqual(choices[0], { name: "scout", value: "scout" })
      assert.isTrue(choices.every(({ name, value }) => name.length <= 100 && value.length <= 100))
    })
  )

  it.effect("a question about a message is asked in that message's thread, with what it says", () =>
    Effect.gen(function* () {
      const target = {
        id: "888888888888888888",
        channel_id: channel,
        author: { id: "611111111111111111", username: "bob_2", global_name: "Bob" },
        content: "the build is red\nsince <@600000000000000001> merged",
        mentions: [{ id: "600000000000000001", username: "ann_1", global_name: "Ann" }],
        attachments: [{ id: "1", filename: "log.txt", size: 3, url: "https://cdn.discordapp.com/log.txt" }]
      }
      const script = makeTokenApi()
      const scene = yield* makeScene({ api: script.api })
      yield* scene.handle(onMessage("Ask agent about this", target))
      const { data, type } = acknowledgement(script)
      assert.strictEqual(type, 9)
      script.requests.length = 0
      yield* scene.handle(form(String(data.custom_id), { words: "who did it?" }))
      const text = "who did it?\n\nBob wrote:\n> the build is red\n> since @Ann merged\nattached: log.txt"
      assert.deepEqual(scene.events.map(words), [
        { command: "ask", args: { text }, in: `${channel}-${target.id}`, by: "ann" }
      ])
      assert.deepEqual(
        scene.titles.map(({ conversation }) => String(conversation)),
        [`${channel}-${target.id}`]
      )
      // What the menu showed is remembered: without the message content intent it could not be read again.
      assert.notInclude(script.lines().join("\n"), "GET")

      const restarted = makeTokenApi(({ method }) => (method === "GET" ? target : { id: "900" }))
      const again = yield* makeScene({ api: restarted.api })
      yield* again.handle(form(String(data.custom_id), { words: "who did it?" }))
      assert.deepEqual(again.events.map(words), scene.events.map(words))

      const deleted = makeTokenApi(({ method }) => (method === "GET" ? gone(10008) : { id: "900" }))
      const late = yield* makeScene({ api: deleted.api })
      yield* late.handle(form(String(data.custom_id), { words: "who did it?" }))
      assert.deepEqual(late.events, [])
      const said = deleted.requests.at(-1)?.body as { readonly content: string; readonly flags: number }
      assert.include(said.content, "cannot be read")
      assert.strictEqual(said.flags & 64, 64)
    })
  )

  it.effect("a channel that cannot be found out is said to the person, not kept silent", () =>
    Effect.gen(function* () {
      const { events, script } = yield* played(command("stop"), { find: () => Effect.fail(gone(10003)) })
      assert.deepEqual(events, [])
      assert.include(JSON.stringify(script.requests.at(-1)?.body), "this channel cannot be read")
    })
  )
})
