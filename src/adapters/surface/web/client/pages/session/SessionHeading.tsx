/** Where a session is: the agent's CLI and folder, and the conversation that it belongs to. */
import { ExternalLink } from "lucide-react"
import type { SessionDetails } from "../../../../../../core/control/protocol/SessionRpcs.ts"
import { RouteLink } from "../../app/RouteLink.tsx"
import { safeLink } from "../../ui/SafeLink.ts"

export interface SessionHeadingProps {
  readonly details: SessionDetails
}

export const SessionHeading = ({ details }: SessionHeadingProps) => {
  const { agent, backend, conversation, link, workdir } = details
  const address = safeLink(link)
  return (
    <p className="label-line flex min-w-0 items-center gap-x-2">
      <RouteLink to={{ page: "agent", name: agent }} className="shrink-0 hover:text-ink hover:underline">
        {agent}
      </RouteLink>
      <span className="shrink-0">{backend}</span>
      <span className="min-w-0 truncate font-mono" title={workdir}>
        {workdir}
      </span>
      {address === undefined ? (
        <span className="shrink-0">{conversation.platform}</span>
      ) : (
        <a
          href={address}
          target="_blank"
          rel="noopener noreferrer"
          className="inline-flex shrink-0 items-center gap-1 text-accent hover:underline"
        >
          {conversation.platform}
          <ExternalLink size={12} aria-hidden="true" />
          <span className="sr-only"> (opens the thread)</span>
        </a>
      )}
    </p>
  )
}
