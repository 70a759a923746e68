/** An adapter's name, whether it is in use, and how it is connected now. */
import type { Ability } from "../../../../../../core/control/protocol/ReportRpcs.ts"
import { Badge } from "../../ui/Badge.tsx"

export interface AdapterLineProps {
  readonly adapter: Ability
}

const tones = { connected: "good", connecting: "warn", down: "bad" } as const

export const AdapterLine = ({ adapter: { active, connection, title } }: AdapterLineProps) => (
  <span className="inline-flex flex-wrap items-baseline gap-x-2 gap-y-1">
    <span className={active ? "font-medium text-ink" : "font-medium text-muted"}>{title}</span>
    {connection === undefined ? (
      <Badge tone={active ? "good" : "plain"}>{active ? "in use" : "not in use"}</Badge>
    ) : (
      <span title={connection.detail}>
        <Badge tone={tones[connection.state]}>{connection.state}</Badge>
      </span>
    )}
  </span>
)
