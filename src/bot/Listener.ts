/**
 * The port that the web server listens on, and how long it has patience with whoever comes. Owns the socket: everything
 * that is open on it ends with the scope.
 */
// why node:http: Effect's server is made around one of Node's
import { createServer } from "node:http"
import type { Duplex } from "node:stream"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as ByteSize from "effect/ByteSize"
import * as Effect from "effect/Effect"
import type * as HttpServer from "effect/http/HttpServer"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import type { WebAddress } from "./WebAddress.ts"
import { largestBody } from "./WebDoor.ts"

export class WebServerError extends Schema.TaggedError<WebServerError>()("WebServerError", {
  reason: Schema.Literals(["open", "unusable"]),
  address: Schema.String
}) {
  override get message() {
    return this.reason === "open"
      ? `web.listen ${this.address} is open to other machines; say in web.hosts under which names, or listen on 127.0.0.1`
      : `the web server cannot listen on ${this.address}; change web.listen`
  }
}

/** All in milliseconds. */
export interface Patience {
  readonly headersTimeout: number
  readonly requestTimeout: number
  readonly connectionsCheckingInterval: number
}

/** Whoever sends slower than this holds a connection that others could use; answers may take as long as they like. */
const usual: Patience = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 2_000 }

const listenOn = Effect.fnUntraced(function* ({ host, port }: WebAddress, patience: Patience) {
  const node = createServer(patience)
  // sockets are Node's no more once they are upgraded, and still hold up the end
  const upgraded = new Set<Duplex>()
  node.on("upgrade", (_, socket) => {
    upgraded.add(socket)
    socket.once("close", () => upgraded.delete(socket))
  })
  const hangUp = Effect.sync(() => {
    node.closeAllConnections()
    for (const socket of upgraded) socket.destroy()
  })
  // in a scope of its own: whatever the server waits for at its end comes after everybody was hung up on
  const own = yield* Scope.make()
  yield* Effect.addFinalizer((exit) => Effect.andThen(hangUp, Scope.close(own, exit)))
  return yield* NodeHttpServer.make(() => node, {
    host,
    port,
    disablePreemptiveShutdown: true,
    websocket: { maxPayload: ByteSize.toNumberUnsafe(largestBody) }
  }).pipe(Scope.provide(own))
})

export const portOf = ({ address }: HttpServer.HttpServer["Service"]): number => ("port" in address ? address.port : 0)

/** On the port that was asked for, else on any: agents need their tools more than a certain port. */
export const listenSomewhere = Effect.fnUntraced(function* (wanted: WebAddress, patience = usual) {
  const { host, port } = wanted
  return yield* listenOn(wanted, patience).pipe(
    Effect.catchTag("ServeError", () =>
      port === 0
        ? Effect.fail(new WebServerError({ reason: "unusable", address: `${host}:${port}` }))
        : listenOn({ host, port: 0 }, patience).pipe(
            Effect.mapError(() => new WebServerError({ reason: "unusable", address: `${host}:${port}` })),
            Effect.tap((server) =>
              Effect.logWarning(`port ${port} is taken; the web server listens on ${portOf(server)} instead`)
            )
          )
    )
  )
})
