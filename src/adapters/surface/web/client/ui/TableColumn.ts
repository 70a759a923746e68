/** What a table knows of one of its columns. */
import type { ReactNode } from "react"

export interface TableColumn<Row> {
  readonly key: string
  readonly title: string
  /** The title is said but not shown, such as that of a column of buttons. */
  readonly hideTitle?: boolean | undefined
  readonly cell: (row: Row) => ReactNode
  /** Figures stand at the right. */
  readonly align?: "left" | "right" | undefined
  /** Takes the room that the others leave; they are then as narrow as their words allow. Of the first column alone. */
  readonly grows?: boolean | undefined
  /** Left out where there is little room. */
  readonly wideOnly?: boolean | undefined
  /** What it is sorted by; without it, it cannot be sorted. */
  readonly sortBy?: ((row: Row) => number | string) | undefined
}
