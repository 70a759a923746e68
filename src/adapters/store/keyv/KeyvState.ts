/**
 * `State` over any keyv store. Owns the envelope in which a value lies (schema-checked value and its end of life) and
 * judges expiry by the service's clock, whatever the store does. Talks to the storage adapter, not to `Keyv` itself,
 * which swallows failures. A value that does not fit reads as absent, with a warning.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { Keyv, type KeyvStorageAdapter } from "keyv"
import { State, StateError, type StateNamespace } from "../../../core/ports/State.ts"
import { type KeyvStore, openKeyvSql } from "./KeyvSql.ts"

export interface KeyvStateOptions {
  /** Called once per namespace. The store must keep that namespace apart from every other. */
  readonly open: (namespace: string) => KeyvStore | Map<string, unknown>
  /** Whether stores are told when a value ends, to reclaim its space by their own clock. */
  readonly storesExpire: boolean
}

const unreadable = Metric.counter("orchestrator_state_unreadable_values", { incremental: true })

const makeNamespace = <A, I extends Schema.Json>(
  name: string,
  schema: Schema.Codec<A, I>,
  store: KeyvStorageAdapter,
  storesExpire: boolean
): StateNamespace<A> => {
  const Envelope = Schema.fromJsonString(Schema.Struct({ value: schema, expires: Schema.optionalKey(Schema.Finite) }))
  const decode = Schema.decodeUnknownExit(Envelope)
  const encode = Schema.encodeEffect(Envelope)

  const attempt = <B>(operation: string, run: () => Promise<B>) =>
    Effect.tryPromise({ try: run, catch: (cause) => new StateError({ namespace: name, operation, cause }) })

  const read = Effect.fnUntraced(function* (key: string, stored: unknown) {
    if (stored === undefined || stored === null) return Option.none<A>()
    const envelope = decode(stored)
    if (Exit.isFailure(envelope)) {
      yield* Effect.logWarning(`state ${name}: the value of ${JSON.stringify(key)} cannot be read and counts as absent`)
      yield* Metric.update(unreadable, 1)
      return Option.none<A>()
    }
    const { expires, value } = envelope.value
    const now = yield* Clock.currentTimeMillis
    return expires !== undefined && expires <= now ? Option.none<A>() : Option.some(value)
  })

  const list = attempt("entries", async () => {
    const found: Array<readonly [key: string, stored: unknown]> = []
    if (store.iterator === undefined) throw new Error("this store cannot list its entries")
    for await (const [key, stored] of store.iterator()) if (typeof key === "string") found.push([key, stored])
    return found
  })

  return {
    get: Effect.fn("KeyvState.get")(function* (key: string) {
      return yield* read(key, yield* attempt("get", () => store.get<unknown>(key)))
    }),
    set: Effect.fn("KeyvState.set")(function* (key: string, value: A, timeToLive?: Duration.Input) {
      const now = yield* Clock.currentTimeMillis
      const expires =
        timeToLive === undefined ? undefined : now + Duration.toMillis(Duration.fromInputUnsafe(timeToLive))
      const text = yield* encode({ value, ...(expires === undefined ? {} : { expires }) }).pipe(
        Effect.mapError((cause) => new StateError({ namespace: name, operation: "set", cause }))
      )
      const stored = yield* attempt("set", () => store.set(key, text, storesExpire ? expires : undefined))
      if (!stored) {
        const cause = new Error("the store refused the value")
        return yield* new StateError({ namespace: name, operation: "set", cause })
      }
    }),
    remove: Effect.fn("KeyvState.remove")(function* (key: string) {
      yield* attempt("remove", () => store.delete(key))
    }),
    entries: Effect.gen(function* () {
      const found: Array<readonly [key: string, value: A]> = []
      for (const [key, stored] of yield* list) {
        const value = yield* read(key, stored)
        if (Option.isSome(value)) found.push([key, value.value])
      }
      return found
    }).pipe(Effect.withSpan("KeyvState.entries"))
  }
}

const make = Effect.fnUntraced(function* (options: KeyvStateOptions) {
  const run = Effect.runForkWith(yield* Effect.context<never>())
  const opened = new Map<string, Keyv>()
  yield* Effect.addFinalizer(() =>
    Effect.forEach(opened.values(), (keyv) => Effect.tryPromise(() => keyv.disconnect()).pipe(Effect.ignore), {
      discard: true
    })
  )

  /** `Keyv` finds out what kind of store it was given and wraps the older ones. */
  const storeOf = (name: string): KeyvStorageAdapter => {
    const known = opened.get(name)
    if (known !== undefined) return known.store
    const keyv = new Keyv({ store: options.open(name), namespace: name, serialization: false })
    // without a listener a lost connection in the background ends the process
    keyv.on("error", (cause: unknown) => {
      run(Effect.logWarning(`state ${name}: the store reports an error`, cause))
    })
    opened.set(name, keyv)
    return keyv.store
  }

  return State.of({
    namespace: (name, schema) => makeNamespace(name, schema, storeOf(name), options.storesExpire)
  })
})

const layer = (options: KeyvStateOptions): Layer.Layer<State> => Layer.effect(State, make(options))

const layerSql: Layer.Layer<State, SqlError.SqlError, SqlClient.SqlClient> = Layer.unwrap(
  Effect.map(openKeyvSql, (open) => layer({ open, storesExpire: true }))
)

/** For tests: gone with the layer. Expiry follows the test's clock. */
const layerMemory: Layer.Layer<State> = layer({ open: () => new Map<string, unknown>(), storesExpire: false })

export const KeyvState = { layer, layerSql, layerMemory }
