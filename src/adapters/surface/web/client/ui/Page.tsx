/** A page's frame: its title, what can be done on it, and how wide it reads. Also names the window. */
import { type ReactNode, useEffect } from "react"
import { classes } from "./Classes.ts"

export interface PageProps {
  readonly title: string
  /** One line below the title. */
  readonly description?: ReactNode
  /** Buttons at the title's right. */
  readonly actions?: ReactNode
  /** `text` for forms and reading, `wide` for lists, `full` for what fills the window and scrolls by itself. */
  readonly width?: "text" | "wide" | "full" | undefined
  readonly children?: ReactNode
}

const widths = { text: "max-w-3xl", wide: "max-w-6xl", full: "" }

export const Page = ({ title, description, actions, width = "wide", children }: PageProps) => {
  useEffect(() => {
    document.title = `${title} · orchestrator`
  }, [title])
  const full = width === "full"
  return (
    <div
      className={classes(
        "mx-auto flex w-full min-w-0 flex-col px-4 sm:px-6",
        widths[width],
        full ? "h-full min-h-0" : "pb-16"
      )}
    >
      <header className="flex min-h-14 shrink-0 flex-wrap items-center justify-between gap-x-4 gap-y-2 py-3">
        <div className="min-w-0 max-w-full">
          <h1 className="truncate text-lg">{title}</h1>
          {description !== undefined && <div className="text-sm text-muted">{description}</div>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap items-center gap-2">{actions}</div>}
      </header>
      <div className={full ? "min-h-0 flex-1" : "flex min-w-0 flex-col gap-4"}>{children}</div>
    </div>
  )
}
