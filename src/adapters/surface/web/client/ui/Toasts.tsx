/**
 * Where toasts are shown, and said to those who do not see them: in the page, and in each dialog, since nothing below one can
 * be read, pressed or heard. Shown once, in whatever lies on top.
 */
import { X } from "lucide-react"
import { classes } from "./Classes.ts"
import { Foreign } from "./Foreign.tsx"
import { IconButton } from "./IconButton.tsx"
import { dismissToast, type ToastWords, useToasts } from "./Toast.ts"
import { useIsTopmost } from "./Topmost.ts"

const tones = { plain: "border-line", good: "border-good", bad: "border-bad" }

export interface ToastsProps {
  /** The dialog that they are in; absent in the page. */
  readonly dialog?: string | undefined
}

const none: ReadonlyArray<ToastWords> = []

export const Toasts = ({ dialog }: ToastsProps) => {
  const onTop = useIsTopmost(dialog)
  const shown = useToasts((state) => (onTop ? state.shown : none))
  return (
    <output
      aria-live="polite"
      aria-atomic="false"
      className="pointer-events-none fixed inset-x-4 bottom-20 z-50 flex flex-col items-center gap-2 sm:right-6 sm:bottom-6 sm:left-auto sm:items-end"
    >
      {shown.map(({ id, text, tone }) => (
        <div
          key={id}
          className={classes(
            "pointer-events-auto flex max-w-md items-start gap-2 rounded-md border bg-canvas py-1.5 pr-1.5 pl-3 shadow-over",
            tones[tone]
          )}
        >
          <p className={classes("min-w-0 py-1 text-sm", tone === "bad" && "text-bad")}>
            <Foreign text={text} />
          </p>
          <IconButton
            size="small"
            label="dismiss"
            icon={<X size={14} aria-hidden="true" />}
            onClick={() => dismissToast(id)}
          />
        </div>
      ))}
    </output>
  )
}
