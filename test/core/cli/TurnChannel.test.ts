/** Which turn a line belongs to, when a turn of the CLI's own begins just as another is sent off. */
import { assert, describe, it } from "@effect/vitest"
import { type Cause, Effect, Fiber, Queue, Stream } from "effect"
import type { CliLine, CliProcess } from "../../../src/core/cli/CliProcess.ts"
import { makeTurnChannel } from "../../../src/core/cli/TurnChannel.ts"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"

/** A line is `own: text` or `asked: text`; the text `end` completes its turn. */
const line = (text: string): CliLine => ({ _tag: "Garbage", text })
const translate = ({ text }: CliLine): ReadonlyArray<AgentEvent> => {
  const delta = text.split(": ")[1] ?? ""
  return delta === "end"
    ? [AgentEvent.cases.Completed.make({ outcome: { _tag: "Done" } })]
    : [AgentEvent.cases.Text.make({ part: "1", delta })]
}
const texts = (events: ReadonlyArray<AgentEvent>) =>
  events.map((event) => (event._tag === "Text" ? event.delta : event._tag))

const fixture = Effect.gen(function* () {
  const lines = yield* Queue.unbounded<CliLine, Cause.Done>()
  const process: CliProcess = {
    pid: 1,
    send: () => Effect.void,
    endInput: Effect.void,
    lines: Stream.fromQueue(lines),
    exit: Effect.succeed({ code: 1, signal: null, stderr: "" }),
    stderrTail: Effect.succeed(""),
    signal: () => Effect.void
  }
  const channel = yield* makeTurnChannel({
    process,
    translate,
    unasked: ({ text }) => text.startsWith("own"),
    crashed: () => ({ _tag: "Failed", kind: "crash", message: "it died" }),
    nudge: Effect.void,
    silence: "1 minute"
  })
  const own = yield* Effect.forkChild(
    channel.spontaneous.pipe(Stream.mapEffect(Stream.runCollect), Stream.runHead, Effect.flatMap(Effect.fromOption))
  )
  const say = (...all: ReadonlyArray<string>) => Effect.asVoid(Queue.offerAll(lines, all.map(line)))
  return { channel, lines, own: Fiber.join(own), say }
})

describe("TurnChannel", () => {
  it.effect("a turn of the cli's own that crosses a sent one is not taken for its answer", () =>
    Effect.gen(function* () {
      const { channel, own, say } = yield* fixture
      const begin = say("own: a", "own: end", "asked: b", "asked: end")
      assert.deepStrictEqual(texts(yield* Stream.runCollect(channel.run(begin))), ["b", "Completed"])
      assert.deepStrictEqual(texts(yield* own), ["a", "Completed"])
    })
  )

  it.effect("the death of the process ends both", () =>
    Effect.gen(function* () {
      const { channel, lines, own, say } = yield* fixture
      const begin = Effect.andThen(say("own: a", "asked: b"), Queue.end(lines))
      assert.deepStrictEqual(texts(yield* Stream.runCollect(channel.run(begin))), ["b", "Completed"])
      assert.deepStrictEqual(texts(yield* own), ["a", "Completed"])
      assert.isFalse(yield* channel.running)
    })
  )
})
