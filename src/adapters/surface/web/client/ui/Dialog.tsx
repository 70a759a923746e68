/**
 * A dialog over the page: the browser's own, so that the rest is out of reach. Owns the focus: it is where it was when
 * the dialog is gone. Whether it is open is its caller's to say.
 */
import { X } from "lucide-react"
import { type MouseEvent, type ReactNode, type SyntheticEvent, useId, useLayoutEffect, useRef } from "react"
import { Announcer } from "./Announcer.tsx"
import { classes } from "./Classes.ts"
import { Foreign } from "./Foreign.tsx"
import { IconButton } from "./IconButton.tsx"
import { Toasts } from "./Toasts.tsx"
import { lieOnTop } from "./Topmost.ts"

export interface DialogProps {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  /** Buttons at the end; the one that goes on comes last. */
  readonly actions?: ReactNode
  readonly width?: "small" | "medium" | "large" | undefined
  readonly children?: ReactNode
}

const widths = { small: "max-w-sm", medium: "max-w-lg", large: "max-w-3xl" }

const Opened = ({ onClose, title, actions, width = "medium", children }: Omit<DialogProps, "open">) => {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  useLayoutEffect(() => {
    const dialog = ref.current
    const before = document.activeElement
    if (dialog !== null && !dialog.open) dialog.showModal()
    const leaveTop = lieOnTop(id)
    // where one writes comes first: the browser would take whatever can have the focus at all
    const first = dialog?.querySelector<HTMLElement>("input:enabled, textarea:enabled")
    const other = first ?? dialog?.querySelector<HTMLElement>("select:enabled")
    other?.focus()
    return () => {
      leaveTop()
      dialog?.close()
      if (before instanceof HTMLElement && before.isConnected) before.focus()
      // what had it is gone or can have it no more: a keyboard goes on at the page itself
      const now = document.activeElement
      if (now === document.body || dialog?.contains(now) === true) document.getElementById("content")?.focus()
    }
  }, [id])
  const leave = (event: SyntheticEvent<HTMLDialogElement>) => {
    event.preventDefault()
    onClose()
  }
  const pressedBeside = useRef(false)
  /** What was pressed inside, such as the begin of a selection, may be let go of anywhere. */
  const leaveBeside = (event: MouseEvent<HTMLDialogElement>) => {
    if (pressedBeside.current && event.target === event.currentTarget) onClose()
  }
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape does what a click beside it does
    <dialog
      ref={ref}
      aria-labelledby={id}
      onCancel={leave}
      onPointerDown={(event) => {
        pressedBeside.current = event.target === event.currentTarget
      }}
      onClick={leaveBeside}
      className={classes(
        "max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] overflow-hidden rounded-md border bg-canvas shadow-over",
        widths[width]
      )}
    >
      <div className="flex max-h-[calc(100dvh-2rem-2px)] flex-col">
        <h2 id={id} className="border-b py-3 pr-12 pl-4 text-base">
          <Foreign text={title} />
        </h2>
        <div className="min-h-0 flex-1 overflow-y-auto px-4 py-4">{children}</div>
        {actions !== undefined && (
          <footer className="flex flex-wrap justify-end gap-2 border-t bg-surface px-4 py-3">{actions}</footer>
        )}
        <IconButton
          label="close"
          icon={<X size={16} aria-hidden="true" />}
          onClick={onClose}
          className="absolute top-2 right-2"
        />
        <Announcer />
        <Toasts dialog={id} />
      </div>
    </dialog>
  )
}

export const Dialog = ({ open, ...rest }: DialogProps) => (open ? <Opened {...rest} /> : null)
