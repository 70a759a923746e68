/** In which order a table's rows stand: as they came, until somebody chooses a column. */
import { useMemo, useState } from "react"
import type { TableColumn } from "./TableColumn.ts"

export interface TableSort {
  readonly key: string
  readonly descending: boolean
}

const compareCells = (left: number | string, right: number | string): number =>
  typeof left === "number" && typeof right === "number" ? left - right : String(left).localeCompare(String(right))

/** Figures begin with the largest, words with a. A second press turns it round, a third gives it up. */
const sortAfter = <Row>(
  sort: TableSort | undefined,
  { key, sortBy }: TableColumn<Row>,
  sample: Row | undefined
): TableSort | undefined => {
  const first = sortBy !== undefined && sample !== undefined && typeof sortBy(sample) === "number"
  if (sort?.key !== key) return { key, descending: first }
  return sort.descending === first ? { key, descending: !first } : undefined
}

export const useTableSort = <Row>(rows: ReadonlyArray<Row>, columns: ReadonlyArray<TableColumn<Row>>) => {
  const [sort, setSort] = useState<TableSort>()
  const sorted = useMemo(() => {
    const sortBy = columns.find((column) => column.key === sort?.key)?.sortBy
    if (sort === undefined || sortBy === undefined) return rows
    const sign = sort.descending ? -1 : 1
    return [...rows].sort((left, right) => sign * compareCells(sortBy(left), sortBy(right)))
  }, [rows, columns, sort])
  return {
    sort,
    sorted,
    press: (column: TableColumn<Row>) => setSort((before) => sortAfter(before, column, rows[0]))
  }
}
