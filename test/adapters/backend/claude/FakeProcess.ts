/**
 * A CLI process whose lines the test says, one at a time, each worked off before `feed` returns. Refuses what a process
 * that has ended refuses.
 */
import { type Cause, Deferred, Effect, Queue, Stream } from "effect"
import { CliError, type CliExit, type CliLine, type CliProcess } from "../../../../src/core/cli/CliProcess.ts"

export const jsonLine = (text: string): CliLine => {
  try {
    return { _tag: "Json", value: JSON.parse(text), text }
  } catch {
    return { _tag: "Garbage", text }
  }
}

export const makeFakeProcess = Effect.fnUntraced(function* (exit: CliExit) {
  const lines = yield* Queue.unbounded<CliLine, Cause.Done>()
  const outbox = yield* Queue.unbounded<unknown>()
  const ended = yield* Deferred.make<CliExit>()
  const sent: Array<unknown> = []
  const signals: Array<string> = []
  let idle = Deferred.makeUnsafe<void>()
  let over = false

  const process: CliProcess = {
    pid: 1,
    send: (value) =>
      Effect.suspend(() => {
        if (over) return Effect.fail(new CliError({ command: "claude", reason: "closed", detail: "gone" }))
        sent.push(value)
        return Effect.asVoid(Queue.offer(outbox, value))
      }),
    endInput: Effect.void,
    lines: Stream.fromPull(
      Effect.succeed(
        Effect.suspend(() => {
          Deferred.doneUnsafe(idle, Effect.void)
          return Effect.map(Queue.take(lines), (line) => [line] as const)
        })
      )
    ),
    exit: Deferred.await(ended),
    stderrTail: Effect.succeed(exit.stderr),
    signal: (signal) =>
      Effect.sync(() => {
        signals.push(signal)
      })
  }

  const feed = (line: CliLine) =>
    Effect.gen(function* () {
      // Whoever reads may not have begun: its first pull must not count as the end of this line.
      yield* Deferred.await(idle)
      idle = Deferred.makeUnsafe()
      yield* Queue.offer(lines, line)
      yield* Deferred.await(idle)
    })

  return {
    process,
    sent,
    signals,
    feed,
    say: (value: object) => feed(jsonLine(JSON.stringify(value))),
    /** The next line on stdin that nobody has taken yet. */
    heard: Queue.take(outbox),
    end: Effect.suspend(() => {
      over = true
      return Effect.andThen(Queue.end(lines), Deferred.succeed(ended, exit))
    })
  }
})
