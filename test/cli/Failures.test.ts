import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Answer, usageLimit } from "../support/models/Answers.ts"
import { bodyOf, onStage, type RealCli, realClis, type Stage, script, times } from "./RealCli.ts"

const retryable = ({ service }: Stage) =>
  service
    .messages()
    .some(({ controls }) => controls.some((control) => control._tag === "Button" && control.label === "Retry"))

/** One message that fails; the text that is then seen, and that the session is as good as before. */
const fails = (stage: Stage, answer: Answer, seen: RegExp) =>
  Effect.gen(function* () {
    const { service } = stage
    yield* service.says("m1", `One. ${script(answer)}`)
    assert.strictEqual(yield* service.settled("m1"), "failed")
    assert.match(service.screen(), seen)
    assert.isTrue(retryable(stage), "it can be tried again")
    yield* service.says("m2", `Two. ${script({ text: "Better now." })}`)
    assert.strictEqual(yield* service.settled("m2"), "done")
    assert.include(service.screen(), "Better now.")
  })

const error = (status: number, type: string): Answer => ({ status, error: { type, message: `scripted ${status}` } })

const limit: Readonly<Record<RealCli, { readonly answer: Answer; readonly seen: RegExp }>> = {
  claude: {
    answer: usageLimit(4_102_444_800, 3600),
    seen: /✗ usage limit · .*hit your 5-hour limit.* · resets in .*\(2100-01-01 00:00 utc\), retry then/
  },
  codex: { answer: error(429, "rate_limit_exceeded"), seen: /✗ (failed|usage limit) · .* · .*retry/ }
}

describe.each(realClis)("when the model fails the real %s", (cli) => {
  it.live("401: says how to sign in, at once", () =>
    onStage(cli, (stage) =>
      Effect.gen(function* () {
        yield* fails(
          stage,
          error(401, "authentication_error"),
          new RegExp(`${cli} is not signed in · run .${cli}.*retry`)
        )
        // Left alone the CLI would ask again for minutes.
        assert.isAtMost(stage.asked().length, 8)
      })
    )
  )

  it.live("429: says that it is a limit and when to come back", () =>
    onStage(cli, (stage) => fails(stage, limit[cli].answer, limit[cli].seen), { subscription: true })
  )

  it.live("529: says that the model is overloaded, after the cli's own tries", () =>
    onStage(cli, (stage) => fails(stage, error(529, "overloaded_error"), /✗ failed · .*retry/))
  )

  it.live("a connection cut in the middle of the answer: tried again, and the answer is there once", () =>
    onStage(cli, ({ asked, models, service }) =>
      Effect.gen(function* () {
        models.enqueue([
          { match: "One", text: "Half of it is lost on the way.", deltas: 6, dropAfter: 3 },
          { match: "One", text: "The whole of it.", deltas: 3 }
        ])
        yield* service.says("m1", "One")
        assert.strictEqual(yield* service.settled("m1"), "done")
        assert.strictEqual(asked().length, 2)
        assert.strictEqual(times(service.screen(), "The whole of it."), 1)
        assert.notInclude(service.screen(), "Half of it")
      })
    )
  )

  it.live("the cli killed in the middle of the answer: says so, and the conversation goes on", () =>
    onStage(cli, (stage) =>
      Effect.gen(function* () {
        const { asked, models, service } = stage
        yield* service.says("m1", `One. ${script({ text: "Counting: one two three.", deltas: 4, stallAfter: 2 })}`)
        yield* service.sees("Counting")
        yield* models.stalled(1)
        for (const pid of service.clis()) process.kill(pid, "SIGKILL")
        assert.strictEqual(yield* service.settled("m1"), "failed")
        assert.match(service.screen(), /✗ failed · .*ended.*in the middle of the turn.* · .*retry/)
        assert.isTrue(retryable(stage))
        yield* service.says("m2", `Two. ${script({ text: "Here again." })}`)
        assert.strictEqual(yield* service.settled("m2"), "done")
        assert.include(bodyOf(asked().at(-1)), "One. ")
      })
    )
  )

  it.live("stopped in the middle of the answer: keeps what was said, and the session is usable", () =>
    onStage(cli, ({ models, service }) =>
      Effect.gen(function* () {
        yield* service.says("m1", `One. ${script({ text: "Counting: one two three.", deltas: 4, stallAfter: 2 })}`)
        yield* service.sees("Counting")
        yield* models.stalled(1)
        yield* service.presses("stop")
        assert.strictEqual(yield* service.settled("m1"), "stopped")
        assert.match(service.screen(), /Counting[\s\S]*stopped by/)
        yield* service.says("m2", `Two. ${script({ text: "Here again." })}`)
        assert.strictEqual(yield* service.settled("m2"), "done")
        assert.notInclude(service.screen(), "three")
      })
    )
  )

  it.live("a budget that is used up stops the turn between two model calls, and says which", () =>
    onStage(
      cli,
      ({ asked, service }) =>
        Effect.gen(function* () {
          // dear, and not so much that the CLI would sum the conversation up first
          const usage = { input_tokens: 150_000, output_tokens: 10 }
          const command = { claude: { command: "echo hi" }, codex: { cmd: "echo hi" } }[cli]
          const tool = { name: { claude: "Bash", codex: "exec_command" }[cli], input: command }
          // Whatever is asked after that never ends by itself.
          const answers = script({ text: "Looking.", tools: [tool], usage }, { text: "Never said.", stallAfter: 0 })
          yield* service.says("m1", `Spend. ${answers}`)
          assert.strictEqual(yield* service.settled("m1"), "failed")
          assert.match(service.screen(), /✗ over budget · turn budget \$0\.50 · .*raise it/)
          assert.isAtMost(asked().length, 2)
          assert.notInclude(service.screen(), "Never said.")
        }),
      { keys: "budget:\n  turn: 0.5\n" }
    )
  )
})
