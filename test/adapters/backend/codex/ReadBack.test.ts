/** What became of a turn whose service died, as codex's own record tells it. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { compact } from "./Compact.ts"
import { fakeHost, type Json, refusal, thread } from "./FakeCodex.ts"
import { backendOn, message, session } from "./Scene.ts"

const person = (clientId: string | null, text: string) => ({
  type: "userMessage",
  id: "u",
  clientId,
  content: [{ type: "text", text }]
})
const work = [
  { type: "agentMessage", id: "m1", text: "Looking." },
  { type: "commandExecution", id: "c", command: "/bin/bash -lc ls", status: "completed", aggregatedOutput: "a\n" },
  { type: "agentMessage", id: "m2", text: "Found it." }
]
const turn = (status: string, clientId: string | null, more: Json = {}) => ({
  id: "t2",
  status,
  error: null,
  items: [person(clientId, "find it"), ...work],
  ...more
})
const recording = (data: ReadonlyArray<Json>, more: Json = {}) =>
  fakeHost({ "thread/turns/list": () => ({ data }), "thread/list": () => ({ data: [{ id: thread }] }), ...more })

const tokens = (input: number) => ({ input_tokens: input, cached_input_tokens: 0, output_tokens: 0 })
const line = (payload: Json) => JSON.stringify({ payload })
const count = (total: number) =>
  line({
    type: "token_count",
    info: { total_token_usage: tokens(total), last_token_usage: tokens(10), model_context_window: 100 }
  })
const record = [
  line({ type: "task_started", turn_id: "t1" }),
  count(500),
  line({ type: "task_started", turn_id: "t2" }),
  count(530),
  count(570),
  line({ type: "task_started", turn_id: "t3" }),
  count(999)
].join("\n")

describe("ReadBack", () => {
  it.effect("a finished turn is told again, with what it used, and the thread is not opened", () =>
    Effect.gen(function* () {
      const host = fakeHost({ "thread/turns/list": () => ({ data: [turn("completed", "console:1:1")] }) }, undefined, {
        readDirectory: () => Effect.succeed([`rollout-${thread}.jsonl`]),
        readFileString: () => Effect.succeed(record)
      })
      const recovered = yield* (yield* backendOn(host)).recover(session(thread), message("find it"))
      assert.deepStrictEqual(recovered._tag === "Finished" ? compact(recovered.events) : [], [
        "started (no model)",
        'text m1: "Looking."',
        'done a1 commandExecution (command) "ls" = "a\\n"',
        'text m2: "Found it."',
        "used 70 in, 0 out, 10.00% of context",
        "completed Done"
      ])
      assert.notInclude(host.started[0]?.methods ?? [], "thread/resume")
    })
  )

  it.effect("a failed turn has finished, an interrupted one tells how far it came", () =>
    Effect.gen(function* () {
      const error = { message: "The model does not exist", codexErrorInfo: "modelNotFound" }
      const failing = yield* backendOn(recording([turn("failed", "console:1:1", { error })]))
      const failed = yield* failing.recover(session(thread), message("find it"))
      assert.include(JSON.stringify(failed), "choose another model")
      const cut = yield* backendOn(recording([turn("interrupted", "console:1:1")]))
      assert.deepStrictEqual(yield* cut.recover(session(thread), message("find it")), {
        _tag: "Unfinished",
        said: "Looking.\n\nFound it."
      })
    })
  )

  it.effect("the same words of another message are another turn; codex exec has only the words", () =>
    Effect.gen(function* () {
      const other = recording([turn("completed", "console:1:9")])
      const notReached = yield* (yield* backendOn(other)).recover(session(thread), message("find it"))
      assert.strictEqual(notReached._tag, "NotReached")
      const nameless = recording([turn("completed", null)])
      const byWords = yield* (yield* backendOn(nameless, { mode: "exec" })).recover(session(thread), message("find it"))
      assert.strictEqual(byWords._tag, "Finished")
    })
  )

  it.effect("a thread whose id was never saved is found by its folder, and no thread at all is not reached", () =>
    Effect.gen(function* () {
      const host = recording([turn("interrupted", "console:1:1")])
      const found = yield* (yield* backendOn(host)).recover(session(), message("find it"))
      assert.strictEqual(found._tag, "Unfinished")
      const listed = host.started[0]?.sent.find((sent) => sent.method === "thread/list")
      assert.deepInclude(listed.params, { cwd: "/workspace" })

      const unknown = recording([], { "thread/turns/list": () => refusal("thread not loaded") })
      const none = yield* (yield* backendOn(unknown)).recover(session(thread), message("find it"))
      assert.strictEqual(none._tag, "NotReached")
    })
  )
})
