/** Files that disable an agent: where each is wrong and what is. */
import type { AgentList } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { RouteLink } from "../../app/RouteLink.tsx"
import { Card } from "../../ui/Card.tsx"
import { ProblemList } from "./ProblemList.tsx"

export interface BrokenFilesProps {
  readonly disabled: AgentList["disabled"]
}

export const BrokenFiles = ({ disabled }: BrokenFilesProps) =>
  disabled.length === 0 ? null : (
    <Card
      tone="bad"
      title={
        disabled.length === 1 ? "a file that disables its agent" : `${disabled.length} files that disable their agents`
      }
    >
      <ul className="flex flex-col gap-3">
        {disabled.map(({ file, name, problems }) => (
          <li key={file} className="min-w-0">
            <RouteLink to={{ page: "agent", name }} className="font-medium text-sm underline underline-offset-2">
              {name}
            </RouteLink>
            <ProblemList problems={problems} />
          </li>
        ))}
      </ul>
    </Card>
  )
