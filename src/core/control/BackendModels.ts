/**
 * What agents can run on and which models are worth offering there: those that the backend names and those in use on it.
 * Owns that choice, once for all forms; any other model may be typed.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../agents/Agents.ts"
import type { Agent } from "../model/Agent.ts"
import { autoModel } from "../routing/Routing.ts"
import { Backends, type KnownBackend } from "../sessions/Backends.ts"

export interface OfferedBackend {
  readonly name: string
  /** For people. */
  readonly title: string
  /** Without doubles; the last one leaves the choice to the rules. */
  readonly models: ReadonlyArray<string>
}

const offered = (name: string, known: KnownBackend, agents: ReadonlyArray<Agent>): OfferedBackend => {
  const backend = known._tag === "Available" ? known.backend : undefined
  // Another one may stand in for it.
  const title = backend === undefined || backend.name === name ? backend?.title : `${name} (${backend.name})`
  const used = agents.flatMap((agent) => (agent.backend === name ? (agent.model ?? []) : []))
  const models = [...(backend?.models ?? []), ...used].filter((model) => model !== autoModel)
  return { name, title: title ?? name, models: [...new Set(models), autoModel] }
}

/** In the order in which they are known. */
export const backendModels: Effect.Effect<
  Effect.Effect<ReadonlyArray<OfferedBackend>>,
  never,
  Agents | Backends
> = Effect.map(Effect.all([Agents, Backends]), ([agents, backends]) =>
  Effect.map(agents.all, (all) => [...backends.all].map(([name, known]) => offered(name, known, all)))
)
