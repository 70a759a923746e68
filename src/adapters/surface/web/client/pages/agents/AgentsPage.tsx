/** Every agent there is, what it runs on and where it answers; and the files that disable one. */
import { Plus } from "lucide-react"
import { useMemo } from "react"
import { usePaletteActions } from "../../app/PaletteActions.ts"
import { RouteLink } from "../../app/RouteLink.tsx"
import { goTo } from "../../app/RouteNow.ts"
import { useAgents } from "../../live/Agents.ts"
import { useMay } from "../../live/Self.ts"
import { buttonClasses } from "../../ui/Button.tsx"
import { Card } from "../../ui/Card.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { NotShown } from "../../ui/NotShown.tsx"
import { Page } from "../../ui/Page.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { AgentTable } from "./AgentTable.tsx"
import { BrokenFiles } from "./BrokenFiles.tsx"

const NewAgent = () => (
  <RouteLink to={{ page: "new-agent" }} className={buttonClasses("accent")}>
    <Plus size={14} aria-hidden="true" />
    new agent
  </RouteLink>
)

const begin = { id: "new-agent", label: "new agent", words: ["create", "make"], run: () => goTo({ page: "new-agent" }) }

export default function AgentsPage() {
  const { refusal, value } = useAgents()
  const mayChange = useMay("administer")
  usePaletteActions(useMemo(() => (mayChange ? [begin] : []), [mayChange]))
  return (
    <Page
      title="agents"
      description="named personas on a coding CLI: each has a role, a model, a folder to work in and places where it answers"
      actions={mayChange && <NewAgent />}
    >
      {refusal !== undefined && <NotShown what="agents" why={refusal.detail} bare={value === undefined} />}
      {value === undefined ? (
        refusal === undefined && <Skeleton lines={6} />
      ) : (
        <>
          <BrokenFiles disabled={value.disabled} />
          <Card flush>
            <AgentTable
              list={value}
              empty={
                <EmptyState title="no agents yet" action={mayChange ? <NewAgent /> : undefined}>
                  an agent is one file: who it is, what it runs on and what it may do. make the first one here; it
                  answers in the dashboard at once, and in a chat as soon as it is bound to a channel.
                </EmptyState>
              }
            />
          </Card>
        </>
      )}
    </Page>
  )
}
