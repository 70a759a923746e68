/** An agent whose file is broken: what is wrong, and the file to mend. */
import type { AgentList } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { Card } from "../../ui/Card.tsx"
import { Page } from "../../ui/Page.tsx"
import { AgentFile } from "./AgentFile.tsx"
import { ProblemList } from "./ProblemList.tsx"

export interface BrokenAgentProps {
  readonly broken: AgentList["disabled"][number]
  readonly mayChange: boolean
}

export const BrokenAgent = ({ broken, mayChange }: BrokenAgentProps) => (
  <Page title={broken.name} width="text" description="this agent does not run: its file is broken">
    <Card tone="bad" title="what is wrong">
      <ProblemList problems={broken.problems} />
    </Card>
    {mayChange && <AgentFile name={broken.name} file={broken.file} own={broken.own} />}
  </Page>
)
