/** Messages that grow: the unmodified ChatStreamer, what people see meanwhile, limits, and how streams end. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Json } from "../Json.ts"
import { type FakeSlack, makeFakeSlack } from "./FakeSlack.ts"
import { ask, makeWebClient } from "./RealBolt.ts"

const task = (id: string, status: string, more: Json = {}) => ({
  type: "task_update" as const,
  id,
  title: `task ${id}`,
  status,
  ...more
})
const text = (words: string) => ({ type: "markdown_text", text: words })

const makeRig = (options: Parameters<typeof makeFakeSlack>[0] = {}) =>
  Effect.gen(function* () {
    const slack = yield* makeFakeSlack(options)
    const general = slack.channel("general")
    const ann = slack.person("ann")
    const said = ann.says(general, "go")
    const place = {
      channel: general.id,
      thread_ts: said.ts,
      recipient_user_id: ann.id,
      recipient_team_id: slack.team.id
    }
    return { slack, general, ann, said, place }
  })

const start = (slack: FakeSlack, args: Json) =>
  Effect.map(ask(slack, "chat.startStream", args), ({ channel, ts }) => ({ channel, ts }))

describe("streams of the loopback Slack", () => {
  it.live("the client's own streamer writes a message that grows and is finished with buttons", () =>
    Effect.gen(function* () {
      const { general, place, slack } = yield* makeRig()
      const streamer = makeWebClient(slack).chatStream({ ...place, task_display_mode: "plan", buffer_size: 4 })
      yield* Effect.promise(() => streamer.append({ markdown_text: "**Reading**" }))
      assert.include(slack.transcript(general), "  | Orchestrator [APP]: Reading (streaming)")
      yield* Effect.promise(() =>
        streamer.append({
          chunks: [
            { type: "plan_update", title: "the plan" },
            { type: "task_update", id: "1", title: "read", status: "in_progress", details: "half" },
            { type: "task_update", id: "2", title: "write", status: "pending" }
          ]
        })
      )
      yield* Effect.promise(() =>
        streamer.append({
          chunks: [{ type: "task_update", id: "1", title: "read it", status: "complete", details: " and half" }]
        })
      )
      const button = { type: "button" as const, text: { type: "plain_text" as const, text: "Retry" }, action_id: "r" }
      yield* Effect.promise(() =>
        streamer.stop({
          markdown_text: "done",
          blocks: [{ type: "actions", elements: [button] }],
          session_status: "active",
          metadata: { event_type: "turn", event_payload: { id: "7" } }
        })
      )
      assert.strictEqual(
        slack.transcript(general),
        [
          "ann: go",
          "  | Orchestrator [APP]: Reading",
          "  |   [the plan]",
          "  |     ✓ read it",
          "  |         half and half",
          "  |     ○ write",
          "  |   done",
          "  |   [Retry]",
          "  | (session: active)"
        ].join("\n")
      )
      const { has_more, messages } = yield* ask(slack, "conversations.replies", {
        channel: general.id,
        ts: place.thread_ts,
        include_all_metadata: true
      })
      assert.isFalse(has_more)
      assert.deepNestedInclude({ messages }, { "messages[1].metadata.event_payload.id": "7" })
      assert.deepNestedInclude({ messages }, { "messages[1].streaming_state": "completed" })
      const changes = slack.events.sent.filter(({ event }) => event.subtype === "message_changed")
      assert.strictEqual(changes.length, 3)
    })
  )

  it.live("what a stream may not begin with, or hold", () =>
    Effect.gen(function* () {
      const { place, slack } = yield* makeRig()
      const { recipient_team_id, recipient_user_id, thread_ts, ...bare } = place
      const refused = (args: Json) => Effect.map(ask(slack, "chat.startStream", args), ({ error }) => error)
      assert.strictEqual(yield* refused(bare), "invalid_arguments")
      assert.strictEqual(yield* refused({ ...bare, thread_ts }), "missing_recipient_user_id")
      assert.strictEqual(yield* refused({ ...bare, thread_ts, recipient_user_id }), "missing_recipient_team_id")
      assert.strictEqual(yield* refused({ ...place, thread_ts: "1700000000.000100" }), "thread_not_found")
      assert.strictEqual(yield* refused({ ...place, chunks: [{ type: "poem" }] }), "invalid_chunks")
      assert.strictEqual(yield* refused({ ...place, chunks: [task("1", "asleep")] }), "invalid_chunks")
      assert.strictEqual(yield* refused({ ...place, chunks: "{" }), "invalid_chunks")
      assert.strictEqual(yield* refused({ ...place, markdown_text: "x".repeat(12_001) }), "msg_too_long")
      slack.install.scopes.delete("chat:write.customize")
      assert.strictEqual(yield* refused({ ...place, username: "scout" }), "missing_scope")
      slack.install.streams = "feature_not_enabled"
      assert.strictEqual(yield* refused(place), "feature_not_enabled")
      slack.install.streams = true

      const stream = yield* start(slack, { ...place, markdown_text: "x".repeat(11_999) })
      const append = (chunks: ReadonlyArray<Json>) => ask(slack, "chat.appendStream", { ...stream, chunks })
      assert.strictEqual((yield* append([text("xx")])).error, "msg_too_long")
      assert.isTrue((yield* append([text("x")])).ok)
      assert.isTrue((yield* append([task("1", "complete", { title: "t".repeat(300) })])).ok)
      assert.strictEqual((yield* append([text("x")])).error, "msg_too_long")
      assert.strictEqual(
        (yield* ask(slack, "chat.update", { ...stream, text: "no" })).error,
        "streaming_state_conflict"
      )
      assert.isTrue((yield* ask(slack, "chat.stopStream", stream)).ok)
      const after = yield* ask(slack, "chat.stopStream", stream)
      assert.strictEqual(after.error, "message_not_in_streaming_state")
      assert.include(slack.transcript(), `✓ ${"t".repeat(256)}`)
      assert.notInclude(slack.transcript(), "t".repeat(257))
    })
  )

  it.live("a stream dies with its time, whatever is written; then it can be changed", () =>
    Effect.gen(function* () {
      const { general, place, slack } = yield* makeRig({ settings: { streamMillis: 60 } })
      const stream = yield* start(slack, { ...place, markdown_text: "half of" })
      yield* slack.until("its death", () => !slack.transcript(general).includes("(streaming)"))
      for (const method of ["chat.appendStream", "chat.stopStream"]) {
        const { error } = yield* ask(slack, method, { ...stream, markdown_text: " it" })
        assert.strictEqual(error, "message_not_in_streaming_state")
      }
      yield* ask(slack, "chat.update", { ...stream, markdown_text: "all of it" })
      assert.strictEqual(slack.transcript(general), ["ann: go", "  | Orchestrator [APP]: all of it"].join("\n"))
    })
  )

  it.live("a person stops it: the app is told, and may not go on", () =>
    Effect.gen(function* () {
      const { ann, general, place, said, slack } = yield* makeRig()
      assert.throws(() => ann.stops(general, said), /nothing to stop/)
      const stream = yield* start(slack, { ...place, markdown_text: "counting" })
      ann.stops(general, said)
      assert.deepInclude(slack.events.sent.find(({ kind }) => kind === "agent_session_stopped")?.event, {
        channel: general.id,
        user: ann.id,
        thread_ts: said.ts,
        streaming_message_ts: [stream.ts]
      })
      const { error } = yield* ask(slack, "chat.appendStream", { ...stream, markdown_text: " on" })
      assert.strictEqual(error, "stopped_by_user")

      const session = { channel_id: general.id, thread_ts: said.ts }
      const working = yield* ask(slack, "agents.sessions.setStatus", {
        ...session,
        status: "processing",
        title: "count"
      })
      assert.deepInclude(working, { ok: true, agent_status: "processing", title: "count" })
      yield* ask(slack, "assistant.threads.setStatus", { ...session, status: "is thinking…" })
      yield* ask(slack, "agents.sessions.rename", { ...session, title: "counting" })
      assert.include(
        slack.transcript(general),
        ["  | Orchestrator [APP] is thinking…", '  | (session "counting": processing)'].join("\n")
      )
      ann.stops(general, said)
      yield* ask(slack, "chat.postMessage", { channel: general.id, thread_ts: said.ts, text: "stopped" })
      assert.notInclude(slack.transcript(general), "thinking")
      slack.install.sessions = false
      const off = yield* ask(slack, "agents.sessions.setStatus", { ...session, status: "active" })
      assert.strictEqual(off.error, "unknown_method")
    })
  )
})
