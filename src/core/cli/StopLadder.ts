/**
 * How a CLI process is brought to its end: politely first, by force last, each rung with a deadline. Owns the order;
 * must not know what is left behind by the process (the orphan guard does).
 */
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { CliProcess } from "./CliProcess.ts"

/** How long each rung may take until the next is tried. */
export interface LadderDeadlines {
  readonly inputEnd: Duration.Input
  readonly interrupt: Duration.Input
  readonly terminate: Duration.Input
}

export const defaultDeadlines: LadderDeadlines = {
  inputEnd: "2 seconds",
  interrupt: "3 seconds",
  terminate: "3 seconds"
}

/** Death by SIGKILL is not immediate: the kernel may be busy on the process's behalf. */
const killDeadline: Duration.Input = "2 seconds"

/** Climbs until `exited` completes. False when even SIGKILL did not end the process in time. */
export const climbStopLadder = Effect.fn("StopLadder.climb")(function* (
  process: Pick<CliProcess, "endInput" | "signal">,
  exited: Effect.Effect<unknown>,
  deadlines: LadderDeadlines
) {
  const rungs = [
    [process.endInput, deadlines.inputEnd],
    [process.signal("SIGINT"), deadlines.interrupt],
    [process.signal("SIGTERM"), deadlines.terminate],
    [process.signal("SIGKILL"), killDeadline]
  ] as const
  for (const [act, deadline] of rungs) {
    yield* act
    if (Option.isSome(yield* Effect.timeoutOption(exited, deadline))) return true
  }
  return false
})
