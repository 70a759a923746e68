/** On which agent a worker runs. */
import { useAgents } from "../../live/Agents.ts"
import { Select } from "../../ui/Select.tsx"

export interface AgentSelectProps {
  /** Empty: a plain worker. */
  readonly value: string
  readonly onChange: (agent: string) => void
}

export const AgentSelect = ({ value, onChange }: AgentSelectProps) => {
  const names = (useAgents().value?.agents ?? []).map(({ agent }) => agent.name)
  const others = names.filter((name) => name !== "worker")
  const unknown = value !== "" && !names.some((name) => name === value)
  return (
    <Select
      label="agent"
      value={value}
      hint="it works as this agent would, and may do no more"
      options={[
        { value: "", label: "a plain worker" },
        ...(unknown ? [{ value, label: `${value} (not there)` }] : []),
        ...(value === "worker" ? [{ value, label: "worker" }] : []),
        ...others.map((name) => ({ value: name, label: name }))
      ]}
      onChange={onChange}
    />
  )
}
