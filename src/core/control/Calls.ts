/**
 * Everything that a dashboard may ask, as functions: what every surface for people stands on. Owns their types, which are
 * those of the wire. Whoever calls says who asks.
 */
import type * as Effect from "effect/Effect"
import type * as Rpc from "effect/rpc/Rpc"
import type * as RpcGroup from "effect/rpc/RpcGroup"
import type * as RpcSchema from "effect/rpc/RpcSchema"
import type * as Stream from "effect/Stream"
import type { ControlError } from "./protocol/ControlError.ts"
import type { DashboardRpcs } from "./protocol/DashboardRpcs.ts"
import type { Visitor } from "./protocol/Visitor.ts"

type Result<R> =
  R extends Rpc.Rpc<infer _Tag, infer _Payload, infer Success, infer _Error, infer _Middleware, infer _Requires>
    ? [Success] extends [RpcSchema.Stream<infer A, infer _E>]
      ? Stream.Stream<A["Type"], ControlError, Visitor>
      : Effect.Effect<Success["Type"], ControlError, Visitor>
    : never

export type Calls = {
  readonly [R in RpcGroup.Rpcs<typeof DashboardRpcs> as R["_tag"]]: (payload: Rpc.Payload<R>) => Result<R>
}
