/**
 * The service's web server: where it listens, and which part of it answers what. Owns the port, and telling the core
 * where agents find their tools. Starts beside everything else, so that nothing waits for it that does not need it.
 */
// why node:http: Effect's server is made around one of Node's
import { createServer } from "node:http"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Effect from "effect/Effect"
import type * as HttpServer from "effect/http/HttpServer"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Scope from "effect/Scope"
import { Grants } from "../core/toolbox/Grants.ts"
import { Caller } from "../core/toolbox/Toolbox.ts"
import { ToolEndpoint } from "../core/toolbox/ToolEndpoint.ts"
import { localPerson } from "./LocalPerson.ts"
import { ownerToken } from "./OwnerToken.ts"
import { Startup } from "./Startup.ts"
import { version } from "./Version.ts"
import { hostsOf, isLoopback, ownUrl, parseAddress, type WebAddress } from "./WebAddress.ts"
import { webDoor } from "./WebDoor.ts"

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

const mcpPath = "/mcp"

const listenOn = Effect.fnUntraced(function* ({ host, port }: WebAddress) {
  const node = createServer()
  const server = yield* NodeHttpServer.make(() => node, { host, port, disablePreemptiveShutdown: true })
  // added last, so done first: whoever still listens would hold up the end
  yield* Effect.addFinalizer(() => Effect.sync(() => node.closeAllConnections()))
  return server
})

/** On the port that was asked for, else on any: agents need their tools more than a certain port. */
const listenSomewhere = Effect.fnUntraced(function* (wanted: WebAddress) {
  const { host, port } = wanted
  return yield* listenOn(wanted).pipe(
    Effect.catchTag("ServeError", () =>
      port === 0
        ? Effect.fail(new WebServerError({ reason: "unusable", address: `${host}:${port}` }))
        : listenOn({ host, port: 0 }).pipe(
            Effect.mapError(() => new WebServerError({ reason: "unusable", address: `${host}:${port}` })),
            Effect.tap((server) =>
              Effect.logWarning(`port ${port} is taken; the web server listens on ${portOf(server)} instead`)
            )
          )
    )
  )
})

const portOf = ({ address }: HttpServer.HttpServer["Service"]): number => ("port" in address ? address.port : 0)

const serve = Effect.gen(function* () {
  const { config } = yield* Startup
  const { hosts: names, listen } = config.web
  const wanted = parseAddress(listen)
  if (wanted === undefined) return yield* new WebServerError({ reason: "unusable", address: listen })
  if (!isLoopback(wanted.host)) {
    if (names.length === 0) return yield* new WebServerError({ reason: "open", address: listen })
    yield* Effect.logWarning(
      `the web server on ${listen} can be reached from other machines; put a proxy with TLS before it`
    )
  }
  const server = yield* listenSomewhere(wanted)
  const address = { host: wanted.host, port: portOf(server) }
  const hosts = hostsOf(address, names)
  const person = yield* localPerson

  // loaded when somebody comes for it: most of a start would be spent on it; it outlives the request that it came with
  const scope = yield* Effect.scope
  const mcp = yield* Effect.cached(
    Effect.gen(function* () {
      const { makeMcpHttp } = yield* Effect.promise(() => import("../adapters/surface/mcp/McpHttp.ts"))
      return yield* makeMcpHttp({ path: mcpPath, version, origins: [...hosts].map((host) => `http://${host}`) })
    }).pipe(Scope.provide(scope))
  )
  const door = webDoor({
    hosts,
    grants: yield* Grants,
    owner: { token: yield* ownerToken, caller: Caller.make({ _tag: "Owner", person }) },
    inside: (visitor) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        if (request.url.split("?")[0] !== mcpPath) return HttpServerResponse.empty({ status: 404 })
        const handle = yield* mcp
        return yield* handle(visitor)
      })
  })
  yield* server.serve(door)
  yield* (yield* ToolEndpoint).served(`${ownUrl(address)}${mcpPath}`)
  yield* Effect.logInfo(`tools over MCP: ${ownUrl(address)}${mcpPath}`)
})

/** Without it everything works but what agents do with the service's tools, and that is said. */
export const layerWebServer = Layer.effectDiscard(
  Effect.gen(function* () {
    const endpoint = yield* ToolEndpoint
    const without = (why: unknown) =>
      Effect.andThen(Effect.logError("agents go without the service's tools:", why), endpoint.served(undefined))
    yield* serve.pipe(
      Effect.catchTag("WebServerError", (error) => without(error.message)),
      Effect.catchCause(without),
      Effect.andThen(Effect.never),
      Effect.forkScoped
    )
  })
)
