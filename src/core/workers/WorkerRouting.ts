/**
 * Where a worker whose model is left to the rules runs. Owns when it may move to another backend: when nobody named one,
 * the other can do what the task needs, and no list of tools binds the agent, which would mean nothing there.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../agents/Agents.ts"
import type { Agent } from "../model/Agent.ts"
import type { BackendName } from "../model/Ids.ts"
import type { Routed, Worker, WorkerTerms } from "../model/Worker.ts"
import { autoModel, Routing } from "../routing/Routing.ts"
import { Backends } from "../sessions/Backends.ts"
import { onTerms } from "./WorkerTerms.ts"

/** The task's terms, with what the rules chose in them. */
export const termsOf = ({ routed, task: { terms } }: Pick<Worker, "routed" | "task">): WorkerTerms =>
  routed === undefined
    ? terms
    : {
        ...terms,
        model: routed.model ?? autoModel,
        ...(routed.backend === undefined ? {} : { backend: routed.backend })
      }

export const makeWorkerRouting = Effect.gen(function* () {
  const agents = yield* Agents
  const backends = yield* Backends
  const { route } = yield* Routing

  const canRun = ({ schema }: WorkerTerms, name: BackendName): boolean => {
    const known = backends.all.get(name)
    return known?._tag === "Available" && (schema === undefined || known.backend.capabilities.structured)
  }

  const routed = ({ task }: Worker, agent: Agent): Routed | undefined => {
    const { backend, model } = onTerms(agent, task.terms)
    if (model !== autoModel) return undefined
    const bound = task.terms.backend !== undefined || agent.tools !== undefined
    return route({
      text: task.text,
      files: false,
      budgetUsd: task.budgetUsd,
      backend,
      ...(bound ? {} : { mayMove: (to) => canRun(task.terms, to) })
    })
  }

  /** The worker as it starts: what was chosen once stays. */
  return (worker: Worker): Effect.Effect<Worker> =>
    worker.routed !== undefined
      ? Effect.succeed(worker)
      : Effect.match(agents.get(worker.task.agent), {
          onFailure: () => worker,
          onSuccess: (agent) => {
            const chosen = routed(worker, agent)
            return chosen === undefined ? worker : { ...worker, routed: chosen }
          }
        })
})
