/** Who is signed in. Keeps its room until that is known. */
import type { Scope } from "../../../../../core/control/protocol/Visitor.ts"
import { useSelf } from "../live/Self.ts"
import { Foreign } from "../ui/Foreign.tsx"
import { RouteLink } from "./RouteLink.tsx"

const roles: ReadonlyArray<readonly [Scope, string]> = [
  ["administer", "administrator"],
  ["approve", "approver"],
  ["talk", "member"],
  ["read", "reader"]
]

export const PersonLine = () => {
  const self = useSelf().value
  return (
    <p className="flex h-5 min-w-0 items-baseline gap-1.5 text-sm">
      {self !== undefined && (
        <>
          <RouteLink to={{ page: "people" }} className="truncate hover:text-accent">
            <Foreign text={self.person.name} />
          </RouteLink>
          <span className="shrink-0 text-faint text-xs">{roles.find(([scope]) => self.may.includes(scope))?.[1]}</span>
        </>
      )}
    </p>
  )
}
