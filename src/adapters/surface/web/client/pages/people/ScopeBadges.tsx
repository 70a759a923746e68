/** What somebody may do, each as a word; hovering says more. */
import type { Scope } from "../../../../../../core/control/protocol/Visitor.ts"
import { Badge } from "../../ui/Badge.tsx"
import { scopeWords } from "./ScopeWords.ts"

export const ScopeBadges = ({ scopes }: { readonly scopes: ReadonlyArray<Scope> }) =>
  scopes.length === 0 ? (
    <Badge tone="warn">nothing yet</Badge>
  ) : (
    <span className="flex flex-wrap gap-1">
      {scopes.map((scope) => (
        <span key={scope} title={scopeWords[scope]}>
          <Badge tone={scope === "administer" ? "accent" : "plain"}>{scope}</Badge>
        </span>
      ))}
    </span>
  )
