/**
 * A conversation of many turns, one after the other, with the CLI that stamps its words: when each was said, when the
 * CLI heard it, and when its first words were asked to be shown.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { startService } from "./BenchService.ts"
import { type StampingOrder, stampsIn } from "./StampingCli.ts"
import { now } from "./Statistics.ts"

export interface StampedTurn {
  readonly saidAt: number
  /** When the request left that first showed words of the CLI. */
  readonly firstShownAt: number
  readonly stamps: ReturnType<typeof stampsIn>
}

export interface TalkOptions {
  readonly turns: number
  /** Turns before those that count; the first one starts the process. */
  readonly warmup: number
  readonly order: StampingOrder
}

export const talk = ({ order, turns, warmup }: TalkOptions) =>
  Effect.gen(function* () {
    const shown: Array<Pick<StampedTurn, "firstShownAt" | "stamps">> = []
    let ended = Deferred.makeUnsafe<void>()
    const { say } = yield* startService({
      backend: "claude",
      onWrite: (operation, at) => {
        if (operation._tag === "Post" || operation._tag === "Edit") {
          const stamps = stampsIn(operation.body.markdown)
          if (!Number.isNaN(stamps.first)) shown.push({ firstShownAt: at, stamps })
        }
        if (operation._tag === "Mark" && operation.state === "failed") {
          Deferred.doneUnsafe(ended, Effect.die(new Error("a turn failed")))
        }
        if (operation._tag === "Mark" && operation.state === "done") Deferred.doneUnsafe(ended, Effect.void)
      }
    })
    const measured: Array<StampedTurn> = []
    for (let turn = 0; turn < warmup + turns; turn++) {
      shown.length = 0
      ended = Deferred.makeUnsafe()
      const saidAt = now()
      yield* say("room", `m${turn}`, JSON.stringify(order))
      yield* Deferred.await(ended)
      // What the last turn leaves to do must not be charged to the next.
      yield* Effect.sleep("10 millis")
      const [first] = shown
      if (turn >= warmup && first !== undefined) measured.push({ saidAt, ...first })
    }
    return measured
  }).pipe(Effect.scoped)
