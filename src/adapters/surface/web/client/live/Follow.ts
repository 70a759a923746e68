/**
 * Follows something that the service tells as it happens, until it is let go of. Owns going on after the connection broke:
 * `watch` is asked anew, when all that came before was heard, so that it can say from where.
 */
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import { useConnection } from "./Connection.ts"
import { frames } from "./Frames.ts"
import { type CallError, mayPass, type Refusal, refusalOf } from "./Refusal.ts"
import { type Service, Wire, wire } from "./Wire.ts"

export interface Following<A> {
  /** Called each time that the connection is there anew. */
  readonly watch: (service: Service) => Stream.Stream<A, CallError>
  /** At most once a frame. */
  readonly hear: (items: ReadonlyArray<A>) => void
  /** It will not be told: not allowed, not there, or not understood by this page. Following ends with it. */
  readonly refused: (refusal: Refusal) => void
}

/** What came cannot be read here, or broke what reads it: what is not shown must not look as if nothing happened. */
const notUnderstood: Refusal = {
  reason: "unavailable",
  detail: "this page is older than the service, or does not understand it: load it anew",
  fields: {}
}

/** The refusal with which following ends; undefined when it is tried again. */
const lasting = (error: CallError): Refusal | undefined => {
  const refusal = refusalOf(error)
  return mayPass(refusal) ? undefined : refusal
}

const connected = Effect.callback<void>((resume) => {
  if (useConnection.getState().state === "open") return resume(Effect.void)
  const stop = useConnection.subscribe(({ state }) => {
    if (state === "open") resume(Effect.void)
  })
  return Effect.sync(stop)
})

/** Returns how to let go. */
export const follow = <A>({ hear, refused, watch }: Following<A>): (() => void) => {
  const batch = frames(hear)
  const once = Wire.pipe(
    Effect.flatMap((service) =>
      Stream.runForEachArray(watch(service), (items) => Effect.sync(() => batch.add([...items])))
    ),
    Effect.ensuring(Effect.sync(batch.flush)),
    Effect.as<Refusal | undefined>(undefined),
    Effect.catch((error) => Effect.succeed(lasting(error))),
    Effect.catchCause((cause) =>
      // interrupted at the other end: whoever lets go here does not come by
      Cause.hasInterruptsOnly(cause)
        ? Effect.undefined
        : Effect.as(Effect.logError("following broke", cause), notUnderstood)
    )
  )
  const forever = Effect.gen(function* () {
    for (;;) {
      yield* connected
      const refusal = yield* once
      if (refusal !== undefined) return refused(refusal)
      yield* Effect.sleep("500 millis")
    }
  })
  const fiber = wire.runFork(forever)
  return () => {
    batch.stop()
    wire.runFork(Fiber.interrupt(fiber))
  }
}
