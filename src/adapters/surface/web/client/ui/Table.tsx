/**
 * Rows and columns; at a phone's width a card for every row. The first column says what the row is: with `hrefOf` it is
 * the link that the whole row is.
 */
import { ArrowDown, ArrowUp } from "lucide-react"
import type { ReactNode } from "react"
import { Link } from "wouter"
import { classes } from "./Classes.ts"
import { useNarrow } from "./Narrow.ts"
import type { TableColumn } from "./TableColumn.ts"
import { useTableSort } from "./TableSort.ts"

export interface TableProps<Row> {
  /** What it lists, for those who do not see it. */
  readonly caption: string
  readonly columns: ReadonlyArray<TableColumn<Row>>
  readonly rows: ReadonlyArray<Row>
  readonly rowKey: (row: Row) => string
  readonly hrefOf?: ((row: Row) => string) | undefined
  /** Shown in place of the table when there are no rows. */
  readonly empty?: ReactNode
}

export const Table = <Row,>({ caption, columns, rows, rowKey, hrefOf, empty }: TableProps<Row>) => {
  const narrow = useNarrow()
  const { press, sort, sorted } = useTableSort(rows, columns)
  const [first, ...rest] = columns
  if (first === undefined || rows.length === 0) return <>{empty}</>

  const headCell = (row: Row) => {
    const cell = first.cell(row)
    if (hrefOf === undefined) return cell
    return (
      <Link href={hrefOf(row)} className="text-ink after:absolute after:inset-0 hover:text-accent">
        {cell}
      </Link>
    )
  }

  if (narrow) {
    return (
      <ul aria-label={caption} className="divide-y">
        {sorted.map((row) => (
          <li key={rowKey(row)} className={classes("relative px-4 py-3", hrefOf && "hover:bg-hover")}>
            <div className="font-medium">{headCell(row)}</div>
            <dl className="mt-1 flex flex-wrap gap-x-4 gap-y-1 text-sm">
              {rest
                .filter((column) => column.wideOnly !== true)
                .map((column) => (
                  <div
                    key={column.key}
                    className={classes("flex min-w-0 items-baseline gap-1.5", column.hideTitle === true && "ml-auto")}
                  >
                    <dt className={column.hideTitle ? "sr-only" : "label-line shrink-0 whitespace-nowrap"}>
                      {column.title}
                    </dt>
                    <dd className="min-w-0">{column.cell(row)}</dd>
                  </div>
                ))}
            </dl>
          </li>
        ))}
      </ul>
    )
  }
  return (
    <div className="relative overflow-x-auto">
      <table className="w-full border-collapse text-left text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b">
            {columns.map((column) => {
              const way = sort?.key !== column.key ? undefined : sort.descending ? "descending" : "ascending"
              const Arrow = way === "descending" ? ArrowDown : ArrowUp
              return (
                <th
                  key={column.key}
                  scope="col"
                  aria-sort={way}
                  className={classes(
                    "h-9 whitespace-nowrap px-4 font-normal text-muted text-xs",
                    column.align === "right" && "text-right",
                    column.wideOnly === true && "max-lg:hidden"
                  )}
                >
                  {column.sortBy === undefined ? (
                    <span className={column.hideTitle ? "sr-only" : undefined}>{column.title}</span>
                  ) : (
                    <button
                      type="button"
                      onClick={() => press(column)}
                      className="inline-flex items-center gap-1 hover:text-ink"
                    >
                      {column.title}
                      {way !== undefined && <Arrow size={12} aria-hidden="true" />}
                    </button>
                  )}
                </th>
              )
            })}
          </tr>
        </thead>
        <tbody className="divide-y">
          {sorted.map((row) => (
            <tr key={rowKey(row)} className={classes("relative", hrefOf !== undefined && "hover:bg-hover")}>
              <th scope="row" className={classes("min-w-36 px-4 py-2 font-medium", first.grows === true && "w-full")}>
                {headCell(row)}
              </th>
              {rest.map((column) => (
                <td
                  key={column.key}
                  className={classes(
                    "px-4 py-2",
                    column.align === "right" && "text-right",
                    column.wideOnly === true && "max-lg:hidden"
                  )}
                >
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
