/** The transcript in what room there is, from the first page that is loaded on. */
import { type Ref, useCallback, useContext, useEffect } from "react"
import type { SessionId, TurnId } from "../../../../../../core/model/Ids.ts"
import { sayEnds } from "../../transcript/SayEnds.ts"
import { useSurroundings } from "../../transcript/Surroundings.ts"
import { Transcript, type TranscriptHandle } from "../../transcript/Transcript.tsx"
import { TranscriptContext, useTranscript } from "../../transcript/TranscriptContext.ts"
import { loadOlder } from "../../transcript/TranscriptFeed.ts"
import { TurnView } from "../../transcript/TurnView.tsx"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { toast } from "../../ui/Toast.ts"

export interface TranscriptPaneProps {
  readonly session: SessionId
  readonly ref?: Ref<TranscriptHandle> | undefined
}

const drawTurn = (turn: TurnId) => <TurnView id={turn} />

export const TranscriptPane = ({ ref, session }: TranscriptPaneProps) => {
  const store = useContext(TranscriptContext)
  const { agent } = useSurroundings()
  useEffect(() => sayEnds(store, agent), [store, agent])
  const loaded = useTranscript(({ known }) => known.upTo !== undefined)
  const empty = useTranscript(({ order }) => order.length === 0)
  const older = useCallback(async () => {
    const why = await loadOlder(store, session)
    if (why !== undefined) toast(why, { tone: "bad" })
  }, [store, session])
  if (!loaded) {
    return (
      <div className="mx-auto max-w-3xl p-6">
        <Skeleton lines={8} />
      </div>
    )
  }
  if (empty) return <EmptyState title="nothing was said here yet">what is said below begins this session</EmptyState>
  return <Transcript ref={ref} drawTurn={drawTurn} onOlder={older} />
}
