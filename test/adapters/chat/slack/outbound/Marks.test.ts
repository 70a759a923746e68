import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { messageIdOf } from "../../../../../src/adapters/chat/slack/Address.ts"
import { edit, grown, made, mark, plain, post, setUp } from "./OutboundRig.ts"

describe("Marks", () => {
  it.live("a thread's session works while any of its messages is open, and nothing else says so", () =>
    Effect.gen(function* () {
      const { ann, ask, count, general, outbox, recipients, slack } = yield* setUp()
      const { conversation, ref, said } = ask("fix the build")
      recipients.note(conversation, { user: ann.id, team: slack.team.id, title: "Fix the build" })
      const session = () => slack.transcript(general).split("\n").at(-1)
      yield* outbox.perform(mark(ref, "accepted"))
      yield* slack.until("the courtesy", () => slack.transcript(general).includes("is thinking…"))
      assert.strictEqual(session(), '  | (session "Fix the build": processing)')
      const more = ann.says(general, "and the docs", { thread: said })
      const second = { ...ref, conversation, message: messageIdOf(more.ts) }
      yield* outbox.perform(mark(second, "accepted"))
      yield* outbox.perform(mark(second, "queued"))
      const message = made(yield* outbox.perform(post("a", conversation, grown("done"))))
      assert.notInclude(slack.transcript(general), "is thinking…")
      yield* outbox.perform(edit(message, grown("done", { over: true, controls: [] }), true))
      yield* outbox.perform(mark(ref, "done"))
      assert.include(session(), "processing")
      yield* outbox.perform(mark(second, "working"))
      yield* outbox.perform(mark(second, "stopped"))
      assert.strictEqual(session(), '  | (session "Fix the build": active)')
      assert.strictEqual(count("agents.sessions.setStatus"), 2)
      assert.strictEqual(count("reactions.add"), 0)
    })
  )

  it.live("what says that an agent is thinking goes when nothing was said, and its failures harm nobody", () =>
    Effect.gen(function* () {
      const { ask, begin, general, outbox, slack } = yield* setUp()
      const { ref } = ask()
      yield* outbox.perform(mark(ref, "accepted"))
      yield* slack.until("the courtesy", () => slack.transcript(general).includes("is thinking…"))
      yield* outbox.perform(mark(ref, "withdrawn"))
      assert.notInclude(slack.transcript(general), "is thinking…")
      slack.faults.fail("assistant.threads.setStatus", { status: 503 })
      const other = ask("another")
      yield* outbox.perform(mark(other.ref, "accepted"))
      yield* slack.until("it was tried", () => slack.requests.some(({ status }) => status === 503))
      yield* outbox.perform(mark(other.ref, "done"))
      assert.include(slack.transcript(general), "active")
      const last = ask("a third")
      yield* outbox.perform(mark(last.ref, "accepted"))
      yield* slack.until("the courtesy", () => slack.transcript(general).includes("is thinking…"))
      const next = yield* begin
      yield* next.outbox.perform(mark(last.ref, "queued"))
      yield* next.outbox.perform(mark(last.ref, "working"))
      yield* next.outbox.perform(mark(last.ref, "done"))
      assert.notInclude(slack.transcript(general), "is thinking…", "an earlier life of the service said so")
    })
  )

  for (const [why, options] of [
    ["has no agent sessions", {}],
    ["wants reactions", { config: { reactions: true } }]
  ] as const) {
    it.live(`where a workspace ${why} one reaction stands on the message and follows its state`, () =>
      Effect.gen(function* () {
        const { ask, count, general, outbox, slack } = yield* setUp(options)
        slack.install.sessions = false
        const { conversation, ref } = ask("fix the build")
        const sign = () => /\[:(\w+): 1\]/.exec(slack.transcript(general))?.[1]
        yield* outbox.perform(mark(ref, "accepted"))
        assert.strictEqual(sign(), "eyes")
        yield* outbox.perform(mark(ref, "queued"))
        assert.strictEqual(sign(), "eyes")
        yield* outbox.perform(mark(ref, "working"))
        assert.strictEqual(sign(), undefined)
        yield* outbox.perform(post("a", conversation, plain("done")))
        yield* outbox.perform(mark(ref, "done"))
        assert.strictEqual(sign(), "white_check_mark")
        yield* outbox.perform(mark(ref, "done"))
        yield* outbox.perform(mark(ask("another").ref, "accepted"))
        assert.isAtMost(count("agents.sessions.setStatus"), 1)
        assert.strictEqual(count("assistant.threads.setStatus"), 0)
        assert.strictEqual(count("reactions.add"), 3)
      })
    )
  }

  it.live("a message that is gone needs no sign, in either way", () =>
    Effect.gen(function* () {
      const { ann, ask, outbox, slack } = yield* setUp()
      const { ref, said } = ask()
      ann.deletes(said)
      yield* outbox.perform(mark(ref, "withdrawn"))
      slack.install.sessions = false
      const other = ask()
      ann.deletes(other.said)
      yield* outbox.perform(mark(other.ref, "withdrawn"))
    })
  )
})
