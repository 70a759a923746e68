/**
 * The service as somebody's browser reaches it: signed in by a link, with every call of the dashboard over the real
 * socket, which is opened again when the service went away. Owns what it is known by, and the connection.
 */
import { Effect, Layer } from "effect"
import { RpcClient, RpcSerialization } from "effect/rpc"
import { Socket } from "effect/socket"
import { DashboardRpcs } from "../../src/core/control/protocol/DashboardRpcs.ts"
import { socketTo } from "./WebVisit.ts"

/** As the page behind the link does it: with a press of its one button. */
const signIn = (link: string) =>
  Effect.promise(async () => {
    const { origin, pathname, searchParams } = new URL(link)
    const answer = await fetch(`${origin}${pathname}`, {
      method: "POST",
      redirect: "manual",
      headers: { origin },
      body: searchParams
    })
    const cookie = answer.headers.get("set-cookie")?.split(";")[0]
    const key = answer.headers.get("location")?.split("#key=")[1]
    if (cookie === undefined || key === undefined) throw new Error(`${answer.status} ${await answer.text()}`)
    return { origin, headers: { cookie, "x-orchestrator-key": key } }
  })

export const signedIn = Effect.fnUntraced(function* (link: string) {
  const { headers, origin } = yield* signIn(link)
  const layer = RpcClient.layerProtocolSocket({ retryTransientErrors: true }).pipe(
    Layer.provide(Socket.layerWebSocket(`${origin.replace("http", "ws")}/rpc`)),
    Layer.provide(Layer.succeed(Socket.WebSocketConstructor)(() => socketTo(origin, { ...headers, origin }))),
    Layer.provide(RpcSerialization.layerNdjson)
  )
  const service = yield* RpcClient.make(DashboardRpcs).pipe(Effect.provide(yield* Layer.build(layer)))
  return { origin, headers, service }
})
