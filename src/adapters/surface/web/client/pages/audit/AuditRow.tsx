/** Who did what, when, and where it can be seen. */

import { tameText } from "../../../../../../core/chat/HostileText.ts"
import type { AuditLine } from "../../../../../../core/control/protocol/ReportRpcs.ts"
import { RouteLink } from "../../app/RouteLink.tsx"
import { Badge, type BadgeTone } from "../../ui/Badge.tsx"
import { Foreign } from "../../ui/Foreign.tsx"
import { RelativeTime } from "../../ui/RelativeTime.tsx"

export interface AuditRowProps {
  readonly line: AuditLine
  /** Somebody else has the same name. */
  readonly namesake: boolean
}

const tones: Readonly<Partial<Record<AuditLine["action"], BadgeTone>>> = {
  approved: "good",
  denied: "bad",
  deleted: "bad",
  revoked: "bad",
  stopped: "warn",
  cancelled: "warn",
  raised: "warn",
  created: "accent",
  invited: "accent",
  connected: "accent"
}

/** Words that nobody can be taken for somebody else by. */
const whoIn = ({ by, platform, user }: AuditLine): string =>
  `${by}${user === undefined || user === by ? "" : ` (${user})`} on ${platform}`

export const AuditRow = ({ line, namesake }: AuditRowProps) => {
  const { action, at, by, detail, platform, session, subject, user } = line
  return (
    <li className="px-4 py-2 text-sm sm:flex sm:items-baseline sm:gap-4">
      <div className="flex items-baseline justify-between gap-3 sm:contents">
        <p
          className={`min-w-0 sm:w-44 sm:shrink-0 ${namesake ? "wrap-anywhere" : "truncate"}`}
          title={tameText(whoIn(line))}
        >
          <span className="font-medium">
            <Foreign text={by} />
          </span>
          {namesake && user !== undefined && (
            <span className="text-muted">
              {" "}
              <Foreign text={user} />
            </span>
          )}
          <span className="text-muted"> · {platform}</span>
        </p>
        <span className="text-xs text-muted sm:order-last sm:w-24 sm:shrink-0 sm:text-right">
          <RelativeTime at={at} />
        </span>
      </div>
      <div className="mt-0.5 min-w-0 flex-1 sm:mt-0 sm:flex sm:items-baseline sm:gap-2">
        <span className="mr-2 sm:mr-0 sm:w-20 sm:shrink-0">
          <Badge tone={tones[action]}>{action}</Badge>
        </span>
        <p className="wrap-anywhere inline min-w-0 sm:block">
          {session === undefined ? (
            <span className="font-medium">
              <Foreign text={subject} />
            </span>
          ) : (
            <RouteLink to={{ page: "session", id: session }} className="font-medium text-accent hover:underline">
              <Foreign text={subject} />
            </RouteLink>
          )}
          {detail !== "" && (
            <span className="text-muted">
              {" "}
              <Foreign text={detail} />
            </span>
          )}
        </p>
      </div>
    </li>
  )
}
