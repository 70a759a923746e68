/** Sessions in rows: what was said first, with whom, where, how often and when; those that run or ask are marked. */
import type { ReactNode } from "react"
import type { SessionLine } from "../../../../../../core/control/protocol/SessionRpcs.ts"
import { pathOf } from "../../app/Route.ts"
import { Badge } from "../../ui/Badge.tsx"
import { RelativeTime } from "../../ui/RelativeTime.tsx"
import { StateMark } from "../../ui/StateMark.tsx"
import { Table } from "../../ui/Table.tsx"
import type { TableColumn } from "../../ui/TableColumn.ts"

export interface SessionListProps {
  readonly sessions: ReadonlyArray<SessionLine>
  readonly running: ReadonlySet<string>
  /** Those that wait for a person. */
  readonly asking: ReadonlySet<string>
  readonly empty: ReactNode
}

const columns = ({ asking, running }: SessionListProps): ReadonlyArray<TableColumn<SessionLine>> => [
  {
    key: "title",
    title: "session",
    cell: ({ session, title }) => (
      <span className="inline-flex max-w-full items-baseline gap-2">
        {running.has(session) && <StateMark state="running" />}
        <span className="wrap-anywhere line-clamp-2">{title.trim() === "" ? "nothing was said" : title}</span>
        {asking.has(session) && <Badge tone="warn">asks</Badge>}
      </span>
    )
  },
  { key: "by", title: "by", cell: ({ by }) => <span className="text-muted">{by}</span>, wideOnly: true },
  { key: "agent", title: "agent", cell: ({ agent }) => agent },
  { key: "platform", title: "on", cell: ({ conversation }) => conversation.platform },
  { key: "turns", title: "turns", align: "right", cell: ({ turns }) => turns.toLocaleString() },
  { key: "last", title: "last", align: "right", cell: ({ lastAt }) => <RelativeTime at={lastAt} /> }
]

export const SessionList = (props: SessionListProps) => (
  <Table
    caption="sessions, the latest first"
    columns={columns(props)}
    rows={props.sessions}
    rowKey={({ session }) => session}
    hrefOf={({ session }) => pathOf({ page: "session", id: session })}
    empty={props.empty}
  />
)
