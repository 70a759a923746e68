/**
 * The dashboard's calls over a WebSocket. Owns who asks on each: whoever opened it, for as long as they are signed in and
 * anything is heard of them, and nothing that is sent later changes that.
 */
import { SecureRandom } from "effect/crypto/SecureRandom"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Hex from "effect/encoding/Hex"
import * as Headers from "effect/http/Headers"
import * as HttpServerRequest from "effect/http/HttpServerRequest"
import type * as HttpServerResponse from "effect/http/HttpServerResponse"
import * as Layer from "effect/Layer"
import * as RpcSchema from "effect/rpc/RpcSchema"
import * as RpcSerialization from "effect/rpc/RpcSerialization"
import * as RpcServer from "effect/rpc/RpcServer"
import type * as Scope from "effect/Scope"
import type { Calls } from "../../../../core/control/Calls.ts"
import { ControlError } from "../../../../core/control/protocol/ControlError.ts"
import { DashboardRpcs } from "../../../../core/control/protocol/DashboardRpcs.ts"
import { Admission, Visitor } from "../../../../core/control/protocol/Visitor.ts"
import { makeAllotments, type Within } from "./Allotments.ts"
import type { Entered } from "./Entrance.ts"
import { withLivelySocket } from "./LivelySocket.ts"

/** What every message of a connection carries, and no other connection can know. */
const ticketHeader = "x-orchestrator-ticket"

const nobody = new ControlError({ reason: "not-signed-in", detail: "nobody knows who asks; load the page anew" })
const broke = new ControlError({ reason: "unavailable", detail: "that went wrong here; the service's log says how" })

/** Upgrades the request and answers on it until it is closed, or until its visitor may not be there any more. */
export type DashboardSocket = (
  entered: Entered
) => Effect.Effect<
  HttpServerResponse.HttpServerResponse,
  ControlError,
  HttpServerRequest.HttpServerRequest | Scope.Scope
>

export const makeDashboardSocket = Effect.fn("makeDashboardSocket")(function* (calls: Calls) {
  const random = yield* SecureRandom
  const connected = new Map<string, { readonly visitor: Visitor["Service"]; readonly within: Within }>()
  const allotments = makeAllotments()

  const admission = Layer.succeed(Admission, (effect, { headers, rpc }) => {
    const connection = connected.get(headers[ticketHeader] ?? "")
    if (connection === undefined) return Effect.fail(nobody)
    const { visitor, within } = connection
    return within(RpcSchema.isStreamSchema(rpc.successSchema) ? "stream" : "call", effect).pipe(
      Effect.provideService(Visitor, visitor),
      Effect.catchDefect((defect) => Effect.andThen(Effect.logError(`${rpc._tag} broke`, defect), Effect.fail(broke)))
    )
  })

  const { httpEffect, protocol } = yield* RpcServer.makeProtocolWithHttpEffectWebsocket
  yield* RpcServer.make(DashboardRpcs, { disableFatalDefects: true, spanPrefix: "Dashboard" }).pipe(
    Effect.provideService(RpcServer.Protocol, protocol),
    Effect.provide([DashboardRpcs.toLayer(calls), admission]),
    Effect.tapCause((cause) => Effect.logError("no call of the dashboard is answered any more", cause)),
    Effect.forkScoped
  )

  // before the server above ends: it waits for everybody who is connected
  const ending = yield* Deferred.make<void>()
  yield* Effect.addFinalizer(() => Deferred.succeed(ending, undefined))

  const socket: DashboardSocket = Effect.fnUntraced(function* ({ over, visitor }) {
    const request = yield* HttpServerRequest.HttpServerRequest
    const ticket = Hex.encode(yield* random.randomBytes(16))
    const known = request.modify({ headers: Headers.fromInput({ [ticketHeader]: ticket }) })
    return yield* allotments.connection(visitor.person.id, (within) =>
      Effect.suspend(() => {
        connected.set(ticket, { visitor, within })
        return httpEffect
      }).pipe(
        Effect.provideService(HttpServerRequest.HttpServerRequest, withLivelySocket(known)),
        Effect.raceFirst(Effect.andThen(Effect.raceFirst(over, Deferred.await(ending)), Effect.interrupt)),
        Effect.ensuring(Effect.sync(() => connected.delete(ticket)))
      )
    )
  })
  return socket
}, Effect.provide(RpcSerialization.layerNdjson))
