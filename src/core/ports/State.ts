/**
 * Small keyed values that outlive the process: bindings, session records, cursors, pairing codes. A namespace is one
 * schema; a value that no longer fits its schema reads as absent and is logged, never as a crash. Owned by the store
 * adapters. Must not hold anything whose loss the journal could not explain.
 */
import * as Context from "effect/Context"
import type * as Duration from "effect/Duration"
import type * as Effect from "effect/Effect"
import type * as Option from "effect/Option"
import * as Schema from "effect/Schema"

export class StateError extends Schema.TaggedError<StateError>()("StateError", {
  namespace: Schema.String,
  operation: Schema.String,
  cause: Schema.Defect()
}) {
  override get message() {
    return `state ${this.namespace}: ${this.operation} failed: run orchestrator doctor`
  }
}

export interface StateNamespace<A> {
  readonly get: (key: string) => Effect.Effect<Option.Option<A>, StateError>
  readonly set: (key: string, value: A, timeToLive?: Duration.Input) => Effect.Effect<void, StateError>
  readonly remove: (key: string) => Effect.Effect<void, StateError>
  readonly entries: Effect.Effect<ReadonlyArray<readonly [key: string, value: A]>, StateError>
}

export class State extends Context.Service<
  State,
  {
    readonly namespace: <A, I extends Schema.Json>(name: string, schema: Schema.Codec<A, I>) => StateNamespace<A>
  }
>()("orchestrator/ports/State") {}
