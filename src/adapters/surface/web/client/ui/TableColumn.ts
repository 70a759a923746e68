/** What a table knows of one of its columns. */
import type { ReactNode } from "react"

export interface TableColumn<Row> {
  readonly key: string
  readonly title: string
  readonly cell: (row: Row) => ReactNode
  /** Figures stand at the right. */
  readonly align?: "left" | "right" | undefined
  /** Left out where there is little room. */
  readonly wideOnly?: boolean | undefined
  /** What it is sorted by; without it, it cannot be sorted. */
  readonly sortBy?: ((row: Row) => number | string) | undefined
}
