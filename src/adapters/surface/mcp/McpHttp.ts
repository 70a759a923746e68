/**
 * The tools over HTTP, a server of its own for every token: what one caller is shown, has running or has open can be no
 * other's. Owns those servers, which live as long as their token; who has a token is checked by whoever calls this.
 */
import * as McpServer from "effect/ai/McpServer"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as HttpRouter from "effect/http/HttpRouter"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { type Caller, Toolbox } from "../../../core/toolbox/Toolbox.ts"
import { instructions, serverName } from "./Instructions.ts"
import { protocols } from "./Protocols.ts"
import { asksForResources, register } from "./Registrations.ts"

export interface Visitor {
  readonly token: string
  readonly caller: Caller
  /** Returns when the token is worth nothing any more. */
  readonly over: Effect.Effect<void>
}

const gone = HttpServerResponse.empty({ status: 401 })

/** An answer that is still being written ends with the token. */
const endingWith = (over: Effect.Effect<void>) => (response: HttpServerResponse.HttpServerResponse) =>
  response.body._tag === "Stream"
    ? HttpServerResponse.stream(Stream.interruptWhen(response.body.stream, over), {
        status: response.status,
        headers: response.headers,
        contentType: response.body.contentType
      })
    : response

/** Answers requests to `path`, for as long as the scope lives. */
export const makeMcpHttp = Effect.fn("makeMcpHttp")(function* (options: {
  readonly path: HttpRouter.PathInput
  readonly version: string
  /** Pages that may come by, if they have a token. */
  readonly origins: ReadonlyArray<string>
}) {
  const toolbox = yield* Toolbox
  const scope = yield* Effect.scope

  const makeServer = (caller: Caller) =>
    Effect.gen(function* () {
      let refresh: Effect.Effect<void> = Effect.void
      const registrations = Layer.effectDiscard(
        Effect.map(register(caller), (registered) => {
          refresh = registered.refresh
        })
      ).pipe(Layer.provide(Layer.succeed(Toolbox, toolbox)))
      const handle = yield* HttpRouter.toHttpEffect(
        McpServer.layerHttp({
          name: serverName,
          version: options.version,
          instructions,
          protocols,
          path: options.path,
          allowedOrigins: options.origins,
          allowSessionTermination: true,
          registrations
        })
      )
      const answer = Effect.gen(function* () {
        const request = yield* HttpServerRequest.HttpServerRequest
        if (asksForResources(yield* request.text)) yield* refresh
        return yield* handle
      })
      return { answer }
    })

  type Server = Effect.Success<ReturnType<typeof makeServer>>
  const servers = new Map<string, Deferred.Deferred<Server>>()

  const serverOf = ({ caller, over, token }: Visitor) =>
    Effect.suspend(() => {
      const found = servers.get(token)
      if (found !== undefined) return Deferred.await(found)
      const made = Deferred.makeUnsafe<Server>()
      servers.set(token, made)
      return Effect.gen(function* () {
        const life = yield* Scope.fork(scope)
        yield* over.pipe(
          Effect.andThen(Effect.sync(() => servers.delete(token))),
          Effect.andThen(Scope.close(life, Exit.void)),
          Effect.forkIn(scope)
        )
        yield* Deferred.into(Effect.orDie(Scope.provide(makeServer(caller), life)), made)
        return yield* Deferred.await(made)
      }).pipe(Effect.uninterruptible)
    })

  return (visitor: Visitor) =>
    serverOf(visitor).pipe(
      Effect.flatMap(({ answer }) => answer),
      Effect.raceFirst(Effect.as(visitor.over, gone)),
      Effect.map(endingWith(visitor.over))
    )
})
