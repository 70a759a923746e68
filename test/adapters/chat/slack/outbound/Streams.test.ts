import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { edit, grown, made, mark, plain, post, remove, setUp, stopButton } from "./OutboundRig.ts"

const ending = "*scout · opus · 4s*"
const over = { over: true, ending, headline: "2 steps", controls: [] }

describe("Streams", () => {
  it.live("an answer grows as a stream in the thread of its question and ends with its footer, each part once", () =>
    Effect.gen(function* () {
      const { ask, count, general, limits, outbox, perform, slack, stopTarget } = yield* setUp()
      const { conversation, ref, said } = ask()
      yield* outbox.perform(mark(ref, "accepted"))
      const step = { id: "s1", title: "npm test", state: "running" } as const
      const message = made(yield* outbox.perform(post("k", conversation, grown("", { steps: [step] }))))
      assert.strictEqual(stopTarget(slack.team.id, general.id, message.message), "turn-1")
      yield* perform(edit(message, grown("The build is **red", { steps: [step] })))
      assert.include(slack.transcript(general), "(streaming)")
      yield* perform(edit(message, grown("The build is **red", { steps: [step] })))
      assert.strictEqual(count("chat.appendStream"), 1, "nothing new is no request")
      yield* outbox.perform(
        edit(message, grown("The build is **red** no more.", { ...over, steps: [{ ...step, state: "done" }] }), true)
      )
      yield* outbox.perform(mark(ref, "done"))
      assert.strictEqual(
        slack.transcript(general),
        [
          "ann: fix the build",
          "  | scout [APP]:",
          "  |   [2 steps]",
          "  |     ✓ npm test",
          "  |   The build is red no more.",
          "  |   · scout · opus · 4s",
          '  | (session "fix the build": active)'
        ].join("\n")
      )
      const [stored] = slack.messages(general).filter(({ thread }) => thread === said.ts)
      assert.deepStrictEqual(stored?.metadata, { event_type: "orchestrator_post", event_payload: { key: "k" } })
      assert.deepStrictEqual([count("chat.startStream"), count("chat.stopStream")], [1, 1])
      assert.deepStrictEqual([count("chat.update"), count("chat.postMessage"), limits()], [0, 0, 0])
      assert.strictEqual(stopTarget(slack.team.id, general.id, message.message), undefined)
    })
  )

  for (const what of ["died", "was stopped by a person"]) {
    it.live(`a stream that ${what} goes on as edits of the same message, and its end lands`, () =>
      Effect.gen(function* () {
        const settings = what === "died" ? { streamMillis: 60 } : {}
        const { ann, ask, count, general, outbox, ours, slack } = yield* setUp({ settings })
        const { conversation, said } = ask()
        const message = made(yield* outbox.perform(post("k", conversation, grown("one"))))
        if (what === "died") {
          yield* slack.until("its death", () => !slack.transcript(general).includes("(streaming)"))
        } else ann.stops(general, said)
        yield* outbox.perform(edit(message, grown("one two")))
        assert.include(slack.transcript(general), "one two")
        const appends = count("chat.appendStream")
        yield* outbox.perform(edit(message, grown("one two three", over), true))
        assert.include(slack.transcript(general), "one two three")
        assert.include(slack.transcript(general), "scout · opus · 4s")
        assert.strictEqual(count("chat.appendStream"), appends)
        assert.strictEqual(ours(said).length, 1)
        assert.strictEqual(slack.counts().rateLimited, 0)
      })
    )
  }

  it.live("text that a backend took back, and a message that is folded, stop the stream and show the whole", () =>
    Effect.gen(function* () {
      const { ask, general, outbox, perform, slack } = yield* setUp()
      const first = ask("one")
      const taken = made(yield* outbox.perform(post("a", first.conversation, grown("It is green"))))
      yield* perform(edit(taken, grown("It was red")))
      assert.include(slack.transcript(general), "It was red")
      assert.notInclude(slack.transcript(general), "It is green")
      yield* outbox.perform(edit(taken, grown("It was red after all", over), true))
      const second = ask("two")
      const folded = made(yield* outbox.perform(post("b", second.conversation, grown("a long way"))))
      yield* outbox.perform(edit(folded, plain("*3 steps · 41s*"), true))
      assert.strictEqual(
        slack.transcript(general),
        [
          "ann: one",
          "  | scout [APP]: It was red after all",
          "  |   · scout · opus · 4s",
          "ann: two",
          "  | scout [APP]:",
          "  |   · 3 steps · 41s"
        ].join("\n")
      )
    })
  )

  for (const streams of [true, false]) {
    const how = streams ? "grew as a stream" : "is edited"
    it.live(`a message that ${how} and goes on in another is not written anew for the clock above it`, () =>
      Effect.gen(function* () {
        const { ask, count, general, perform, slack } = yield* setUp({ config: { streams } })
        const { conversation } = ask()
        const message = made(yield* perform(post("k", conversation, grown("one"))))
        const requests = () => count("chat.stopStream") + count("chat.update")
        const on = grown("one two", { over: true, headline: "goes on below" })
        const at = (seconds: number) => ({ ...on, markdown: `*working · ${seconds}s*\n\none two` })
        yield* perform(edit(message, at(1)))
        const once = requests()
        for (const seconds of [2, 3, 4]) yield* perform(edit(message, at(seconds)))
        assert.strictEqual(requests(), once)
        yield* perform(edit(message, { ...at(5), controls: [] }))
        assert.strictEqual(requests(), once + 1, "what can be pressed is written anew")
        assert.notInclude(slack.transcript(general), "[Stop]")
        yield* perform(edit(message, plain("*3 steps · 41s*"), true))
        assert.include(slack.transcript(general), "3 steps · 41s")
        assert.notInclude(slack.transcript(general), "one two")
      })
    )
  }

  it.live("a message that was taken away while it grew leaves no stream behind", () =>
    Effect.gen(function* () {
      const { ask, outbox, ours, slack } = yield* setUp()
      const { conversation, said } = ask()
      const message = made(yield* outbox.perform(post("k", conversation, grown("one"))))
      yield* outbox.perform(remove(message))
      assert.deepStrictEqual(ours(said), [])
      assert.deepStrictEqual(slack.counts().errors, {})
    })
  )

  it.live("what became of an addition that nobody answered is not guessed: the message is edited from then on", () =>
    Effect.gen(function* () {
      for (const stored of [true, false]) {
        const { ask, general, outbox, slack } = yield* setUp({ answerMillis: 300 })
        const { conversation } = ask()
        const message = made(yield* outbox.perform(post("k", conversation, grown("one"))))
        slack.faults.destroy("chat.appendStream", { stored })
        yield* outbox.perform(edit(message, grown("one two")))
        slack.faults.fail("chat.update", { stored, status: 503 })
        yield* outbox.perform(edit(message, grown("one two three", over), true))
        const words = slack.transcript(general).match(/one|two|three/g)
        assert.deepStrictEqual(words, ["one", "two", "three"])
        assert.notInclude(slack.transcript(general), "streaming")
      }
    })
  )

  it.live("an end that nobody answered, or that slack does not take, is made good by an edit with everything", () =>
    Effect.gen(function* () {
      for (const trouble of ["stored", "lost", "refused"]) {
        const { ask, general, outbox, slack } = yield* setUp({ answerMillis: 300 })
        const { conversation } = ask()
        const message = made(yield* outbox.perform(post("k", conversation, grown("one"))))
        if (trouble === "refused") slack.faults.refuse("chat.stopStream", { error: "invalid_blocks" })
        else slack.faults.silence("chat.stopStream", { stored: trouble === "stored" })
        yield* outbox.perform(edit(message, grown("one two", over), true))
        const words = slack.transcript(general).match(/one|two|opus/g)
        assert.deepStrictEqual(words, ["one", "two", "opus"], trouble)
        assert.notInclude(slack.transcript(general), "streaming")
      }
    })
  )

  it.live("the next life of the service stops what still streams and edits it", () =>
    Effect.gen(function* () {
      const { ask, begin, general, outbox, ours, slack } = yield* setUp()
      const { conversation, said } = ask()
      yield* outbox.perform(post("turn/live", conversation, grown("half an ans")))
      const next = yield* begin
      const [[key, message] = ["", undefined]] = yield* next.leftBehind(conversation, "turn/")
      if (message === undefined) return assert.fail("not found")
      assert.strictEqual(key, "turn/live")
      yield* next.outbox.perform(edit(message, grown("half an answer, and the rest", over), true))
      assert.include(slack.transcript(general), "half an answer, and the rest")
      assert.notInclude(slack.transcript(general), "streaming")
      assert.strictEqual(ours(said).length, 1)
    })
  )

  it.live("where streams are refused messages are posted and edited, and nobody asks again", () =>
    Effect.gen(function* () {
      for (const refusal of ["feature_not_enabled", "not_allowed_token_type", "team_not_eligible"]) {
        const { ask, count, general, outbox, slack } = yield* setUp()
        slack.install.streams = refusal
        for (const question of ["one", "two"]) {
          const { conversation } = ask(question)
          const message = made(yield* outbox.perform(post(question, conversation, grown(`${question}:`))))
          yield* outbox.perform(edit(message, grown(`${question}: done`, over), true))
        }
        assert.strictEqual(count("chat.startStream"), 1)
        assert.strictEqual(
          slack.transcript(general),
          ["one", "two"]
            .flatMap((question) => [
              `ann: ${question}`,
              `  | scout [APP]: ${question}: done`,
              "  |   · scout · opus · 4s"
            ])
            .join("\n")
        )
      }
    })
  )

  it.live("a stop button stands above the text where no session shows one, and goes when the answer is over", () =>
    Effect.gen(function* () {
      const { ask, general, outbox, slack } = yield* setUp()
      slack.install.sessions = false
      const { conversation, ref } = ask()
      yield* outbox.perform(mark(ref, "accepted"))
      const message = made(yield* outbox.perform(post("k", conversation, grown("one"))))
      assert.include(slack.transcript(general), "[⏹ Stop]")
      assert.include(slack.transcript(general), "(streaming)")
      yield* outbox.perform(edit(message, grown("one two", over), true))
      assert.notInclude(slack.transcript(general), "[⏹ Stop]")
      assert.include(slack.transcript(general), "one two")
    })
  )

  it.live("a name that the workspace does not allow is left out, in streams and posts alike", () =>
    Effect.gen(function* () {
      const { ask, general, outbox, slack } = yield* setUp()
      slack.install.scopes.delete("chat:write.customize")
      const { conversation } = ask()
      const message = made(yield* outbox.perform(post("a", conversation, grown("one"))))
      yield* outbox.perform(edit(message, grown("one.", over), true))
      yield* outbox.perform(post("b", conversation, plain("two", [stopButton])))
      assert.strictEqual(
        slack.transcript(general),
        [
          "ann: fix the build",
          "  | Orchestrator [APP]: one.",
          "  |   · scout · opus · 4s",
          "  | Orchestrator [APP]: two",
          "  |   [⏹ Stop]"
        ].join("\n")
      )
      assert.strictEqual(slack.counts().errors.missing_scope, 1, "asked once")
    })
  )

  it.live("thirty answers at once: as many streams as can end in a minute, the rest edited, and no limit is hit", () =>
    Effect.gen(function* () {
      const { ask, count, limits, outbox, slack } = yield* setUp()
      const questions = Array.from({ length: 30 }, (_, index) =>
        ask(`question ${index}`, slack.channel(`room-${index}`))
      )
      yield* Effect.forEach(
        questions,
        ({ conversation, ref }, index) =>
          Effect.gen(function* () {
            yield* outbox.perform(mark(ref, "accepted"))
            const message = made(yield* outbox.perform(post(`k${index}`, conversation, grown("first words"))))
            yield* outbox.perform(edit(message, grown("first words, last words", over), true))
          }),
        { concurrency: "unbounded" }
      )
      assert.strictEqual(slack.transcript().split("first words, last words").length - 1, 30)
      assert.deepStrictEqual([count("chat.startStream"), count("chat.stopStream")], [19, 19])
      assert.strictEqual(limits(), 0)
    })
  )
})
