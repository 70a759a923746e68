/** Sessions in rows: what was said first, with whom, where, how often and when; those that run, ask or failed are marked. */
import type { ReactNode } from "react"
import type { SessionLine } from "../../../../../../core/control/protocol/SessionRpcs.ts"
import { ConversationName } from "../../app/ConversationName.tsx"
import { pathOf } from "../../app/Route.ts"
import { Badge } from "../../ui/Badge.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { RelativeTime } from "../../ui/RelativeTime.tsx"
import { StateMark } from "../../ui/StateMark.tsx"
import { Table } from "../../ui/Table.tsx"
import type { TableColumn } from "../../ui/TableColumn.ts"

export interface SessionListProps {
  readonly sessions: ReadonlyArray<SessionLine>
  readonly running: ReadonlySet<string>
  /** Those that wait for a person. */
  readonly asking: ReadonlySet<string>
  /** Those that ended badly and in which nothing was said since. */
  readonly failed: ReadonlySet<string>
  readonly empty: ReactNode
}

const columns = ({ asking, failed, running }: SessionListProps): ReadonlyArray<TableColumn<SessionLine>> => [
  {
    key: "title",
    title: "session",
    grows: true,
    cell: ({ session, title }) => {
      const state = running.has(session) ? "running" : failed.has(session) ? "failed" : undefined
      return (
        <span className="inline-flex max-w-full items-baseline gap-2">
          {/* where there are columns its room is kept, so that titles stand below one another */}
          {state === undefined ? <span className="w-3 shrink-0 max-sm:hidden" /> : <StateMark state={state} />}
          <span className="wrap-anywhere line-clamp-2">
            {title.trim() === "" ? "nothing was said" : <Foreign text={title} />}
          </span>
          {asking.has(session) && <Badge tone="warn">asks</Badge>}
        </span>
      )
    }
  },
  {
    key: "by",
    title: "by",
    cell: ({ by }) => (
      <span className="text-muted">
        <Foreign text={by} />
      </span>
    ),
    wideOnly: true
  },
  { key: "agent", title: "agent", cell: ({ agent }) => agent },
  {
    key: "platform",
    title: "in",
    cell: ({ conversation, place }) => (
      <span className="wrap-anywhere line-clamp-2 sm:min-w-12 lg:min-w-40">
        <ConversationName conversation={conversation} place={place} />
      </span>
    )
  },
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
