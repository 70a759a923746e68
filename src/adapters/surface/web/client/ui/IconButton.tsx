/** A button that shows an icon alone: its label is what it is called, and what a pointer that rests on it is told. */
import type { ReactNode } from "react"
import { Button, type ButtonProps } from "./Button.tsx"

export interface IconButtonProps extends Omit<ButtonProps, "children" | "icon" | "square" | "aria-label" | "title"> {
  readonly label: string
  readonly icon: ReactNode
}

export const IconButton = ({ label, icon, tone = "quiet", ...rest }: IconButtonProps) => (
  <Button {...rest} tone={tone} square icon={icon} aria-label={label} title={label} />
)
