/**
 * Where the terminal is written to. Writing is synchronous and never fails by itself: that nobody reads any more is
 * found out here once, and a reader who is slower than the agents slows the edits down. Node's stream types: the
 * service's standard streams come as such.
 */
import type { Writable } from "node:stream"
import * as Effect from "effect/Effect"
import * as Latch from "effect/Latch"
import {
  type ChatCapabilities,
  type Operation,
  PlatformError,
  Rejected,
  Unreachable
} from "../../../core/ports/ChatPlatform.ts"
import { platformName } from "./Inbound.ts"

export type ConsoleOutput = Writable & { readonly columns?: number; readonly rows?: number; readonly isTTY?: boolean }

export interface Output {
  readonly write: (text: string) => void
  /** Runs the write and returns when the reader can take more; fails when there is none any more. */
  readonly writing: <A>(write: () => A) => Effect.Effect<A, PlatformError>
  /** Returns when nobody reads any more. */
  readonly lost: Effect.Effect<void>
}

export const makeOutput = Effect.fnUntraced(function* (stream: Writable) {
  const lost = Latch.makeUnsafe(false)
  const free = Latch.makeUnsafe(true)
  let broken = false
  const onEnd = () => {
    broken = true
    lost.openUnsafe()
    free.openUnsafe()
  }
  const onDrain = () => free.openUnsafe()
  yield* Effect.acquireRelease(
    Effect.sync(() => stream.on("error", onEnd).on("close", onEnd).on("drain", onDrain)),
    // The error listener stays: what was written last may still fail, and that must not end the process.
    () => Effect.sync(() => stream.off("close", onEnd).off("drain", onDrain))
  )
  const output: Output = {
    write: (text) => {
      if (broken || text === "") return
      if (!stream.write(text) && stream.writableNeedDrain) free.closeUnsafe()
    },
    writing: (write) =>
      Effect.suspend(() => {
        const written = write()
        if (broken) {
          const reason = new Unreachable({ detail: "the terminal is closed" })
          return Effect.fail(new PlatformError({ platform: platformName, reason }))
        }
        return stream.writableNeedDrain ? Effect.as(free.await, written) : Effect.succeed(written)
      }),
    lost: lost.await
  }
  return output
})

/** What is said in a terminal has one place. */
export const noThreads: Effect.Effect<never, PlatformError> = Effect.suspend(() =>
  Effect.fail(
    new PlatformError({
      platform: platformName,
      reason: new Rejected({ detail: "there are no threads in a terminal" })
    })
  )
)

/** The failure of an operation whose text is longer than the platform takes. */
export const refuseLong = (
  operation: Operation,
  { maxLength, measure }: ChatCapabilities
): Effect.Effect<never, PlatformError> | undefined => {
  if (!("body" in operation) || measure(operation.body.markdown) <= maxLength) return undefined
  const reason = new Rejected({ detail: `longer than ${maxLength} characters` })
  return Effect.fail(new PlatformError({ platform: platformName, reason }))
}
