/** A page's frame: its title, what can be done on it, and how wide it reads. Also names the window. */
import { type ReactNode, useEffect } from "react"
import { tameText } from "../../../../../core/chat/HostileText.ts"
import { classes } from "./Classes.ts"
import { Foreign } from "./Foreign.tsx"

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
    document.title = `${tameText(title)} · orchestrator`
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
      {/* on a phone what can be done stands beside the title where there is room for it, and what is said below both */}
      <header className="flex min-h-14 shrink-0 flex-wrap items-center gap-x-3 gap-y-1 py-3 sm:grid sm:grid-cols-[minmax(0,1fr)_auto] sm:gap-x-4 sm:gap-y-0">
        <h1
          className={classes(
            "min-w-0 max-w-full text-lg",
            full ? "flex-1 basis-32 truncate" : "wrap-anywhere line-clamp-2 grow max-sm:shrink-0"
          )}
        >
          <Foreign text={title} />
        </h1>
        {actions !== undefined && (
          <div
            className={classes(
              "flex flex-wrap items-center gap-2 sm:col-start-2 sm:row-start-1",
              description !== undefined && (full ? "sm:row-span-2" : "lg:row-span-2")
            )}
          >
            {actions}
          </div>
        )}
        {description !== undefined && (
          <div
            className={classes("min-w-0 basis-full text-muted text-sm sm:col-start-1", !full && "sm:max-lg:col-span-2")}
          >
            {description}
          </div>
        )}
      </header>
      <div className={full ? "min-h-0 flex-1" : "flex min-w-0 flex-col gap-4"}>{children}</div>
    </div>
  )
}
