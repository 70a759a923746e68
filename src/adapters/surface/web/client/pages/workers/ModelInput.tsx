/** A model for a worker, with those that its CLI offers. */
import { useAgents } from "../../live/Agents.ts"
import { SuggestedInput } from "../agents/SuggestedInput.tsx"

export interface ModelInputProps {
  readonly value: string
  /** Empty: a plain worker. */
  readonly agent: string
  /** Empty: the agent's own. */
  readonly backend: string
  readonly onChange: (model: string) => void
}

export const ModelInput = ({ value, agent, backend, onChange }: ModelInputProps) => {
  const list = useAgents().value
  const own = list?.agents.find((line) => line.agent.name === (agent || "worker"))?.agent.backend
  return (
    <SuggestedInput
      label="model"
      value={value}
      suggestions={list?.backends.find(({ name }) => name === (backend || own))?.models ?? []}
      placeholder="the agent's own"
      hint="a model or alias, or auto"
      spellCheck={false}
      onChange={onChange}
    />
  )
}
