/**
 * Details that are opened when they are wanted, and drawn only then. With an `id` it is found as it was left, even when
 * it was away in between.
 */
import { ChevronRight } from "lucide-react"
import { type ReactNode, useState } from "react"
import { classes } from "./Classes.ts"
import { isOpened, setOpened } from "./Opened.ts"

export interface CollapsibleProps {
  readonly summary: ReactNode
  readonly children: ReactNode
  /** Under which it is remembered. */
  readonly id?: string | undefined
  readonly defaultOpen?: boolean | undefined
  readonly className?: string | undefined
}

export const Collapsible = ({ summary, children, id, defaultOpen = false, className }: CollapsibleProps) => {
  const [open, setOpen] = useState(() => (id === undefined ? undefined : isOpened(id)) ?? defaultOpen)
  const toggled = (now: boolean) => {
    setOpen(now)
    if (id !== undefined && now !== (isOpened(id) ?? defaultOpen)) setOpened(id, now)
  }
  return (
    <details
      open={open}
      onToggle={(event) => toggled(event.currentTarget.open)}
      className={classes("min-w-0", className)}
    >
      <summary className="flex min-w-0 list-none items-center gap-1.5 rounded-sm text-sm text-muted hover:text-ink pointer-coarse:min-h-9">
        <ChevronRight size={14} aria-hidden="true" className={classes("shrink-0", open && "rotate-90")} />
        <span className="min-w-0 flex-1">{summary}</span>
      </summary>
      {open && <div className="pt-1 pl-5">{children}</div>}
    </details>
  )
}
