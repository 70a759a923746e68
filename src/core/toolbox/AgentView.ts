/**
 * What others may know of an agent: neither its persona, nor where it works, nor the servers it was given. Pure.
 */
import type { Agent } from "../model/Agent.ts"

export const agentView = ({ backend, description, model, name, permissions }: Agent) => ({
  name,
  description,
  backend,
  permissions,
  ...(model === undefined ? {} : { model })
})
