/** A word or two that say what kind of thing this is. */
import type { ReactNode } from "react"
import { classes } from "./Classes.ts"

export type BadgeTone = "plain" | "accent" | "good" | "warn" | "bad"

export interface BadgeProps {
  readonly tone?: BadgeTone | undefined
  readonly children: ReactNode
}

const tones: Record<BadgeTone, string> = {
  plain: "bg-sunken text-muted",
  accent: "bg-accent-soft text-accent",
  good: "bg-good-soft text-good",
  warn: "bg-warn-soft text-warn",
  bad: "bg-bad-soft text-bad"
}

export const Badge = ({ tone = "plain", children }: BadgeProps) => (
  <span className={classes("inline-flex items-center gap-1 whitespace-nowrap rounded-sm px-1.5 text-xs", tones[tone])}>
    {children}
  </span>
)
