/** An agent that is not there: what became of it, and of what somebody had begun to change in it. */
import { RouteLink } from "../../app/RouteLink.tsx"
import { goTo } from "../../app/RouteNow.ts"
import { Button, buttonClasses } from "../../ui/Button.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Page } from "../../ui/Page.tsx"
import { toast } from "../../ui/Toast.ts"
import { emptyDraft } from "./AgentDraft.ts"
import { agentDrafts, forgetDrafts, newDraft } from "./AgentDrafts.ts"

export interface LostAgentProps {
  readonly name: string
}

export const LostAgent = ({ name }: LostAgentProps) => {
  const kept = agentDrafts.use(name)
  const makeAnew = () => {
    if (kept === undefined) return
    const place = newDraft(undefined)
    if (agentDrafts.get(place) === undefined) {
      agentDrafts.put(place, { base: emptyDraft(kept.draft.backend), version: "", draft: kept.draft })
      forgetDrafts(name)
    } else toast("another new agent is begun already: make or discard that one first", { tone: "bad" })
    goTo({ page: "new-agent" })
  }
  const ways =
    kept === undefined ? (
      <RouteLink to={{ page: "agents" }} className={buttonClasses()}>
        all agents
      </RouteLink>
    ) : (
      <div className="flex flex-wrap justify-center gap-2">
        <Button tone="accent" onClick={makeAnew}>
          make a new agent of it
        </Button>
        <Button onClick={() => forgetDrafts(name)}>forget it</Button>
      </div>
    )
  return (
    <Page title={name} width="text">
      <EmptyState title={`no agent is called ${name}`} action={ways}>
        it was deleted, or its file says another name.
        {kept !== undefined && " what you had changed in it and not saved is still here."}
      </EmptyState>
    </Page>
  )
}
