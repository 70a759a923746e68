/** Where a session is: the agent's CLI and folder, and the conversation that it belongs to. */
import { ExternalLink } from "lucide-react"
import type { SessionDetails } from "../../../../../../core/control/protocol/SessionRpcs.ts"
import { ConversationName } from "../../app/ConversationName.tsx"
import { RouteLink } from "../../app/RouteLink.tsx"
import { safeLink } from "../../ui/SafeLink.ts"

export interface SessionHeadingProps {
  readonly details: SessionDetails
}

export const SessionHeading = ({ details }: SessionHeadingProps) => {
  const { agent, backend, conversation, link, place, workdir } = details
  const address = safeLink(link)
  const name = <ConversationName conversation={conversation} place={place} />
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
        <span className="max-w-1/2 shrink-0 truncate">{name}</span>
      ) : (
        <a
          href={address}
          target="_blank"
          rel="noopener noreferrer"
          className="inline-flex max-w-1/2 shrink-0 items-center gap-1 text-accent hover:underline"
        >
          <span className="truncate">{name}</span>
          <ExternalLink size={12} aria-hidden="true" className="shrink-0" />
          <span className="sr-only"> (opens the thread)</span>
        </a>
      )}
    </p>
  )
}
