/**
 * State in memory, for tests of what stands on it; each build of the layer is empty. Nothing in it expires.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { State, type StateNamespace } from "../../src/core/ports/State.ts"

/** A map behind the port, with the port's promise that values go through their schema. */
export const memoryState = Layer.sync(State, () => {
  const kept = new Map<string, unknown>()
  return {
    namespace: <A, I extends Schema.Json>(name: string, schema: Schema.Codec<A, I>): StateNamespace<A> => {
      const full = (key: string) => `${name}/${key}`
      const decode = Schema.decodeUnknownOption(schema)
      return {
        get: (key) => Effect.sync(() => Option.flatMap(Option.fromUndefinedOr(kept.get(full(key))), decode)),
        set: (key, value) =>
          Effect.map(Effect.orDie(Schema.encodeEffect(schema)(value)), (stored) => void kept.set(full(key), stored)),
        remove: (key) => Effect.sync(() => void kept.delete(full(key))),
        entries: Effect.sync(() =>
          [...kept].flatMap(([key, value]) =>
            Option.match(decode(value), {
              onNone: () => [],
              onSome: (value) => [[key.slice(name.length + 1), value] as const]
            })
          )
        )
      }
    }
  }
})
