/** A line for each agent, model, person, platform or backend: what it was given to read and to write, and what it cost. */
import { useMemo } from "react"
import { pathOf } from "../../app/Route.ts"
import { Foreign } from "../../ui/Foreign.tsx"
import { Table } from "../../ui/Table.tsx"
import type { TableColumn } from "../../ui/TableColumn.ts"
import { Tokens } from "../../ui/Tokens.tsx"
import type { CostFilters } from "./CostFilters.ts"
import type { CostView } from "./CostView.ts"
import { KnownCost } from "./KnownCost.tsx"

export interface CostTableProps {
  readonly by: CostFilters["by"]
  readonly rows: CostView["rows"]
}

type Row = CostView["rows"][number]

const figures: ReadonlyArray<TableColumn<Row>> = [
  {
    key: "turns",
    title: "turns",
    align: "right",
    cell: ({ turns }) => turns.toLocaleString(),
    sortBy: ({ turns }) => turns
  },
  {
    key: "input",
    title: "tokens in",
    align: "right",
    cell: ({ inputTokens }) => <Tokens count={inputTokens} />,
    sortBy: ({ inputTokens }) => inputTokens
  },
  {
    key: "output",
    title: "tokens out",
    align: "right",
    cell: ({ outputTokens }) => <Tokens count={outputTokens} />,
    sortBy: ({ outputTokens }) => outputTokens
  },
  {
    key: "cost",
    title: "cost",
    align: "right",
    cell: (row) => <KnownCost line={row} apart />,
    sortBy: ({ costUsd }) => costUsd
  },
  {
    key: "unpriced",
    title: "turns of unknown cost",
    align: "right",
    wideOnly: true,
    cell: ({ unpriced }) => (unpriced === 0 ? "" : unpriced.toLocaleString()),
    sortBy: ({ unpriced }) => unpriced
  }
]

export const CostTable = ({ by, rows }: CostTableProps) => {
  const columns = useMemo(
    (): ReadonlyArray<TableColumn<Row>> => [
      {
        key: "key",
        title: by === "user" ? "person" : by,
        cell: ({ key }) => (
          <span className="wrap-anywhere">
            <Foreign text={key} />
          </span>
        ),
        sortBy: ({ key }) => key
      },
      ...figures.filter(({ key }) => key !== "unpriced" || rows.some(({ unpriced }) => unpriced > 0))
    ],
    [by, rows]
  )
  return (
    <Table
      caption={`cost by ${by}`}
      columns={columns}
      rows={rows}
      rowKey={({ id }) => id}
      hrefOf={by === "agent" ? ({ id }) => pathOf({ page: "agent", name: id }) : undefined}
    />
  )
}
