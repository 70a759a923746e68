/** What no capture shows: the host's own part in a conversation that takes a turn of its own. */
import { NodeFileSystem } from "@effect/platform-node"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schema, Stream } from "effect"
import { TestClock } from "effect/testing"
import { makeClaudeSession } from "../../../../src/adapters/backend/claude/ClaudeSession.ts"
import type { AgentEvent } from "../../../../src/core/model/AgentEvent.ts"
import { AskId, TurnId } from "../../../../src/core/model/Ids.ts"
import type { TurnInput } from "../../../../src/core/ports/AgentBackend.ts"
import { makeFakeProcess } from "./FakeProcess.ts"

const input = (change: Partial<TurnInput> = {}): TurnInput => ({
  turn: TurnId.make("test:1:1"),
  text: "hi",
  attachments: [],
  ...change
})

const Message = Schema.Struct({ uuid: Schema.String })
const Request = Schema.Struct({ request_id: Schema.String, request: Schema.Struct({ subtype: Schema.String }) })
const asMessage = Schema.decodeUnknownSync(Message)
const asRequest = Schema.decodeUnknownSync(Request)

const opened = Effect.gen(function* () {
  const fake = yield* makeFakeProcess({ code: 1, signal: null, stderr: "" })
  const { session } = yield* makeClaudeSession({
    process: fake.process,
    cwd: "/workspace",
    ownTools: true,
    onUsed: () => {}
  })
  /** The next request of ours, answered. */
  const answer = Effect.fnUntraced(function* (subtype: string, response: object = {}) {
    const request = asRequest(yield* fake.heard)
    assert.strictEqual(request.request.subtype, subtype)
    const line = { subtype: "success", request_id: request.request_id, response }
    yield* fake.say({ type: "control_response", response: line })
  })
  const begun = (uuid: string) =>
    Effect.andThen(fake.say({ type: "command_lifecycle", command_uuid: uuid, state: "started" }), fake.say(init))
  const start = (turn: TurnInput) => Effect.forkChild(Stream.runCollect(session.run(turn)), { startImmediately: true })
  const message = Effect.map(fake.heard, (line) => asMessage(line).uuid)
  return { fake, session, answer, begun, start, message }
}).pipe(Effect.provide(NodeFileSystem.layer))

const init = { type: "system", subtype: "init", session_id: "s", capabilities: ["msg_lifecycle_v1"] }
const assistant = (id: string, content: object) => ({
  type: "assistant",
  message: { id, model: "opus", content: [content] },
  parent_tool_use_id: null
})
const text = (id: string, said: string) => assistant(id, { type: "text", text: said })
const result = (change: object) => ({
  type: "result",
  subtype: "success",
  is_error: false,
  terminal_reason: "completed",
  ...change
})
const textOf = (events: ReadonlyArray<AgentEvent>) =>
  events.flatMap((event) => (event._tag === "Text" ? [event.delta] : [])).join("")
const outcomeOf = (events: ReadonlyArray<AgentEvent>) => {
  const last = events.at(-1)
  return last?._tag === "Completed" ? last.outcome : undefined
}

describe("a session with claude", () => {
  it.effect("a message that the cli drops as one it has seen is sent again under another id", () =>
    Effect.gen(function* () {
      const { begun, fake, message, start } = yield* opened
      const turn = yield* start(input())
      const first = yield* message
      yield* fake.say({ type: "command_lifecycle", command_uuid: first, state: "completed" })
      const second = yield* message
      assert.notStrictEqual(second, first)
      yield* begun(second)
      yield* fake.say(text("m1", "answer"))
      yield* fake.say(result({ user_message_uuids: [second] }))
      assert.strictEqual(textOf(yield* Fiber.join(turn)), "answer")
    })
  )

  it.effect("a turn that the cli begins just as a message is sent is not taken for its answer", () =>
    Effect.gen(function* () {
      const { begun, fake, message, session, start } = yield* opened
      const own = yield* session.spontaneous.pipe(
        Stream.take(1),
        Stream.mapEffect(Stream.runCollect),
        Stream.runCollect,
        Effect.forkChild
      )
      const turn = yield* start(input())
      const uuid = yield* message
      yield* fake.say(init)
      yield* fake.say(text("m1", "the build is done"))
      yield* fake.say(result({ origin: { kind: "task-notification" } }))
      yield* begun(uuid)
      yield* fake.say(text("m2", "answer"))
      yield* fake.say(result({ user_message_uuids: [uuid] }))
      assert.strictEqual(textOf(yield* Fiber.join(turn)), "answer")
      const [unasked] = yield* Fiber.join(own)
      assert.strictEqual(textOf(unasked ?? []), "the build is done")
    })
  )

  it.effect("a message that is taken up in the middle of the cli's own turn gets the rest of it", () =>
    Effect.gen(function* () {
      const { fake, message, session, start } = yield* opened
      const own = yield* session.spontaneous.pipe(
        Stream.take(1),
        Stream.mapEffect(Stream.runCollect),
        Stream.runCollect,
        Effect.forkChild
      )
      const turn = yield* start(input())
      const uuid = yield* message
      yield* fake.say(init)
      yield* fake.say(text("m1", "theirs"))
      yield* fake.say({ type: "command_lifecycle", command_uuid: uuid, state: "started" })
      yield* fake.say(text("m2", "mine"))
      yield* fake.say(result({ origin: { kind: "task-notification" }, user_message_uuids: [uuid] }))
      assert.strictEqual(textOf(yield* Fiber.join(turn)), "mine")
      const [unasked] = yield* Fiber.join(own)
      assert.deepStrictEqual(unasked?.at(-1), { _tag: "Completed", outcome: { _tag: "Done" } })
    })
  )

  it.effect("a turn of the cli's own that falls silent is given up, and does not hold the next one for ever", () =>
    Effect.gen(function* () {
      const { answer, fake, session } = yield* opened
      const own = yield* session.spontaneous.pipe(
        Stream.take(1),
        Stream.mapEffect(Stream.runCollect),
        Stream.runCollect,
        Effect.forkChild
      )
      yield* fake.say(init)
      yield* fake.say(text("m1", "the build"))
      yield* TestClock.adjust("15 minutes")
      yield* answer("interrupt")
      yield* TestClock.adjust("20 seconds")
      const [unasked] = yield* Fiber.join(own)
      const outcome = outcomeOf(unasked ?? [])
      assert.isTrue(outcome?._tag === "Failed" && outcome.kind === "stalled")
      assert.deepStrictEqual(fake.signals, ["SIGKILL"])
    })
  )

  it.effect("the result of another message ends no turn", () =>
    Effect.gen(function* () {
      const { begun, fake, message, start } = yield* opened
      const turn = yield* start(input())
      const uuid = yield* message
      yield* begun(uuid)
      yield* fake.say(result({ user_message_uuids: ["of-another"], is_error: true }))
      yield* fake.say(text("m1", "answer"))
      yield* fake.say(result({ user_message_uuids: ["of-another", uuid] }))
      const events = yield* Fiber.join(turn)
      assert.strictEqual(textOf(events), "answer")
      assert.deepStrictEqual(outcomeOf(events), { _tag: "Done" })
    })
  )

  it.effect("the service's own tools are allowed by nobody, and other servers' tools are asked for", () =>
    Effect.gen(function* () {
      const { begun, fake, message, session, start } = yield* opened
      const turn = yield* start(input())
      const uuid = yield* message
      yield* begun(uuid)
      const ask = (id: string, tool: string) =>
        fake.say({
          type: "control_request",
          request_id: id,
          request: { subtype: "can_use_tool", tool_name: tool, input: {} }
        })
      yield* ask("own", "mcp__orchestrator__spawn_worker")
      assert.deepInclude(yield* fake.heard, {
        response: { subtype: "success", request_id: "own", response: { behavior: "allow", updatedInput: {} } }
      })
      yield* ask("other", "mcp__orchestrator2__spawn_worker")
      assert.isTrue(yield* session.answer(AskId.make("other"), { _tag: "Deny", reason: "no" }))
      yield* fake.say(result({ user_message_uuids: [uuid] }))
      const asked = (yield* Fiber.join(turn)).flatMap((event) => (event._tag === "Asked" ? [event.ask.id] : []))
      assert.deepStrictEqual(asked, [AskId.make("other")])
    })
  )

  it.effect("a turn that costs more than its budget is stopped, whatever the conversation cost before", () =>
    Effect.gen(function* () {
      const { answer, begun, fake, message, start } = yield* opened
      const turn = yield* start(input({ budgetUsd: 0.5 }))
      yield* answer("get_session_cost", { text: "Estimated cost:        $1,000.1000\nTotal duration (API):  0s" })
      const uuid = yield* message
      yield* begun(uuid)
      yield* fake.say(assistant("m1", { type: "tool_use", id: "t1", name: "Bash", input: { command: "make" } }))
      yield* answer("get_session_cost", { text: "Estimated cost:        $1,000.4000" })
      yield* fake.say(assistant("m2", { type: "tool_use", id: "t2", name: "Bash", input: { command: "make" } }))
      yield* answer("get_session_cost", { text: "Estimated cost:        $1,000.7000" })
      yield* answer("interrupt")
      yield* fake.say(
        result({
          subtype: "error_during_execution",
          is_error: true,
          terminal_reason: "aborted_tools",
          user_message_uuids: [uuid]
        })
      )
      const events = yield* Fiber.join(turn)
      const spent = events.flatMap((event) => (event._tag === "Spending" ? [event.costUsd] : []))
      assert.strictEqual(spent.length, 1, "what is within the budget is told as it is spent")
      assert.closeTo(spent[0] ?? 0, 0.3, 1e-6)
      const outcome = outcomeOf(events)
      assert.isTrue(outcome?._tag === "OverBudget" && outcome.limitUsd === 0.5)
    })
  )

  it.effect("a cli that heeds no interrupt loses its process, and the turn ends as stopped all the same", () =>
    Effect.gen(function* () {
      const { begun, fake, message, session, start } = yield* opened
      const turn = yield* start(input())
      yield* begun(yield* message)
      yield* fake.say(text("m1", "said so far"))
      yield* Effect.forkChild(session.interrupt, { startImmediately: true })
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(fake.signals, [])
      yield* TestClock.adjust("10 seconds")
      const events = yield* Fiber.join(turn)
      assert.deepStrictEqual(outcomeOf(events), { _tag: "Stopped" })
      assert.strictEqual(textOf(events), "said so far")
      assert.deepStrictEqual(fake.signals, ["SIGTERM"])
    })
  )

  it.effect("what runs in the background is stopped with the turn", () =>
    Effect.gen(function* () {
      const { answer, begun, fake, message, session, start } = yield* opened
      const turn = yield* start(input())
      const uuid = yield* message
      yield* begun(uuid)
      yield* fake.say({ type: "system", subtype: "background_tasks_changed", tasks: [{ task_id: "b1" }] })
      const stop = yield* Effect.forkChild(session.interrupt, { startImmediately: true })
      yield* answer("interrupt")
      yield* answer("stop_task")
      yield* Fiber.join(stop)
      yield* fake.say({ type: "command_lifecycle", command_uuid: uuid, state: "cancelled" })
      assert.deepStrictEqual(outcomeOf(yield* Fiber.join(turn)), { _tag: "Stopped" })
    })
  )

  it.effect("a rejected key is not tried ten times, and its late end is not that of the next turn", () =>
    Effect.gen(function* () {
      const { answer, begun, fake, message, start } = yield* opened
      const rejected = yield* start(input())
      const first = yield* message
      yield* begun(first)
      yield* fake.say({ type: "system", subtype: "api_retry", attempt: 1, error: "authentication_failed" })
      const outcome = outcomeOf(yield* Fiber.join(rejected))
      assert.isTrue(outcome?._tag === "Failed" && outcome.kind === "auth")
      yield* answer("interrupt")
      const turn = yield* start(input())
      const second = yield* message
      yield* fake.say(result({ is_error: true, terminal_reason: "aborted_streaming", user_message_uuids: [first] }))
      yield* begun(second)
      yield* fake.say(text("m1", "answer"))
      yield* fake.say(result({ user_message_uuids: [second] }))
      const events = yield* Fiber.join(turn)
      assert.strictEqual(textOf(events), "answer")
      assert.deepStrictEqual(outcomeOf(events), { _tag: "Done" })
    })
  )

  it.effect("an ask that the cli withdrew is answered by nobody", () =>
    Effect.gen(function* () {
      const { begun, fake, message, session, start } = yield* opened
      yield* start(input())
      yield* begun(yield* message)
      const request = { subtype: "can_use_tool", tool_name: "Bash", input: { command: "ls" } }
      yield* fake.say({ type: "control_request", request_id: "q1", request })
      yield* fake.say({ type: "control_cancel_request", request_id: "q1" })
      const before = fake.sent.length
      assert.isFalse(yield* session.answer(AskId.make("q1"), { _tag: "Allow", scope: "once" }))
      assert.strictEqual(fake.sent.length, before)
    })
  )

  it.effect("lines that nobody knows are notes and end nothing", () =>
    Effect.gen(function* () {
      const { begun, fake, message, start } = yield* opened
      const turn = yield* start(input())
      const uuid = yield* message
      yield* begun(uuid)
      yield* fake.feed({ _tag: "Garbage", text: "Segmentation fault?" })
      yield* fake.say({ type: "hologram", shape: "cube" })
      yield* fake.say({ type: "system", subtype: "hologram" })
      yield* fake.say({ type: "assistant", message: "not a message" })
      yield* fake.say(text("m1", "answer"))
      yield* fake.say(result({ user_message_uuids: [uuid] }))
      const events = yield* Fiber.join(turn)
      assert.deepStrictEqual(
        events.flatMap((event) => (event._tag === "Note" ? [event.text] : [])),
        [
          "Segmentation fault?",
          '{"type":"hologram","shape":"cube"}',
          "hologram",
          '{"type":"assistant","message":"not a message"}'
        ]
      )
      assert.deepStrictEqual(outcomeOf(events), { _tag: "Done" })
    })
  )
})
