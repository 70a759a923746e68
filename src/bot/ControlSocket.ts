/**
 * Control between processes of one person on one machine: a unix socket in the data directory, which only its owner can
 * enter. Owns the socket's address and both of its ends.
 */
import * as NodeSocket from "@effect/platform-node/NodeSocket"
import * as NodeSocketServer from "@effect/platform-node/NodeSocketServer"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import * as RpcClient from "effect/rpc/RpcClient"
import * as RpcSerialization from "effect/rpc/RpcSerialization"
import * as RpcServer from "effect/rpc/RpcServer"
import * as Schema from "effect/Schema"
import { ControlRpcs, layerControlHandlers } from "../core/control/ControlRpcs.ts"
import { layerToolHandlers, ToolRpcs } from "../core/control/ToolRpcs.ts"
import { isPrivate, listensAt, socketPathOf } from "./SocketAddress.ts"
import { Startup } from "./Startup.ts"

const socketPath = Effect.flatMap(Startup, ({ home }) => socketPathOf(home))

export class OpenFolder extends Schema.TaggedError<OpenFolder>()("OpenFolder", { folder: Schema.String }) {
  override get message() {
    return `found ${this.folder}, which is not yours alone, and the control socket would lie in it: remove it, or give the data directory a shorter path`
  }
}

/** The holder of the data directory's lock owns this path: whatever lies there is left over. */
export const layerControlServer = Layer.unwrap(
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const path = yield* Path.Path
    const socket = yield* socketPath
    yield* fs.makeDirectory(path.dirname(socket), { recursive: true, mode: 0o700 })
    if (!isPrivate(socket)) return yield* new OpenFolder({ folder: path.dirname(socket) })
    yield* fs.remove(socket, { force: true })
    return RpcServer.layer(ControlRpcs.merge(ToolRpcs)).pipe(
      Layer.provide([layerControlHandlers, layerToolHandlers]),
      Layer.provide(RpcServer.layerProtocolSocketServer),
      Layer.provide(NodeSocketServer.layer({ path: socket })),
      Layer.provide(RpcSerialization.layerNdjson)
    )
  })
)

/** Whether a service listens. */
export const serviceListens = Effect.flatMap(socketPath, listensAt)

export class NoService extends Schema.TaggedError<NoService>()("NoService", {}) {
  override get message() {
    return "no service runs on this data directory; start one: orchestrator start"
  }
}

/** Fails when no service listens. */
export const controlClient = Effect.gen(function* () {
  // the client itself would wait for one
  if (!(yield* serviceListens)) return yield* new NoService()
  const path = yield* socketPath
  const protocol = RpcClient.layerProtocolSocket().pipe(
    Layer.provide(NodeSocket.layerNet({ path })),
    Layer.provide(RpcSerialization.layerNdjson)
  )
  // Built into the caller's scope: provided, the connection would end with this look-up.
  return yield* RpcClient.make(ControlRpcs).pipe(Effect.provide(yield* Layer.build(protocol)))
})
