/**
 * The one connection of this page to the service, and the calls on it. Owns the socket: it is opened again by itself for as
 * long as the page is there. A page whose visitor is not signed in any more is loaded anew, and shows how to get in.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as RpcClient from "effect/rpc/RpcClient"
import type * as RpcClientError from "effect/rpc/RpcClientError"
import type * as RpcGroup from "effect/rpc/RpcGroup"
import * as RpcSerialization from "effect/rpc/RpcSerialization"
import * as Schedule from "effect/Schedule"
import * as Socket from "effect/socket/Socket"
import { DashboardRpcs } from "../../../../../core/control/protocol/DashboardRpcs.ts"
import { connectionClosed, connectionOpened } from "./Connection.ts"
import { forgetKey, keyHeaders, keyProtocols, signInKey } from "./SignInKey.ts"

export type Service = RpcClient.RpcClient<RpcGroup.Rpcs<typeof DashboardRpcs>, RpcClientError.RpcClientError>

/** Every call that the service takes. */
export class Wire extends Context.Service<Wire, Service>()("orchestrator/web/client/Wire") {}

const address = () => `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/rpc`

/** A request that is never answered must not keep the next try waiting. */
const patienceMillis = 3000

/**
 * The socket does not tell why it was refused; the page itself does. That it was asked for keeps the sign-in from ending
 * while somebody looks.
 */
const stillSignedIn = Effect.promise(async () => {
  const key = signInKey()
  const signal = AbortSignal.timeout(patienceMillis)
  const asked = fetch("/", { method: "HEAD", cache: "no-store", headers: keyHeaders(), signal })
  const answer = await asked.catch(() => undefined)
  if (answer?.status === 401) forgetKey(key)
  if (answer?.status === 401 || key === undefined) location.reload()
})

const hooks = Layer.succeed(RpcClient.ConnectionHooks, {
  onConnect: Effect.andThen(Effect.sync(connectionOpened), Effect.forkDetach(stillSignedIn)),
  onDisconnect: Effect.sync(connectionClosed)
})

/** The key is asked for anew with each connection. */
const layerSockets = Layer.succeed(Socket.WebSocketConstructor)((url) => new WebSocket(url, [...keyProtocols()]))

/** Soon at first, and never rarer than every three seconds: somebody is looking. */
const again = Schedule.min([Schedule.exponential("200 millis", 1.6), Schedule.spaced("3 seconds")])

const layerWire = Layer.effect(Wire, RpcClient.make(DashboardRpcs)).pipe(
  Layer.provide(
    RpcClient.layerProtocolSocket({
      retryTransientErrors: true,
      retryPolicy: again,
      onTransientError: () => stillSignedIn
    })
  ),
  Layer.provide(hooks),
  Layer.provide(Socket.layerWebSocket(Effect.sync(address))),
  Layer.provide([layerSockets, RpcSerialization.layerNdjson])
)

export const wire = ManagedRuntime.make(layerWire)
