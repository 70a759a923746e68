/** The one button. While `busy` it stays where it is and keeps the focus, but does nothing. */
import { LoaderCircle } from "lucide-react"
import type { ComponentProps, MouseEvent, ReactNode } from "react"
import { classes } from "./Classes.ts"

export type ButtonTone = "plain" | "accent" | "good" | "danger" | "quiet"
export type ButtonSize = "small" | "medium"

export interface ButtonProps extends ComponentProps<"button"> {
  readonly tone?: ButtonTone | undefined
  readonly size?: ButtonSize | undefined
  readonly busy?: boolean | undefined
  /** For an icon alone. */
  readonly square?: boolean | undefined
  readonly icon?: ReactNode
}

const tones: Record<ButtonTone, string> = {
  plain: "border-line bg-canvas text-ink hover:bg-hover",
  accent: "border-transparent bg-accent-fill text-on-fill hover:opacity-90",
  good: "border-transparent bg-good-fill text-on-fill hover:opacity-90",
  danger: "border-line bg-canvas text-bad hover:bg-bad-soft",
  quiet: "border-transparent text-muted hover:bg-hover hover:text-ink"
}

const sizes: Record<ButtonSize, string> = {
  small: "h-7 px-2 text-xs pointer-coarse:h-9 pointer-coarse:px-3",
  medium: "h-8 px-3 text-sm pointer-coarse:h-10"
}

const squares: Record<ButtonSize, string> = {
  small: "size-7 pointer-coarse:size-9",
  medium: "size-8 pointer-coarse:size-10"
}

/** For what looks like a button and is none, such as a link. */
export const buttonClasses = (tone: ButtonTone = "plain", size: ButtonSize = "medium", square = false): string =>
  classes(
    "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium",
    "transition-colors [&>svg]:shrink-0 disabled:opacity-50 aria-disabled:opacity-60",
    tones[tone],
    (square ? squares : sizes)[size]
  )

export const Button = ({
  tone,
  size,
  square,
  busy = false,
  icon,
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) => {
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (busy) event.preventDefault()
    else onClick?.(event)
  }
  return (
    <button
      type="button"
      {...rest}
      aria-busy={busy || undefined}
      aria-disabled={busy || undefined}
      onClick={press}
      className={classes(buttonClasses(tone, size, square), className)}
    >
      {busy ? <LoaderCircle size={14} aria-hidden="true" className="animate-pulse" /> : icon}
      {children}
    </button>
  )
}
