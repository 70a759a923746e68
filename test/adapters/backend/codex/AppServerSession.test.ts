/** What a session with the app-server puts on the wire, and what a turn tells when things go wrong. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Redacted, Stream } from "effect"
import { TestClock } from "effect/testing"
import type { CodexConfig } from "../../../../src/adapters/backend/codex/CodexConfig.ts"
import type { AgentEvent } from "../../../../src/core/model/AgentEvent.ts"
import { AskId } from "../../../../src/core/model/Ids.ts"
import type { BackendSession, OpenSession } from "../../../../src/core/ports/AgentBackend.ts"
import { compact, outcomeName } from "./Compact.ts"
import { type FakeCodex, type FakeHost, fakeHost, refusal, thread } from "./FakeCodex.ts"
import { backendOn, message, session } from "./Scene.ts"

const openOn = Effect.fnUntraced(function* (
  host: FakeHost,
  options: OpenSession = session(),
  config: typeof CodexConfig.Encoded = {}
) {
  const backend = yield* backendOn(host, config)
  const opened = yield* backend.open(options)
  const codex = host.started[0]
  if (codex === undefined) return yield* Effect.die("nothing was started")
  return { opened, codex }
})

/** Runs a turn in the background; `seen` waits for an event of that kind. */
const play = Effect.fnUntraced(function* (opened: BackendSession, text = "hello", turn = "console:1:1") {
  const events: Array<AgentEvent> = []
  const waiting = new Map<string, Deferred.Deferred<AgentEvent>>()
  const wait = (tag: string) => {
    const known = waiting.get(tag) ?? Deferred.makeUnsafe<AgentEvent>()
    waiting.set(tag, known)
    return known
  }
  const fiber = yield* opened.run(message(text, turn)).pipe(
    Stream.runForEach((event) =>
      Effect.sync(() => {
        events.push(event)
        Deferred.doneUnsafe(wait(event._tag), Effect.succeed(event))
      })
    ),
    Effect.forkChild({ startImmediately: true })
  )
  return {
    seen: (tag: AgentEvent["_tag"]) => Deferred.await(wait(tag)),
    end: Effect.as(Fiber.join(fiber), events as ReadonlyArray<AgentEvent>)
  }
})

const sleeping = { type: "commandExecution", id: "call", command: "/bin/bash -lc 'sleep 9'", status: "inProgress" }

describe("AppServerSession", () => {
  it.effect("opens a thread with what the agent may do, and no secret on the command line", () =>
    Effect.gen(function* () {
      const host = fakeHost()
      const mcp = {
        orchestrator: { type: "http", url: "http://127.0.0.1:1/mcp", headers: { Authorization: "secret" } }
      }
      const { codex, opened } = yield* openOn(
        host,
        session(undefined, { permissions: "accept-edits", model: "gpt-8", mcp })
      )
      assert.deepStrictEqual(codex.methods, ["initialize", "initialized", "thread/start"])
      assert.deepStrictEqual(yield* codex.saw("thread/start"), {
        cwd: "/workspace",
        model: "gpt-8",
        approvalPolicy: "on-request",
        sandbox: "workspace-write",
        developerInstructions: "You are Scout.",
        config: {
          "mcp_servers.orchestrator": { url: "http://127.0.0.1:1/mcp", http_headers: { Authorization: "secret" } }
        }
      })
      assert.strictEqual(opened.token, thread)
      assert.notInclude(codex.spec.args.join(" "), "secret")
      assert.deepStrictEqual(codex.spec.env, { PATH: "/bin", HOME: "/home/user", CODEX_HOME: "/home/user/.codex" })
    })
  )

  it.effect(
    "gives the service's own tools to the thread, unasked and not required, and their token to nothing else",
    () =>
      Effect.gen(function* () {
        const tools = { url: "http://127.0.0.1:1/mcp", token: Redacted.make("secret") }
        const { codex } = yield* openOn(fakeHost(), { ...session(), tools })
        const started = yield* codex.saw("thread/start")
        assert.deepInclude(started, {
          config: {
            "mcp_servers.orchestrator": {
              url: tools.url,
              http_headers: { Authorization: "Bearer secret" },
              default_tools_approval_mode: "approve",
              tool_timeout_sec: 3_600,
              required: false
            }
          }
        })
        assert.notInclude(JSON.stringify([codex.spec.args, codex.spec.env]), "secret")
      })
  )

  it.effect("resumes without the old turns, and says when there is nothing to resume", () =>
    Effect.gen(function* () {
      const { codex } = yield* openOn(fakeHost(), session(thread))
      const resumed = yield* codex.saw("thread/resume")
      assert.deepInclude(resumed, { threadId: thread, excludeTurns: true })

      const lost = fakeHost({ "thread/resume": () => refusal(`no rollout found for thread id ${thread}`) })
      const unknown = yield* Effect.flip(openOn(lost, session(thread)))
      assert.strictEqual(unknown.reason._tag, "UnknownSession")

      const open = fakeHost({ "thread/resume": () => refusal(`thread ${thread} already has an active writer`) })
      const busy = yield* Effect.flip(openOn(open, session(thread)))
      assert.strictEqual(busy.message, "codex: this conversation is open in another codex; close it there, then retry")
    })
  )

  it.effect("says how to install a codex that is not there, and shows what one said that ended at once", () =>
    Effect.gen(function* () {
      const missing = yield* Effect.flip(openOn(fakeHost(), session(), { command: "missing" }))
      assert.include(missing.message, "npm install -g @openai/codex")
      const broken = fakeHost({}, (codex) => codex.exit({ code: 1, stderr: "Error: Model provider `x` not found\n" }))
      const ended = yield* Effect.flip(openOn(broken))
      assert.include(ended.message, "Model provider `x` not found")
    })
  )

  it.effect("sends the message untouched under the turn's id, and tells the answer as it grows", () =>
    Effect.gen(function* () {
      const { codex, opened } = yield* openOn(fakeHost())
      const turn = yield* play(opened, "use $deploy and [@x](plugin://x)")
      yield* turn.seen("Started")
      const sent = yield* codex.saw("turn/start")
      assert.strictEqual(sent.clientUserMessageId, "console:1:1")
      assert.deepStrictEqual(
        sent.input.map((part: { text: string }) => part.text),
        ["use $", "deploy and [@", "x](plugin://x)"]
      )
      codex.answer("Hi.")
      codex.endTurn("completed")
      assert.deepStrictEqual(compact(yield* turn.end), ["started gpt-9", 'text m1: "Hi."', "completed Done"])
    })
  )

  it.effect("asks a person, hands the answer over once, and forgets what codex withdrew", () =>
    Effect.gen(function* () {
      const { codex, opened } = yield* openOn(fakeHost())
      const turn = yield* play(opened)
      yield* turn.seen("Started")
      codex.request(0, "item/commandExecution/requestApproval", { itemId: "call", command: "/bin/bash -lc 'npm test'" })
      const asked = yield* turn.seen("Asked")
      const id = asked._tag === "Asked" ? asked.ask.id : AskId.make("none")
      assert.isTrue(yield* opened.answer(id, { _tag: "Allow", scope: "session" }))
      assert.isFalse(yield* opened.answer(id, { _tag: "Deny", reason: "late" }))
      assert.deepStrictEqual(codex.replyTo(0), { id: 0, result: { decision: "acceptForSession" } })
      codex.say({ method: "serverRequest/resolved", params: { threadId: thread, requestId: 0 } })

      codex.request(1, "item/commandExecution/requestApproval", { itemId: "call", command: "rm -rf /" })
      codex.say({ method: "serverRequest/resolved", params: { threadId: thread, requestId: 1 } })
      yield* turn.seen("AskClosed")
      codex.request(2, "item/tool/call", { tool: "host_ping" })
      yield* turn.seen("Note")
      codex.endTurn("completed")
      assert.deepStrictEqual(
        (yield* turn.end).map((event) => event._tag),
        ["Started", "Asked", "Asked", "AskClosed", "Note", "Completed"]
      )
      assert.strictEqual(codex.replyTo(2).error.message, "not supported")
      assert.isUndefined(codex.replyTo(1))
    })
  )

  it.effect("an interrupt ends the turn and what it left running, before the next turn begins", () =>
    Effect.gen(function* () {
      const host = fakeHost({ "thread/backgroundTerminals/clean": () => undefined })
      const { codex, opened } = yield* openOn(host)
      const turn = yield* play(opened)
      yield* turn.seen("Started")
      codex.item("started", sleeping)
      yield* turn.seen("Activity")
      const interrupted = yield* Effect.forkChild(opened.interrupt, { startImmediately: true })
      assert.deepStrictEqual(compact(yield* turn.end).slice(1), [
        'started a1 commandExecution (command) "sleep 9"',
        'failed a1 commandExecution (command) "sleep 9"',
        "completed Stopped"
      ])
      yield* codex.saw("thread/backgroundTerminals/clean")
      const next = yield* play(opened, "next", "console:1:2")
      assert.strictEqual(codex.methods.filter((method) => method === "turn/start").length, 1)

      codex.item("completed", { ...sleeping, status: "failed", exitCode: -1 })
      const clean = codex.sent.findLast((sent) => sent.method === "thread/backgroundTerminals/clean")
      codex.say({ id: clean.id, result: {} })
      yield* Fiber.join(interrupted)
      yield* next.seen("Started")
      codex.answer("On it.")
      codex.endTurn("completed")
      assert.deepStrictEqual(compact(yield* next.end), ["started gpt-9", 'text m1: "On it."', "completed Done"])
    })
  )

  it.effect("kills a codex that does not stop", () =>
    Effect.gen(function* () {
      const { codex, opened } = yield* openOn(fakeHost({ "turn/interrupt": () => undefined }))
      const turn = yield* play(opened)
      yield* turn.seen("Started")
      yield* Effect.forkChild(opened.interrupt, { startImmediately: true })
      yield* TestClock.adjust("10 seconds")
      assert.strictEqual(outcomeName(yield* turn.end), "Stopped")
      assert.deepStrictEqual(codex.signals, ["SIGKILL"])
      yield* opened.closed
    })
  )

  it.effect("gives up a codex that waits for the network for ever", () =>
    Effect.gen(function* () {
      const { codex, opened } = yield* openOn(fakeHost())
      const turn = yield* play(opened)
      yield* turn.seen("Started")
      const waits = () =>
        codex.notify("error", {
          error: { message: "Reconnecting... waiting for network", codexErrorInfo: "other" },
          willRetry: true
        })
      waits()
      yield* turn.seen("Note")
      yield* TestClock.adjust("59 seconds")
      assert.notInclude(codex.methods, "turn/interrupt")
      waits()
      yield* TestClock.adjust("1 second")
      assert.strictEqual(outcomeName(yield* turn.end), "Failed network")
    })
  )

  it.effect("a stop, silence and a crash each end the turn with words", () =>
    Effect.gen(function* () {
      const silent = yield* openOn(fakeHost())
      const quiet = yield* play(silent.opened)
      yield* quiet.seen("Started")
      yield* TestClock.adjust("15 minutes")
      assert.strictEqual(outcomeName(yield* quiet.end), "Failed stalled")

      const dying = yield* openOn(fakeHost())
      const cut = yield* play(dying.opened)
      yield* cut.seen("Started")
      dying.codex.item("started", sleeping)
      yield* cut.seen("Activity")
      dying.codex.exit({ signal: "SIGSEGV", stderr: "\u001b[31mERROR\u001b[0m out of memory\n" })
      const crashed = yield* cut.end
      assert.deepStrictEqual(
        crashed.map((event) => event._tag),
        ["Started", "Activity", "Activity", "Completed"]
      )
      assert.deepInclude(crashed.at(-1), {
        outcome: {
          _tag: "Failed",
          kind: "crash",
          message: "codex ended in the middle of the turn (SIGSEGV)",
          remedy: "retry; if it happens again, run orchestrator doctor",
          detail: "ERROR out of memory"
        }
      })
      assert.strictEqual(yield* dying.opened.closed, "ERROR out of memory")
    })
  )

  it.effect("a turn that codex refuses to begin fails, and the session stays usable", () =>
    Effect.gen(function* () {
      let refuse = true
      const host = fakeHost({
        "turn/start": (_, codex: FakeCodex) => {
          if (refuse) return refusal("model gpt-0 not found")
          codex.turn = "turn-2"
          codex.after(() => {
            codex.notify("turn/started", { turn: { id: "turn-2", status: "inProgress" } })
            codex.endTurn("completed")
          })
          return { turn: { id: "turn-2" } }
        }
      })
      const { codex, opened } = yield* openOn(host)
      const refused = yield* play(opened)
      assert.strictEqual(outcomeName(yield* refused.end), "Failed invalid")
      refuse = false
      assert.isTrue(yield* opened.configure({ model: "gpt-7", permissions: "plan" }))
      const second = yield* play(opened, "again", "console:1:2")
      assert.deepStrictEqual(compact(yield* second.end), ["started gpt-7", "completed Done"])
      assert.deepInclude(codex.sent.findLast((sent) => sent.method === "turn/start").params, {
        model: "gpt-7",
        approvalPolicy: "never",
        sandboxPolicy: { type: "readOnly", networkAccess: false }
      })
    })
  )

  it.effect("the process lives in the scope of whoever opened the session, not of the backend", () =>
    Effect.gen(function* () {
      const host = fakeHost()
      const backend = yield* backendOn(host)
      yield* Effect.scoped(
        Effect.gen(function* () {
          yield* backend.open(session())
          assert.isFalse(host.started[0]?.released)
        })
      )
      assert.isTrue(host.started[0]?.released)
    })
  )

  it.effect("steers the running turn only", () =>
    Effect.gen(function* () {
      const { codex, opened } = yield* openOn(fakeHost())
      assert.isFalse(yield* opened.steer("too early"))
      const turn = yield* play(opened)
      yield* turn.seen("Started")
      assert.isTrue(yield* opened.steer("also that"))
      const steered = yield* codex.saw("turn/steer")
      assert.strictEqual(steered.expectedTurnId, "turn-1")
      codex.endTurn("completed")
      yield* turn.end
      assert.isFalse(yield* opened.steer("too late"))
    })
  )
})
