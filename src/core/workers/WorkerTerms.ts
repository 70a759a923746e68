/**
 * An agent on a worker's terms. Owns what a change of backend means: a model is a word of one CLI and means nothing to
 * another; and that a worker may no more than its agent may now, whatever that was when it was asked for. An agent that is
 * limited to some tools of its CLI is never moved to another (`WorkerRequests`). Pure.
 */
import { type Agent, leastPermissions } from "../model/Agent.ts"
import type { WorkerTerms } from "../model/Worker.ts"

export const onTerms = (agent: Agent, terms: WorkerTerms | undefined): Agent => {
  if (terms === undefined) return agent
  const { backend = agent.backend, model, permissions = agent.permissions, workdir = agent.workdir } = terms
  const { model: own, ...rest } = agent
  const chosen = model ?? (backend === agent.backend ? own : undefined)
  return {
    ...rest,
    backend,
    permissions: leastPermissions(permissions, agent.permissions),
    workdir,
    ...(chosen === undefined ? {} : { model: chosen })
  }
}
