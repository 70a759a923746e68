/** Nothing waits, nothing runs: what would be here, and how to begin. */
import { RouteLink } from "../../app/RouteLink.tsx"
import { buttonClasses } from "../../ui/Button.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"

export interface QuietProps {
  readonly mayTalk: boolean
}

export const Quiet = ({ mayTalk }: QuietProps) => (
  <EmptyState
    title="nothing waits for you, and nothing runs"
    action={
      mayTalk && (
        <RouteLink to={{ page: "sessions" }} className={buttonClasses("accent")}>
          ask an agent something
        </RouteLink>
      )
    }
  >
    when an agent wants a permission, has a question or fails, it stands here first and is answered here. below that you
    see what runs and what waits in line, from every chat and from here.
  </EmptyState>
)
