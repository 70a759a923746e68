/**
 * The backends of this machine, by name. One that could not be made is kept as a reason, so that an agent on it says
 * why it cannot answer instead of taking the service down. Owns the look-up only.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { BackendName } from "../model/Ids.ts"
import { type AgentBackend, BackendError, CannotStart } from "../ports/AgentBackend.ts"

export type KnownBackend =
  | { readonly _tag: "Available"; readonly backend: AgentBackend }
  | { readonly _tag: "Unavailable"; readonly detail: string; readonly remedy: string }

export class Backends extends Context.Service<
  Backends,
  {
    readonly get: (name: BackendName) => Effect.Effect<AgentBackend, BackendError>
    readonly all: ReadonlyMap<string, KnownBackend>
  }
>()("orchestrator/sessions/Backends") {
  static readonly layer = (known: ReadonlyMap<string, KnownBackend>) =>
    Layer.succeed(Backends, {
      all: known,
      get: (name) => {
        const found = known.get(name)
        if (found?._tag === "Available") return Effect.succeed(found.backend)
        const why = found ?? {
          detail: `there is no backend "${name}"`,
          remedy: `use one of ${[...known.keys()].join(", ")} in the agent's file`
        }
        return Effect.fail(
          new BackendError({
            backend: name,
            reason: new CannotStart({ detail: why.detail, remedy: why.remedy })
          })
        )
      }
    })
}
