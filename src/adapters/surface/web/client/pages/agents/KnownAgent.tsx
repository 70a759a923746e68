/** An agent that is there: its settings, its places, its file. One whose file is not ours is only shown. */
import { useMemo, useState } from "react"
import { Link } from "wouter"
import type { AgentLine, AgentList } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import { usePaletteActions } from "../../app/PaletteActions.ts"
import { pathOf } from "../../app/Route.ts"
import { goTo } from "../../app/RouteNow.ts"
import { buttonClasses } from "../../ui/Button.tsx"
import { Card } from "../../ui/Card.tsx"
import { Page } from "../../ui/Page.tsx"
import { Tabs } from "../../ui/Tabs.tsx"
import { draftOf } from "./AgentDraft.ts"
import { AgentEditor } from "./AgentEditor.tsx"
import { AgentFile } from "./AgentFile.tsx"
import { AgentForm } from "./AgentForm.tsx"
import { DeleteAgent } from "./DeleteAgent.tsx"
import { PermissionBadge } from "./PermissionBadge.tsx"
import { PlacesEditor } from "./PlacesEditor.tsx"

export interface KnownAgentProps {
  readonly line: AgentLine
  readonly list: AgentList
  readonly mayChange: boolean
}

type View = "settings" | "places" | "file"

export const KnownAgent = ({ line, list, mayChange }: KnownAgentProps) => {
  const { agent, bindings, changedBy, file, own, stale, version } = line
  const [view, setView] = useState<View>("settings")
  const before = useMemo(() => draftOf(agent), [agent])
  const copyTo = `${pathOf({ page: "new-agent" })}?from=${encodeURIComponent(agent.name)}`
  usePaletteActions(
    useMemo(
      () => [{ id: "agent-places", label: `where ${agent.name} answers`, run: () => setView("places") }],
      [agent.name]
    )
  )
  const changeable = mayChange && own
  const settings = changeable ? (
    <AgentEditor
      place={agent.name}
      before={before}
      was={{ name: agent.name, version, changedBy, mcp: agent.mcp }}
      backends={list.backends}
      onSaved={() => undefined}
    />
  ) : (
    <div className="flex flex-col gap-4">
      {mayChange && (
        <p className="text-muted text-sm">
          this agent comes from {file}, which is not changed from here. save it as a new agent to change it.
        </p>
      )}
      <AgentForm
        draft={before}
        backends={list.backends}
        named
        disabled
        mcp={agent.mcp}
        errorOf={() => undefined}
        onChange={() => undefined}
      />
    </div>
  )
  const tabs: ReadonlyArray<{ readonly id: View; readonly label: string; readonly count?: number }> = [
    { id: "settings", label: "settings" },
    { id: "places", label: "answers in", count: bindings.length },
    { id: "file", label: "file" }
  ]
  return (
    <Page
      title={agent.name}
      width="text"
      description={
        <span className="flex flex-wrap items-center gap-2">
          {Words.facts(
            agent.backend,
            agent.model,
            line.costTodayUsd === undefined ? "" : `${Words.money(line.costTodayUsd)} today`
          )}
          <PermissionBadge permissions={agent.permissions} />
        </span>
      }
      actions={
        mayChange && (
          <>
            {own && (
              <DeleteAgent name={agent.name} bound={bindings.length} onDeleted={() => goTo({ page: "agents" })} />
            )}
            <Link href={copyTo} className={buttonClasses()}>
              save as a new agent
            </Link>
          </>
        )
      }
    >
      {stale && (
        <Card tone="attention">
          <p className="text-sm">
            its file is broken now; what it said before still runs. see the file for what is wrong.
          </p>
        </Card>
      )}
      {mayChange ? (
        <Tabs label={agent.name} tabs={tabs} value={view} onChange={setView}>
          {/* what is typed is kept while one looks at the others */}
          <div hidden={view !== "settings"}>{settings}</div>
          {view === "places" && <PlacesEditor agent={agent.name} />}
          {view === "file" && <AgentFile name={agent.name} file={file} own={own} changedBy={changedBy} />}
        </Tabs>
      ) : (
        settings
      )}
    </Page>
  )
}
