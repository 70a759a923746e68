/**
 * A loopback MCP server over HTTP that stands in for the service's own tools. Strict: without its token nobody gets past
 * the door. Owns the server, its three tools and what it heard.
 */
import { createServer } from "node:http"
import { NodeHttpServer } from "@effect/platform-node"
import { Context, Deferred, Effect, Layer, Redacted, Schema, type Scope } from "effect"
import { McpProtocol, McpSchema, McpServer, Tool, Toolkit } from "effect/ai"
import { HttpRouter, HttpServer, HttpServerRequest, HttpServerResponse } from "effect/http"
import type { OwnTools } from "../../src/core/ports/AgentBackend.ts"

const Echo = Tool.make("echo", {
  description: "Says the text again",
  parameters: Schema.Struct({ text: Schema.String }),
  success: Schema.Struct({ said: Schema.String })
})
const Fail = Tool.make("fail", {
  description: "Always fails",
  parameters: Schema.Struct({ why: Schema.String }),
  success: Schema.String,
  failure: Schema.Struct({ why: Schema.String }),
  failureMode: "return"
})
const Wait = Tool.make("wait", {
  description: "Answers once it is told to",
  parameters: Schema.Struct({ text: Schema.String }),
  success: Schema.String,
  dependencies: [McpSchema.McpRequestContext]
})
const Tools = Toolkit.make(Echo, Fail, Wait)

export interface LoopbackMcp {
  readonly tools: OwnTools
  /** What the tools were called with, in order. */
  readonly calls: ReadonlyArray<{ readonly tool: string; readonly input: unknown }>
  /** Requests that came without the token. */
  readonly refused: () => number
  /** Ends every `wait`, those of later too. */
  readonly release: Effect.Effect<void>
  /** A `wait` is being waited for. */
  readonly waiting: Effect.Effect<void>
}

/** Listens until the scope is closed. The token differs from server to server. */
export const makeLoopbackMcp: Effect.Effect<LoopbackMcp, never, Scope.Scope> = Effect.gen(function* () {
  const token = `loopback-${crypto.randomUUID()}`
  const calls: Array<LoopbackMcp["calls"][number]> = []
  let refused = 0
  const released = yield* Deferred.make<void>()
  const waiting = yield* Deferred.make<void>()

  const handlers = Tools.toLayer(
    Effect.map(McpServer.McpServer, (server) =>
      Tools.of({
        echo: (input) =>
          Effect.sync(() => {
            calls.push({ tool: "echo", input })
            return { said: input.text }
          }),
        fail: (input) =>
          Effect.suspend(() => {
            calls.push({ tool: "fail", input })
            return Effect.fail({ why: input.why })
          }),
        wait: Effect.fnUntraced(function* (input) {
          calls.push({ tool: "wait", input })
          const progressToken = (yield* McpSchema.McpRequestContext).requestMetadata?.progressToken
          if (typeof progressToken === "string" || typeof progressToken === "number") {
            yield* server.notifications["notifications/progress"]({ progressToken, progress: 1, total: 2 })
          }
          yield* Deferred.succeed(waiting, undefined)
          yield* Deferred.await(released)
          return input.text
        })
      })
    )
  )
  const door = HttpRouter.middleware(
    (handle) =>
      Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        if (request.headers.authorization === `Bearer ${token}`) return yield* handle
        refused += 1
        return HttpServerResponse.empty({ status: 401 })
      }),
    { global: true }
  )
  const mcp = McpServer.layerHttp({
    name: "loopback",
    version: "1.0.0",
    instructions: "Tools of the service that this agent works in.",
    path: "/mcp",
    protocols: [McpProtocol.v2025_11_25, McpProtocol.v2025_06_18, McpProtocol.v2025_03_26]
  })
  const app = Layer.mergeAll(McpServer.toolkit(Tools).pipe(Layer.provide(handlers), Layer.provide(mcp)), door)
  const served = HttpRouter.serve(app, { disableLogger: true, disableListenLog: true }).pipe(
    Layer.provideMerge(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
  )
  const { address } = Context.get(yield* Layer.build(Layer.orDie(served)), HttpServer.HttpServer)
  const port = "port" in address ? address.port : 0
  return {
    tools: { url: `http://127.0.0.1:${port}/mcp`, token: Redacted.make(token) },
    calls,
    refused: () => refused,
    release: Effect.asVoid(Deferred.succeed(released, undefined)),
    waiting: Deferred.await(waiting)
  }
})
