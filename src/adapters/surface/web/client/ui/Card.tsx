/** What belongs together, with a line around it. */
import type { ReactNode } from "react"
import { useId } from "react"
import { classes } from "./Classes.ts"

export interface CardProps {
  readonly title?: ReactNode
  /** At the title's right. */
  readonly actions?: ReactNode
  /** What stands out: `attention` waits for a person, `bad` went wrong. */
  readonly tone?: "plain" | "attention" | "bad" | undefined
  /** Without room around the content, for lists and tables. */
  readonly flush?: boolean | undefined
  readonly className?: string | undefined
  readonly children?: ReactNode
}

const tones = { plain: "border-line", attention: "border-warn/60", bad: "border-bad/60" }

export const Card = ({ title, actions, tone = "plain", flush = false, className, children }: CardProps) => {
  const id = useId()
  return (
    <section
      aria-labelledby={title === undefined ? undefined : id}
      className={classes("min-w-0 rounded-md border bg-canvas", tones[tone], className)}
    >
      {title !== undefined && (
        <header className="flex min-h-10 flex-wrap items-center justify-between gap-2 border-b px-4 py-1.5">
          <h2 id={id} className="min-w-0 text-sm">
            {title}
          </h2>
          {actions}
        </header>
      )}
      <div className={flush ? undefined : "px-4 py-3"}>{children}</div>
    </section>
  )
}
