/**
 * The whole service for the same conversation as the bare arm, its writes over the same kind of connection.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type { Operation } from "../../../src/core/ports/ChatPlatform.ts"
import { startService } from "../BenchService.ts"
import { makeWriter, readOrder, serveArm, type Written } from "./Arm.ts"

const order = readOrder()
const write = makeWriter(order.url)

const writtenOf = (operation: Operation): Written | undefined => {
  switch (operation._tag) {
    case "Post":
      return { kind: "post", text: operation.body.markdown }
    case "Edit":
      return { kind: operation.final ? "final" : "edit", text: operation.body.markdown }
    case "Mark":
      return { kind: "mark", text: operation.state }
    default:
      return undefined
  }
}

let finalLanded = false
let doneLanded = false
let settled = Deferred.makeUnsafe<void>()
const landed = (operation: Operation) => {
  if (operation._tag === "Edit" && operation.final) finalLanded = true
  if (operation._tag === "Mark" && operation.state !== "accepted" && operation.state !== "working") doneLanded = true
  if (finalLanded && doneLanded) Deferred.doneUnsafe(settled, Effect.void)
}

let count = 0
await Effect.runPromise(
  Effect.gen(function* () {
    const { say } = yield* startService({
      backend: "claude",
      config: "finish: edit\n",
      cli: order,
      environment: order.env,
      onWrite: () => {},
      answered: (operation) => {
        const written = writtenOf(operation)
        if (written === undefined) return Effect.void
        return Effect.promise(() => write(written)).pipe(Effect.andThen(Effect.sync(() => landed(operation))))
      }
    })
    const run = Effect.runPromiseWith(yield* Effect.context<never>())
    serveArm((text) => {
      finalLanded = false
      doneLanded = false
      settled = Deferred.makeUnsafe()
      return run(Effect.andThen(say("room", `m${++count}`, text), Deferred.await(settled)))
    })
    return yield* Effect.never
  }).pipe(Effect.scoped)
)
