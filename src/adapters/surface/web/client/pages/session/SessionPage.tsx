/** One session: its transcript as it happens, and what people say and set in it. */
import { useEffect, useMemo, useRef, useState } from "react"
import { SessionId } from "../../../../../../core/model/Ids.ts"
import { answers } from "../../live/Answers.ts"
import { TranscriptContext } from "../../transcript/TranscriptContext.ts"
import { followTranscript } from "../../transcript/TranscriptFeed.ts"
import { runningTurn, transcriptStore } from "../../transcript/TranscriptStore.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Page } from "../../ui/Page.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { SessionBody } from "./SessionBody.tsx"
import { SessionToRead } from "./SessionToRead.tsx"

export interface SessionPageProps {
  readonly id: string
}

const useDetails = answers("session", (service, id: string) => service.ReadSession({ session: SessionId.make(id) }))

export default function SessionPage({ id }: SessionPageProps) {
  const session = useMemo(() => SessionId.make(id), [id])
  const [store] = useState(transcriptStore)
  const { again, refusal, value } = useDetails(id)
  useEffect(() => followTranscript(store, session), [store, session])

  const unheard = store((seen) => seen.refusal)
  // how it stands, and what it is called in a terminal, is different once something began or ended
  const running = store(runningTurn)
  const before = useRef(running)
  useEffect(() => {
    if (before.current !== running) again()
    before.current = running
  }, [again, running])

  if (refusal?.reason === "unknown-agent") {
    return (
      <TranscriptContext value={store}>
        <SessionToRead session={session} why={refusal.detail} />
      </TranscriptContext>
    )
  }
  const lost = unheard ?? (value === undefined ? refusal : undefined)
  if (lost !== undefined && lost.reason !== "disconnected") {
    return (
      <Page title="session">
        <EmptyState title={lost.reason === "unknown" ? "there is no such session" : "this session cannot be shown"}>
          {lost.reason === "unknown"
            ? "it was removed, or you may not see it; all others are under sessions"
            : lost.detail}
        </EmptyState>
      </Page>
    )
  }
  if (value === undefined) {
    return (
      <Page title="session">
        <Skeleton lines={8} />
      </Page>
    )
  }
  return (
    <TranscriptContext value={store}>
      <SessionBody details={value} again={again} />
    </TranscriptContext>
  )
}
