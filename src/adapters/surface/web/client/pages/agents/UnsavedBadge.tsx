/** That somebody began to change an agent in this window and did not save it. */
import { Badge } from "../../ui/Badge.tsx"
import { useHasDraft } from "./AgentDrafts.ts"

export interface UnsavedBadgeProps {
  readonly name: string
}

export const UnsavedBadge = ({ name }: UnsavedBadgeProps) =>
  useHasDraft(name) ? <Badge tone="accent">not saved yet</Badge> : null
