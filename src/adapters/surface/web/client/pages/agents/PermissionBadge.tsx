/** How much an agent may do by itself. `full` stands out everywhere. */
import type { Permissions } from "../../../../../../core/model/Agent.ts"
import { Badge } from "../../ui/Badge.tsx"
import { permissionWords } from "./PermissionWords.ts"

export interface PermissionBadgeProps {
  readonly permissions: Permissions
}

export const PermissionBadge = ({ permissions }: PermissionBadgeProps) => (
  <span title={permissionWords[permissions]}>
    <Badge tone={permissions === "full" ? "bad" : "plain"}>{permissions}</Badge>
  </span>
)
