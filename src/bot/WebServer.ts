/**
 * The service's web server: where it listens, and which surface answers what. Owns telling the core where agents find their
 * tools and people the dashboard. Starts beside everything else, so that nothing waits for it that does not need it; each
 * surface is loaded when somebody comes for it, because most of a start would be spent on them.
 */
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Context from "effect/Context"
import * as SecureRandom from "effect/crypto/SecureRandom"
import * as Effect from "effect/Effect"
import * as Headers from "effect/http/Headers"
import { TracerDisabledWhen } from "effect/http/HttpMiddleware"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import { keyHeaders } from "../adapters/surface/web/server/KeyHeader.ts"
import { uploadPath } from "../adapters/surface/web/server/UploadPath.ts"
import { makeWrongs, type Wrongs } from "../adapters/surface/web/server/Wrongs.ts"
import { Dashboard } from "../core/control/Dashboard.ts"
import { SignInLinks } from "../core/control/SignInLinks.ts"
import { Grants } from "../core/toolbox/Grants.ts"
import { Caller } from "../core/toolbox/Toolbox.ts"
import { ToolEndpoint } from "../core/toolbox/ToolEndpoint.ts"
import { DashboardBuild } from "./DashboardBuild.ts"
import { listenSomewhere, portOf, WebServerError } from "./Listener.ts"
import { Life } from "./Lives.ts"
import { localPerson } from "./LocalPerson.ts"
import { mcpDoor } from "./McpDoor.ts"
import { ownerToken } from "./OwnerToken.ts"
import { Startup } from "./Startup.ts"
import { version } from "./Version.ts"
import { bracketed, hostsOf, isLoopback, ownUrl, parseAddress } from "./WebAddress.ts"
import { webDoor } from "./WebDoor.ts"

const mcpPath = "/mcp"

/** What stands in such an address lets somebody in, and is for no trace. */
const isLink = ({ url }: { readonly url: string }): boolean => url.split("?")[0] === "/login"

/** What stands in these lets somebody in as well. */
const secretHeaders = [...Headers.CurrentRedactedNames.defaultValue(), ...keyHeaders]

/** Made once, by whoever comes first; outlives the request that it came with, and knows nothing of it. */
const made = <A, E, R>(make: Effect.Effect<A, E, R>): Effect.Effect<Effect.Effect<A, E>, never, R> =>
  Effect.flatMap(Effect.context<R>(), (services) =>
    Effect.cached(Effect.uninterruptible(Effect.updateContext(make, (_: Context.Context<never>) => services)))
  )

const mcpSurface = (hosts: ReadonlySet<string>) =>
  Effect.gen(function* () {
    const { makeMcpHttp } = yield* Effect.promise(() => import("../adapters/surface/mcp/McpHttp.ts"))
    return yield* makeMcpHttp({ path: mcpPath, version, origins: [...hosts].map((host) => `http://${host}`) })
  })

/** Begins to build the client, if nobody did. */
const builtClient = Effect.gen(function* () {
  const begun = yield* Effect.serviceOption(DashboardBuild)
  return Option.isSome(begun) ? begun.value : Context.get(yield* Layer.build(DashboardBuild.layer), DashboardBuild)
})

const dashboardSurface = (names: ReadonlyArray<string>, wrongs: Wrongs) =>
  Effect.gen(function* () {
    const { makeWebSurface } = yield* Effect.promise(() => import("../adapters/surface/web/server/WebSurface.ts"))
    const dashboard = yield* Dashboard
    return yield* makeWebSurface({
      calls: yield* dashboard.calls,
      files: yield* dashboard.files,
      client: (yield* builtClient).folder,
      names: new Set(names.map((name) => bracketed(name).toLowerCase())),
      wrongs
    })
  }).pipe(Effect.provide([NodeHttpServer.layerHttpServices, SecureRandom.layerWebCrypto]))

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
  const grants = yield* Grants
  const owner = { token: yield* ownerToken, caller: Caller.make({ _tag: "Owner", person: yield* localPerson }) }
  const wrongs = yield* makeWrongs
  const dashboard = yield* made(dashboardSurface(names, wrongs))

  // nothing is waited for between listening and answering: whoever came in between would wait for ever
  // whoever has it open looks for the next life of the service where this one was
  const { port: remembered } = yield* Life
  const server = yield* listenSomewhere({ ...wanted, port: remembered?.last ?? wanted.port })
  const address = { host: wanted.host, port: portOf(server) }
  if (remembered !== undefined) remembered.last = address.port
  const hosts = hostsOf(address, names)
  const mcp = yield* made(mcpSurface(hosts))
  const tools = mcpDoor({
    grants,
    owner,
    wrongs,
    inside: (visitor) => Effect.flatMap(mcp, (handle) => handle(visitor))
  })
  const inside = Effect.gen(function* () {
    const { url } = yield* HttpServerRequest.HttpServerRequest
    if (url.split("?")[0] === mcpPath) return yield* tools
    return yield* (yield* dashboard).handle
  })
  // whoever went away is not worked for any more
  const door = Effect.interruptible(webDoor({ hosts, counting: new Set([uploadPath]), inside }))
  yield* server
    .serve(door)
    .pipe(
      Effect.provideService(TracerDisabledWhen, isLink),
      Effect.provideService(Headers.CurrentRedactedNames, secretHeaders)
    )
  yield* (yield* ToolEndpoint).served(`${ownUrl(address)}${mcpPath}`)
  yield* (yield* SignInLinks).served(ownUrl(address))
  yield* Effect.logInfo(`the dashboard: ${ownUrl(address)}, tools over MCP: ${ownUrl(address)}${mcpPath}`)
})

/** Without it everything works but the dashboard and what agents do with the service's tools, and that is said. */
export const layerWebServer = Layer.effectDiscard(
  Effect.gen(function* () {
    const endpoint = yield* ToolEndpoint
    const links = yield* SignInLinks
    const without = (why: unknown) =>
      Effect.logError("there is no dashboard, and agents go without the service's tools:", why).pipe(
        Effect.andThen(endpoint.served(undefined)),
        Effect.andThen(links.served(undefined))
      )
    yield* serve.pipe(
      Effect.catchTag("WebServerError", (error) => without(error.message)),
      Effect.catchCause(without),
      Effect.andThen(Effect.never),
      Effect.forkScoped
    )
  })
)
