/**
 * Finds the service of a data directory for a program that calls its tools: the one that runs, else one that is started in
 * this process and ends with it. Owns that decision; the data directory's lock settles it between programs that start
 * one at once, and whoever loses comes in by the socket of who won.
 */
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as RpcClient from "effect/rpc/RpcClient"
import * as RpcSerialization from "effect/rpc/RpcSerialization"
import * as Schedule from "effect/Schedule"
import * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { ToolRpcs } from "../core/control/ToolRpcs.ts"
import { ToolError } from "../core/toolbox/Toolbox.ts"
import { listensAt } from "./SocketAddress.ts"

/** As long as another program may take from its lock to its socket. */
const patience = Schedule.spaced("100 millis").pipe(Schedule.upTo({ times: 100 }))

/** `socket` is where the service listens, or will. What is started ends with the scope. */
export const makeAttachment = Effect.fn("makeAttachment")(function* (socket: string) {
  const scope = yield* Effect.scope
  const starting = yield* Semaphore.make(1)
  const isThere = listensAt(socket)

  const comesUp = isThere.pipe(Effect.repeat({ schedule: patience, until: (listens) => listens }))

  const failed = (detail: string) => new ToolError({ reason: "failed", detail })

  /** In an Effect runtime of its own: the build makes a bundle of this program, with an Effect of its own in it. */
  const startOne = Effect.gen(function* () {
    if (yield* isThere) return
    const started = yield* Effect.promise(async () => {
      const { startService } = await import("./EmbeddedService.ts")
      return await startService()
    })
    switch (started._tag) {
      case "Running":
        return yield* Scope.addFinalizer(scope, Effect.promise(started.stop))
      case "Taken":
        if (yield* comesUp) return
        return yield* failed("another service has the data directory but does not answer; run: orchestrator doctor")
      case "Failed":
        return yield* failed(started.words)
    }
  }).pipe(Effect.uninterruptible)

  const connect = Effect.gen(function* () {
    if (!(yield* isThere)) yield* starting.withPermits(1)(startOne)
    const protocol = RpcClient.layerProtocolSocket().pipe(
      Layer.provide(NodeSocket.layerNet({ path: socket })),
      Layer.provide(RpcSerialization.layerNdjson)
    )
    const built = yield* Effect.mapError(Layer.build(protocol), (error) => failed(error.message))
    return yield* RpcClient.make(ToolRpcs).pipe(Effect.provide(built))
  })

  return { isThere, connect }
})
