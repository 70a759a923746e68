/** A session that nobody can go on with, since its agent is gone: what was said in it, to be read and taken away. */
import type { SessionId } from "../../../../../../core/model/Ids.ts"
import { Page } from "../../ui/Page.tsx"
import { SessionMenu } from "./SessionMenu.tsx"
import { TranscriptPane } from "./TranscriptPane.tsx"

export interface SessionToReadProps {
  readonly session: SessionId
  /** Why it cannot go on. */
  readonly why: string
}

export const SessionToRead = ({ session, why }: SessionToReadProps) => (
  <Page width="full" title="session" description={why} actions={<SessionMenu session={session} name="session" />}>
    <div className="-mx-4 sm:-mx-6 h-full min-h-0 border-t">
      <TranscriptPane session={session} />
    </div>
  </Page>
)
