import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"
import { encodeAction, type Pressable } from "../../../../../src/adapters/chat/slack/format/ActionIds.ts"
import { encodeForm, type Form } from "../../../../../src/adapters/chat/slack/format/FormIds.ts"
import { slack } from "../../../../../src/adapters/chat/slack/Place.ts"
import type { Api, ApiCall } from "../../../../../src/adapters/chat/slack/web/Api.ts"
import { faultOf } from "../../../../../src/adapters/chat/slack/web/Faults.ts"
import { ConversationId, MessageId } from "../../../../../src/core/model/Ids.ts"
import { Gone, type Operation, PlatformError, Unreachable } from "../../../../../src/core/ports/ChatPlatform.ts"
import {
  acknowledging,
  ann,
  channel,
  makeScene,
  onMessage,
  pressed,
  type Scene,
  sent,
  slash,
  team,
  vocabulary,
  words
} from "./InteractionRig.ts"

const acted = (pressable: Pressable) => encodeAction(pressable) ?? assert.fail("no such control")
const formId = (form: Form) => encodeForm(form) ?? assert.fail("no such form")
const place = { team, channel, thread: "1700000001.000100" }
const thread = `${team}-${channel}-1700000001.000100`

/** Answers each call from a function, through the schema that is wanted. */
const makeApi = (answer: (call: ApiCall) => unknown = () => ({ view: { id: "V1" } })) => {
  const calls: Array<ApiCall> = []
  const run = (call: ApiCall) =>
    Effect.suspend((): Effect.Effect<unknown, PlatformError> => {
      calls.push(call)
      const found = answer(call)
      return found instanceof PlatformError ? Effect.fail(found) : Effect.succeed(found)
    })
  const api: Api = {
    ask: (schema, call) =>
      Effect.flatMap(run(call), (found) => Effect.orDie(Schema.decodeUnknownEffect(schema)(found))),
    tell: (call) => Effect.asVoid(run(call)),
    upload: () => Effect.void
  }
  const told = () => calls.filter(({ method }) => method === "chat.postEphemeral").map(({ args }) => String(args?.text))
  return { api, calls, told }
}

const played = Effect.fnUntraced(function* (
  scene: Partial<Scene> = {},
  answer?: Parameters<typeof makeApi>[0],
  happened: Array<string> = []
) {
  const script = makeApi(answer)
  const operations: Array<Operation> = []
  const perform: Scene["perform"] = (operation) =>
    Effect.sync(() => {
      happened.push(operation._tag)
      operations.push(operation)
      return operation._tag === "Post"
        ? {
            message: {
              platform: slack,
              conversation: ConversationId.make(`${team}-${channel}-1700000005.000100`),
              message: MessageId.make("1700000005.000100")
            }
          }
        : {}
    })
  const parts = yield* makeScene({ api: script.api, perform, ...scene })
  const { acknowledge, answers } = acknowledging(happened)
  return {
    ...parts,
    ...script,
    answers,
    happened,
    operations,
    handle: (raw: unknown) => parts.handle(raw, acknowledge)
  }
})

describe("interactions", () => {
  it.effect("are acknowledged before anything else, however long the core takes", () =>
    Effect.gen(function* () {
      for (const raw of [
        slash("/orc", "stop"),
        slash("/ask", "why"),
        pressed(acted({ _tag: "Press", action: "stop", target: "t" })),
        sent(formId({ _tag: "Feedback", action: "revise", target: "a1", place }), { words: "shorter" }),
        onMessage({ ts: "1700000003.000100" })
      ]) {
        const happened: Array<string> = []
        const scene = yield* played({ accept: () => Effect.never }, undefined, happened)
        const fiber = yield* Effect.forkChild(scene.handle(raw))
        yield* TestClock.adjust("1 millis")
        assert.strictEqual(happened[0], "acknowledged")
        assert.deepEqual(scene.answers, [undefined])
        assert.strictEqual(scene.events.length + scene.calls.length, 1)
        yield* Fiber.interrupt(fiber)
      }
    })
  )

  it.effect("the same one handed over twice is done once, and acknowledged twice; two presses are two", () =>
    Effect.gen(function* () {
      const scene = yield* played()
      const stop = slash("/orc", "stop")
      const asked = slash("/ask", "why")
      const allow = () => pressed(acted({ _tag: "Press", action: "allow-once", target: "a1" }))
      const one = allow()
      for (const raw of [stop, stop, asked, asked, one, one, allow()]) yield* scene.handle(raw)
      assert.strictEqual(scene.events.length, 4)
      assert.strictEqual(scene.answers.length, 7)
      assert.strictEqual(scene.operations.length, 1)
    })
  )

  it.effect("a question that is handed over once more after a restart is shown and asked under the same names", () =>
    Effect.gen(function* () {
      const raw = slash("/ask", "why is it red?")
      const lives = yield* Effect.all([played(), played()])
      for (const life of lives) yield* life.handle(raw)
      const [first, second] = lives
      assert.deepEqual(first.operations, second.operations)
      assert.deepEqual(first.events, second.events)
      const [post] = first.operations
      assert.ok(post?._tag === "Post")
      assert.isAtMost(post.key.length, 100)
      assert.notInclude(JSON.stringify([first.operations, first.events]), raw.trigger_id)
      assert.strictEqual(String(post.conversation), `${team}-${channel}`)
      assert.deepEqual(words(first.events[0]), {
        command: "ask",
        args: { text: "why is it red?" },
        in: `${team}-${channel}-1700000005.000100`,
        by: "ann"
      })
      assert.deepEqual(
        first.noted.map(({ title, user }) => [title, user]),
        [["why is it red?", ann]]
      )
    })
  )

  it.effect("a question without words is refused to its person alone", () =>
    Effect.gen(function* () {
      const scene = yield* played()
      yield* scene.handle(slash("/ask", "@scout"))
      assert.deepEqual(scene.operations, [])
      assert.deepEqual(words(scene.events[0]), {
        command: "ask",
        args: { agent: "scout" },
        in: `${team}-${channel}`,
        by: "ann"
      })
    })
  )

  it.effect("what people mention reads as its name; what the text is addressed with goes", () =>
    Effect.gen(function* () {
      const scene = yield* played()
      const text = "<@U0000000009|orchestrator> ask is <@U0000000001|ann_1> in <#C0000000001|general>? 1 &lt; 2"
      yield* scene.handle(slash("/orc", text))
      assert.deepInclude(words(scene.events[0]), { args: { text: "is @ann in #general? 1 < 2" } })
    })
  )

  it.effect("what is foreign or forged does nothing, and says so to the one who tried", () =>
    Effect.gen(function* () {
      const elsewhere = formId({ _tag: "Other", target: "a1", question: 0, place: { ...place, team: "T0000000002" } })
      const own = formId({ _tag: "Other", target: "a1", question: 0, place })
      const stop = acted({ _tag: "Press", action: "stop", target: "t" })
      for (const [raw, isTold] of [
        [pressed({ action_id: "somebody-elses", value: "x" }), true],
        [pressed({ ...stop, value: "forged" }), true],
        [pressed({ action_id: "o1.select.0:a1", selected_option: { value: "0; drop" } }), true],
        [pressed(stop, { channel: { id: "C0000000002" } }), false],
        [pressed(stop, { container: { type: "view", view_id: "V1" }, channel: undefined }), false],
        [sent(elsewhere, { words: "x" }), false],
        [sent({ ...own, callback_id: "o1.feedback" }, { words: "x" }), false],
        [sent({ ...own, private_metadata: `${own.private_metadata} ` }, { words: "x" }), false],
        [onMessage({ ts: "1700000003.000100" }, "somebody_elses"), false],
        [{ type: "dialog_submission" }, false],
        [null, false]
      ] as const) {
        const scene = yield* played()
        yield* scene.handle(raw)
        assert.deepEqual(scene.events, [])
        assert.deepEqual(scene.answers, [undefined])
        assert.strictEqual(scene.told().length, isTold ? 1 : 0, JSON.stringify(raw))
      }
    })
  )

  it.effect("a link, a tick and what is merely closed are acknowledged, and that is all", () =>
    Effect.gen(function* () {
      for (const raw of [
        pressed({ action_id: "link", url: "https://example.org" }),
        pressed({ ...acted({ _tag: "Tick", target: "a1", question: 0 }), type: "checkboxes", selected_options: [] }),
        { type: "view_closed", view: { id: "V1" } },
        { type: "shortcut", callback_id: "x" },
        { type: "block_suggestion", value: "sc" }
      ]) {
        const scene = yield* played()
        yield* scene.handle(raw)
        assert.deepEqual([scene.events, scene.calls], [[], []])
        assert.strictEqual(scene.answers.length, 1)
      }
    })
  )

  it.effect("words that are missing are asked for in the form, which stays open", () =>
    Effect.gen(function* () {
      const scene = yield* played()
      yield* scene.handle(sent(formId({ _tag: "Other", target: "a1", question: 0, place }), { words: "  \n" }))
      const create = formId({ _tag: "Command", command: "agent create", place })
      yield* scene.handle(sent(create, { name: "scout", persona: " " }))
      assert.deepEqual(scene.answers, [
        { response_action: "errors", errors: { words: "this is needed" } },
        { response_action: "errors", errors: { persona: "this is needed" } }
      ])
      assert.deepEqual(scene.events, [])
      yield* scene.handle(sent(formId({ _tag: "Other", target: "a1", question: 0, place }), { words: " blue " }))
      assert.deepEqual(words(scene.events[0]), {
        press: "choose",
        target: "a1",
        value: { "#0": ["blue"] },
        in: thread
      })
    })
  )

  it.effect("a form opens in time, however slow or broken the core is", () =>
    Effect.gen(function* () {
      const slow = Effect.uninterruptible(Effect.never)
      for (const draft of [slow, Effect.die(new Error("broken"))]) {
        const scene = yield* played({ intake: { draft: () => draft } })
        const fiber = yield* Effect.forkChild(scene.handle(slash("/orc", "agent edit scout")))
        yield* TestClock.adjust("2 seconds")
        yield* Fiber.join(fiber)
        assert.deepEqual(
          scene.calls.map(({ method }) => method),
          ["views.open"]
        )
        assert.include(JSON.stringify(scene.calls[0]?.args), '"initial_value":"scout"')
      }
      const whole = yield* played()
      yield* whole.handle(slash("/orc", "agent edit scout description=logs"))
      yield* whole.handle(slash("/orc", "agent create name=scout persona=kind"))
      assert.deepEqual([whole.calls, whole.events.length], [[], 2])
    })
  )

  it.effect("a form whose opening was not answered is asked for once more, and may be open already", () =>
    Effect.gen(function* () {
      const lost = faultOf(new Unreachable({ detail: "no answer" }))
      for (const [second, told] of [
        [{ view: { id: "V1" } }, 0],
        [faultOf(new Gone({ what: "it" }), "exchanged_trigger_id"), 0],
        [lost, 1]
      ] as const) {
        let tries = 0
        const scene = yield* played({}, ({ method }) => (method !== "views.open" || ++tries > 1 ? second : lost))
        yield* Effect.forkChild(scene.handle(pressed(acted({ _tag: "Press", action: "revise", target: "a1" }))))
        yield* TestClock.adjust("1 second")
        assert.strictEqual(tries, 2)
        assert.strictEqual(
          scene.told().filter((text) => text.includes("form could not be opened")).length > 0 ? 1 : 0,
          told
        )
      }
    })
  )

  it.effect("a message that cannot be read again after a restart is said to be so", () =>
    Effect.gen(function* () {
      const about = formId({ _tag: "About", place: { ...place, message: "1700000003.000100" } })
      const gone = faultOf(new Gone({ what: "the message" }), "thread_not_found")
      const scene = yield* played({}, ({ method }) => (method === "conversations.replies" ? gone : { ok: true }))
      yield* scene.handle(sent(about, { words: "why?" }))
      assert.deepEqual([scene.events, scene.operations], [[], []])
      assert.match(scene.told()[0] ?? "", /that message cannot be read: the message does not exist any more/)

      const found = {
        ts: "1700000003.000100",
        user: "U0000000002",
        text: "it is <@U0000000001>",
        thread_ts: place.thread
      }
      const again = yield* played({}, ({ method }) =>
        method === "conversations.replies" ? { messages: [found] } : faultOf(new Unreachable({ detail: "no" }))
      )
      yield* again.handle(sent(about, { words: "why?" }))
      const [post] = again.operations
      assert.ok(post?._tag === "Post")
      assert.strictEqual(post.body.markdown, "**ann** asks about what U0000000002 wrote: why?")
      assert.deepInclude(words(again.events[0]), { args: { text: "why?\n\nU0000000002 wrote:\n> it is @ann" } })
    })
  )

  it.effect("a page that is opened again and again is drawn at once, and then every other second", () =>
    Effect.gen(function* () {
      const scene = yield* played()
      const opens = Effect.forkChild(
        scene.handle({
          type: "event_callback",
          team_id: team,
          event_id: "Ev1",
          event: { type: "app_home_opened", user: ann, channel: "D0000000001", tab: "home" }
        })
      )
      const drawn = () => scene.calls.filter(({ method }) => method === "views.publish").length
      yield* opens
      yield* TestClock.adjust("1 millis")
      assert.strictEqual(drawn(), 1)
      for (let opened = 0; opened < 5; opened++) yield* opens
      yield* TestClock.adjust("1 second")
      assert.strictEqual(drawn(), 1)
      yield* TestClock.adjust("2 seconds")
      assert.strictEqual(drawn(), 2)
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(drawn(), 2)
    })
  )

  it.effect("a vocabulary that has worker commands is spoken to by /worker", () =>
    Effect.gen(function* () {
      const run = { name: "worker run", help: "runs a task", options: [{ name: "text", help: "it", required: true }] }
      const scene = yield* played({ intake: { vocabulary: [...vocabulary, run] } })
      yield* scene.handle(slash("/worker", "run sweep the logs"))
      assert.deepInclude(words(scene.events[0]), { command: "worker run", args: { text: "sweep the logs" } })
    })
  )
})
