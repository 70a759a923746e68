/** Where nothing is yet: says what would be here, and how it gets here. */
import type { ReactNode } from "react"

export interface EmptyStateProps {
  readonly title: string
  /** A sentence or two that teach. */
  readonly children?: ReactNode
  /** The button or link with which one begins. */
  readonly action?: ReactNode
}

export const EmptyState = ({ title, children, action }: EmptyStateProps) => (
  <div className="flex flex-col items-center gap-2 px-4 py-10 text-center">
    <p className="text-base font-medium">{title}</p>
    {children !== undefined && <div className="max-w-md text-sm text-muted">{children}</div>}
    {action !== undefined && <div className="mt-2 flex flex-wrap justify-center gap-2">{action}</div>}
  </div>
)
