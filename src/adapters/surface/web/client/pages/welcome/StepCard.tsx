/** One of the numbered steps, and whether it is done. */
import { Check } from "lucide-react"
import { type ReactNode, useId } from "react"
import { classes } from "../../ui/Classes.ts"

export interface StepCardProps {
  readonly number: number
  readonly title: string
  readonly done: boolean
  readonly actions?: ReactNode
  readonly children: ReactNode
}

export const StepCard = ({ number, title, done, actions, children }: StepCardProps) => {
  const id = useId()
  return (
    <li className="min-w-0">
      <section aria-labelledby={id} className="min-w-0 rounded-md border bg-canvas">
        <header className="flex min-h-12 flex-wrap items-center gap-3 border-b px-4 py-2">
          <span
            aria-hidden="true"
            className={classes(
              "inline-flex size-6 shrink-0 items-center justify-center rounded-full text-xs font-semibold",
              done ? "bg-good-soft text-good" : "bg-accent-soft text-accent"
            )}
          >
            {done ? <Check size={14} /> : number}
          </span>
          <h2 id={id} className="min-w-0 flex-1 text-sm">
            {title}
            <span className="sr-only">{done ? ", done" : ""}</span>
          </h2>
          {actions}
        </header>
        <div className="flex min-w-0 flex-col gap-3 px-4 py-3">{children}</div>
      </section>
    </li>
  )
}
