/** The plain fallback: one process per message, the same contract, less to see. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import type { AgentEvent } from "../../../../src/core/model/AgentEvent.ts"
import { compact, outcomeName } from "./Compact.ts"
import { type FakeCodex, fakeHost, thread } from "./FakeCodex.ts"
import { backendOn, message, session } from "./Scene.ts"

const usage = (input: number) => ({ input_tokens: input, cached_input_tokens: 0, output_tokens: 1 })
const speak = (codex: FakeCodex, id: string, text: string, total: number) => {
  codex.say({ type: "thread.started", thread_id: id })
  codex.say({ type: "item.completed", item: { id: "item_0", type: "agent_message", text } })
  codex.say({ type: "turn.completed", usage: usage(total) })
  codex.exit({ code: 0 })
}
const argumentsOf = (codex: FakeCodex | undefined) => codex?.spec.args ?? []
const exec = { mode: "exec" } as const

describe("ExecSession", () => {
  it.effect("continues its own thread and counts each message's own tokens", () =>
    Effect.gen(function* () {
      let total = 0
      const host = fakeHost({}, (codex) => {
        total += 100
        speak(codex, thread, `at ${total}`, total)
      })
      const opened = yield* (yield* backendOn(host, exec)).open(session())
      const first = yield* Stream.runCollect(opened.run(message("one")))
      const second = yield* Stream.runCollect(opened.run(message("two", "console:1:2")))
      assert.deepStrictEqual(compact(first).slice(1), ['text m1: "at 100"', "used 100 in, 1 out", "completed Done"])
      assert.deepStrictEqual(compact(second).slice(1), ['text m1: "at 200"', "used 100 in, 0 out", "completed Done"])
      assert.notInclude(argumentsOf(host.started[0]), "resume")
      assert.deepStrictEqual(argumentsOf(host.started[1]).slice(-3), ["--", thread, "two"])
      assert.isTrue(host.started.every((codex) => codex.inputEnded))
    })
  )

  it.effect("counts from codex's own record after a resume", () =>
    Effect.gen(function* () {
      const count = {
        payload: {
          type: "token_count",
          info: { total_token_usage: usage(900), last_token_usage: usage(50), model_context_window: null }
        }
      }
      const host = fakeHost({}, (codex) => speak(codex, thread, "back", 960), {
        readDirectory: () => Effect.succeed([`2026/01/01/rollout-2026-01-01T00-00-00-${thread}.jsonl`]),
        readFileString: () => Effect.succeed(`garbage\n${JSON.stringify(count)}\n`)
      })
      const opened = yield* (yield* backendOn(host, exec)).open(session(thread))
      const events = yield* Stream.runCollect(opened.run(message("one")))
      assert.include(compact(events), "used 60 in, 0 out")
    })
  )

  it.effect("notices that codex began another conversation, and refuses a token that would make it so", () =>
    Effect.gen(function* () {
      const host = fakeHost({}, (codex) => speak(codex, "0197c0de-0000-7000-8000-00000000ffff", "Who are you?", 1))
      const backend = yield* backendOn(host, exec)
      const opened = yield* backend.open(session(thread))
      const events = yield* Stream.runCollect(opened.run(message("one")))
      assert.deepStrictEqual(
        events.map((event) => event._tag),
        ["Completed"]
      )
      assert.strictEqual(outcomeName(events), "Failed invalid")
      const unknown = yield* Effect.flip(backend.open(session("not-a-uuid")))
      assert.strictEqual(unknown.reason._tag, "UnknownSession")
    })
  )

  it.effect("stops by a signal, and says so of what never began", () =>
    Effect.gen(function* () {
      const host = fakeHost({}, (codex) => codex.say({ type: "thread.started", thread_id: thread }))
      const opened = yield* (yield* backendOn(host, exec)).open(session())
      const events: Array<AgentEvent> = []
      const turn = yield* opened.run(message("one")).pipe(
        Stream.runForEach((event) => {
          events.push(event)
          return event._tag === "Started" ? opened.interrupt : Effect.void
        }),
        Effect.forkChild
      )
      yield* Fiber.join(turn)
      assert.deepStrictEqual(host.started[0]?.signals, ["SIGINT"])
      assert.strictEqual(outcomeName(events), "Stopped")

      const missing = yield* (yield* backendOn(host, { ...exec, command: "missing" })).open(session())
      const failed = yield* Stream.runCollect(missing.run(message("one")))
      assert.include(JSON.stringify(failed), "npm install -g @openai/codex")
      const long = yield* Stream.runCollect(opened.run(message("x".repeat(130_000))))
      assert.strictEqual(outcomeName(long), "Failed invalid")
    })
  )
})
