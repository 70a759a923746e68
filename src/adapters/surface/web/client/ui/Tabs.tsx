/** Several views of one thing, one at a time. One stop for the keyboard: arrows, Home and End go from tab to tab. */
import { type KeyboardEvent, type ReactNode, useId, useRef } from "react"
import { classes } from "./Classes.ts"

export interface TabsProps<Id extends string> {
  /** What the tabs are views of. */
  readonly label: string
  readonly tabs: ReadonlyArray<{ readonly id: Id; readonly label: string; readonly count?: number | undefined }>
  readonly value: Id
  readonly onChange: (id: Id) => void
  /** The chosen view. */
  readonly children?: ReactNode
}

export const Tabs = <Id extends string>({ label, tabs, value, onChange, children }: TabsProps<Id>) => {
  const id = useId()
  const list = useRef<HTMLDivElement>(null)
  const go = (event: KeyboardEvent) => {
    const at = tabs.findIndex((tab) => tab.id === value)
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key]
    if (to === undefined) return
    event.preventDefault()
    const index = (to + tabs.length) % tabs.length
    const next = tabs[index]
    if (next === undefined) return
    onChange(next.id)
    list.current?.querySelectorAll<HTMLElement>('[role="tab"]')[index]?.focus()
  }
  return (
    <div className="min-w-0">
      <div ref={list} role="tablist" aria-label={label} onKeyDown={go} className="flex gap-4 overflow-x-auto border-b">
        {tabs.map((tab) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            id={`${id}-${tab.id}`}
            aria-selected={tab.id === value}
            aria-controls={`${id}-panel`}
            tabIndex={tab.id === value ? 0 : -1}
            onClick={() => onChange(tab.id)}
            className={classes(
              "-mb-px h-9 shrink-0 border-b-2 text-sm -outline-offset-2 pointer-coarse:h-11",
              tab.id === value ? "border-accent text-ink" : "border-transparent text-muted hover:text-ink"
            )}
          >
            {tab.label}
            {tab.count !== undefined && <span className="ml-1.5 text-xs text-faint">{tab.count}</span>}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${value}`} className="pt-4">
        {children}
      </div>
    </div>
  )
}
