/**
 * Where an agent's CLI finds the service's tools. Owns that one address: told once by whoever serves them, awaited by
 * whoever starts a CLI, because neither can come before the other.
 */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Longer than a server takes that comes up at all. */
const patience = "5 seconds"
const unknown = Effect.as(
  Effect.logWarning("a cli starts without the service's tools: nobody serves them yet"),
  undefined
)

export class ToolEndpoint extends Context.Service<
  ToolEndpoint,
  {
    /** Undefined where nobody serves them. */
    readonly url: Effect.Effect<string | undefined>
    /** Only the first word counts. */
    readonly served: (url: string | undefined) => Effect.Effect<void>
  }
>()("orchestrator/toolbox/ToolEndpoint") {
  static readonly layer = Layer.effect(
    ToolEndpoint,
    Effect.map(Deferred.make<string | undefined>(), (told) =>
      ToolEndpoint.of({
        url: Effect.timeoutOrElse(Deferred.await(told), { duration: patience, orElse: () => unknown }),
        served: (url) => Effect.asVoid(Deferred.succeed(told, url))
      })
    )
  )
}
