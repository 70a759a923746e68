/** Where toasts are shown, and said to those who do not see them. */
import { X } from "lucide-react"
import { classes } from "./Classes.ts"
import { IconButton } from "./IconButton.tsx"
import { dismissToast, useToasts } from "./Toast.ts"

const tones = { plain: "border-line", good: "border-good", bad: "border-bad" }

export const Toasts = () => {
  const shown = useToasts((state) => state.shown)
  return (
    <output
      aria-live="polite"
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
          <p className={classes("min-w-0 py-1 text-sm", tone === "bad" && "text-bad")}>{text}</p>
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
