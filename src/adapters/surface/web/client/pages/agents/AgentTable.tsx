/** The list of agents. Owns nothing but how a row reads. */
import { type ReactNode, useMemo } from "react"
import type { AgentLine, AgentList } from "../../../../../../core/control/protocol/AgentRpcs.ts"
import { placeWords } from "../../../../../../core/render/PlaceWords.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import { pathOf } from "../../app/Route.ts"
import { Badge } from "../../ui/Badge.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { Money } from "../../ui/Money.tsx"
import { Table } from "../../ui/Table.tsx"
import type { TableColumn } from "../../ui/TableColumn.ts"
import { PermissionBadge } from "./PermissionBadge.tsx"
import { placeKey } from "./PlaceKey.ts"
import { UnsavedBadge } from "./UnsavedBadge.tsx"

export interface AgentTableProps {
  readonly list: AgentList
  readonly empty?: ReactNode
}

const Places = ({ bindings, fallback }: { readonly bindings: AgentLine["bindings"]; readonly fallback: boolean }) => {
  if (bindings.length === 0 && !fallback) return <span className="text-faint">nowhere</span>
  return (
    <span className="flex flex-wrap gap-1">
      {fallback && <Badge tone="accent">default</Badge>}
      {bindings.slice(0, 4).map((binding) => (
        <Badge key={placeKey(binding)}>
          <Foreign text={placeWords(binding)} />
        </Badge>
      ))}
      {bindings.length > 4 && <Badge>{`${bindings.length - 4} more`}</Badge>}
    </span>
  )
}

export const AgentTable = ({ list, empty }: AgentTableProps) => {
  const columns = useMemo((): ReadonlyArray<TableColumn<AgentLine>> => {
    const titleOf = (name: string) => list.backends.find((each) => each.name === name)?.title ?? name
    return [
      {
        key: "name",
        title: "agent",
        sortBy: ({ agent }) => agent.name,
        cell: ({ agent, own, stale }) => (
          <span className="block min-w-0">
            <span className="flex flex-wrap items-center gap-1.5">
              {agent.name}
              {stale && <Badge tone="warn">file is broken</Badge>}
              {!own && <Badge>read-only</Badge>}
              <UnsavedBadge name={agent.name} />
            </span>
            <span className="line-clamp-2 font-normal text-muted text-xs">
              <Foreign text={agent.description} />
            </span>
          </span>
        )
      },
      {
        key: "runs",
        title: "runs on",
        sortBy: ({ agent }) => agent.backend,
        cell: ({ agent }) => <span className="text-sm">{Words.facts(titleOf(agent.backend), agent.model)}</span>
      },
      {
        key: "permissions",
        title: "permissions",
        cell: ({ agent }) => <PermissionBadge permissions={agent.permissions} />
      },
      {
        key: "places",
        title: "answers in",
        cell: ({ agent, bindings }) => <Places bindings={bindings} fallback={list.fallback === agent.name} />
      },
      {
        key: "today",
        title: "today",
        align: "right",
        sortBy: ({ costTodayUsd }) => costTodayUsd ?? 0,
        cell: ({ costTodayUsd }) =>
          costTodayUsd === undefined ? <span className="text-faint">–</span> : <Money usd={costTodayUsd} />
      }
    ]
  }, [list])
  return (
    <Table
      caption="agents"
      columns={columns}
      rows={list.agents}
      rowKey={({ agent }) => agent.name}
      hrefOf={({ agent }) => pathOf({ page: "agent", name: agent.name })}
      empty={empty}
    />
  )
}
