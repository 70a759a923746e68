import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { bodyOf, onStage, persona, script, times } from "./RealCli.ts"

const sentences = Array.from({ length: 60 }, (_, at) => `Part ${at + 1}. `).join("")
const whole = sentences.trim()

describe("the service is killed under the real claude", () => {
  it.live(
    "3 s into a 6 s answer and is back after 8 s: the whole answer, nothing asked twice, then what was said",
    () =>
      onStage("claude", ({ asked, service }) =>
        Effect.gen(function* () {
          yield* service.says("m1", `Go on. ${script({ text: whole, deltas: 60, delay: 100 })}`)
          yield* service.sees("Part 30.")
          yield* service.kill("SIGKILL")
          assert.strictEqual(service.clis().length > 0, true, "claude goes on alone")
          // The pause is the scenario itself: by then claude has finished, with nobody to tell.
          yield* Effect.sleep("8 seconds")
          yield* service.start
          yield* service.says("m2", `Were you away? ${script({ text: "Never." })}`)
          assert.strictEqual(yield* service.settled("m1"), "done")
          assert.strictEqual(yield* service.settled("m2"), "done")

          const shown = service.messages().filter(({ from }) => from === "scout")
          assert.strictEqual(shown.length, 2, "one message for each answer")
          assert.include(shown[0]?.markdown, whole)
          assert.include(shown[1]?.markdown, "Never.")
          const bodies = asked().map(bodyOf)
          assert.strictEqual(bodies.length, 2, "the model was asked once for each message")
          assert.include(bodies[1], "Part 60.")
          assert.strictEqual(times(bodies[1] ?? "", persona), 1)
        })
      )
  )

  it.live("and is back at once: waits for the answer that is still being written, and shows it once", () =>
    onStage("claude", ({ asked, service }) =>
      Effect.gen(function* () {
        yield* service.says("m1", `Go on. ${script({ text: whole, deltas: 60, delay: 100 })}`)
        yield* service.sees("Part 20.")
        yield* service.kill("SIGKILL")
        yield* service.start
        yield* service.sees("reconnecting")
        assert.strictEqual(yield* service.settled("m1"), "done")
        assert.strictEqual(times(service.screen(), whole), 1)
        assert.strictEqual(asked().length, 1)
      })
    )
  )
})

describe("the service is killed under the real codex", () => {
  it.live("codex dies with it: the turn is continued in the same conversation, and only once", () =>
    onStage("codex", ({ asked, models, service }) =>
      Effect.gen(function* () {
        models.enqueue([
          { match: "Go on", text: "It was about to s", deltas: 4, stallAfter: 3 },
          { match: "Continue where you stopped", text: "As I was about to say." }
        ])
        yield* service.says("m1", "Go on")
        yield* service.sees("It was")
        yield* models.stalled(1)
        yield* service.kill("SIGKILL")
        yield* service.start
        yield* service.says("m2", `Still there? ${script({ text: "Yes." })}`)
        assert.strictEqual(yield* service.settled("m1"), "done")
        assert.strictEqual(yield* service.settled("m2"), "done")

        const shown = service.messages().filter(({ from }) => from === "scout")
        assert.strictEqual(shown.length, 2, "one message for each answer")
        assert.include(shown[0]?.markdown, "As I was about to say.")
        assert.include(shown[1]?.markdown, "Yes.")
        const bodies = asked().map(bodyOf)
        assert.strictEqual(bodies.length, 3)
        assert.include(bodies[1], "Go on")
        assert.strictEqual(times(bodies[2] ?? "", persona), 1)
      })
    )
  )
})
