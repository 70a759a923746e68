/** A new agent: what it begins with, then the form. `?from=scout` begins as a copy. */
import { useSearchParams } from "wouter"
import type { AgentList } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { goTo } from "../../app/RouteNow.ts"
import { Page } from "../../ui/Page.tsx"
import { copyOf, emptyDraft } from "./AgentDraft.ts"
import { newDraft } from "./AgentDrafts.ts"
import { AgentEditor } from "./AgentEditor.tsx"
import { StartingPoints } from "./StartingPoints.tsx"

export interface NewAgentProps {
  readonly list: AgentList
}

export const NewAgent = ({ list }: NewAgentProps) => {
  const [search, setSearch] = useSearchParams()
  const from = list.agents.find(({ agent }) => agent.name === search.get("from"))?.agent
  const [first] = list.backends
  return (
    <Page
      title="new agent"
      width="text"
      description="it is written as one Markdown file, which you can edit by hand as well"
    >
      <StartingPoints
        agents={list.agents}
        chosen={from?.name}
        onChoose={(name) => setSearch(name === undefined ? {} : { from: name }, { replace: true })}
      />
      <AgentEditor
        key={from?.name ?? ""}
        place={newDraft(from?.name)}
        before={from === undefined ? emptyDraft(first?.name ?? "") : copyOf(from)}
        backends={list.backends}
        onSaved={({ name }) => goTo({ page: "agent", name })}
      />
    </Page>
  )
}
