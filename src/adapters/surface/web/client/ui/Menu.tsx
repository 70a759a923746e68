/**
 * More that can be done with a thing, behind a button. Owns the browser's own popover, so that nothing around it cuts
 * it off; arrows and first letters go from item to item, Escape and a click beside it close it, and the focus goes back
 * to the button.
 */
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from "react"
import { type ButtonSize, type ButtonTone, buttonClasses } from "./Button.tsx"
import { classes } from "./Classes.ts"

export interface MenuItem {
  readonly label: string
  readonly icon?: ReactNode
  readonly tone?: "plain" | "danger" | undefined
  readonly disabled?: boolean | undefined
  readonly onSelect: () => void
}

export interface MenuProps {
  /** What the button is called; shown unless there is an icon. */
  readonly label: string
  readonly icon?: ReactNode
  readonly tone?: ButtonTone | undefined
  readonly size?: ButtonSize | undefined
  readonly items: ReadonlyArray<MenuItem>
}

const gap = 4

/** Below the button, or above it where there is no room, and never beyond the window's edge. */
const place = (panel: HTMLElement, button: HTMLElement): void => {
  const at = button.getBoundingClientRect()
  const { offsetHeight, offsetWidth } = panel
  const below = at.bottom + gap
  const top = below + offsetHeight > window.innerHeight ? Math.max(gap, at.top - gap - offsetHeight) : below
  const left = Math.max(gap, Math.min(at.left, window.innerWidth - offsetWidth - gap))
  panel.style.top = `${top}px`
  panel.style.left = `${left}px`
}

/** The next one whose name begins with that letter. */
const named = (entries: ReadonlyArray<HTMLElement>, at: number, letter: string): HTMLElement | undefined =>
  [...entries.slice(at + 1), ...entries].find((entry) =>
    entry.textContent?.toLowerCase().startsWith(letter.toLowerCase())
  )

export const Menu = ({ label, icon, tone = "quiet", size = "medium", items }: MenuProps) => {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const panel = useRef<HTMLDivElement>(null)
  const [open, setOpen] = useState(false)
  // which item has the focus first
  const begin = useRef(0)

  const entries = () => [...(panel.current?.querySelectorAll<HTMLElement>('[role="menuitem"]:not(:disabled)') ?? [])]
  const toggled = (now: boolean) => {
    setOpen(now)
    if (!now || panel.current === null || button.current === null) return
    place(panel.current, button.current)
    entries().at(begin.current)?.focus()
    begin.current = 0
  }
  const openByKey = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return
    event.preventDefault()
    begin.current = event.key === "ArrowUp" ? -1 : 0
    panel.current?.showPopover()
  }
  const go = (event: KeyboardEvent) => {
    const all = entries()
    const at = all.findIndex((entry) => entry.matches(":focus"))
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (event.key === "Tab") panel.current?.hidePopover()
    if (to === undefined) return named(all, at, event.key)?.focus()
    event.preventDefault()
    all[(to + all.length) % all.length]?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={icon === undefined ? undefined : label}
        title={icon === undefined ? undefined : label}
        popoverTarget={id}
        onKeyDown={openByKey}
        className={buttonClasses(tone, size, icon !== undefined)}
      >
        {icon ?? label}
      </button>
      <div
        ref={panel}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        onToggle={(event) => toggled(event.newState === "open")}
        onKeyDown={go}
        className="fixed m-0 min-w-40 rounded-md border bg-canvas p-1 shadow-over"
      >
        {items.map((item) => (
          <button
            key={item.label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            disabled={item.disabled}
            onClick={() => {
              panel.current?.hidePopover()
              item.onSelect()
            }}
            className={classes(
              "flex h-8 w-full items-center gap-2 rounded-sm px-2 text-left text-sm hover:bg-hover focus:bg-hover disabled:opacity-50 pointer-coarse:h-10",
              item.tone === "danger" ? "text-bad" : "text-ink"
            )}
          >
            {item.icon}
            {item.label}
          </button>
        ))}
      </div>
    </>
  )
}
