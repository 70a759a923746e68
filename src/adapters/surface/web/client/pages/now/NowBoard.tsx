/** The board: what needs a person first, then what runs, then what waits. Owns the order and what is left out when empty. */
import { lazy, type ReactNode, Suspense, useEffect, useMemo } from "react"
import type { Board } from "../../../../../../core/control/protocol/BoardRpcs.ts"
import type { Scope } from "../../../../../../core/control/protocol/Visitor.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import { useOvertaken } from "../../asks/Overtaken.ts"
import { Card } from "../../ui/Card.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { FailedTurn } from "./FailedTurn.tsx"
import type { NowActs } from "./NowActs.ts"
import { QueuedTurn } from "./QueuedTurn.tsx"
import { queuesOf } from "./Queues.ts"
import { Quiet } from "./Quiet.tsx"
import { RunningTurn } from "./RunningTurn.tsx"

const loadAskingTurn = () => import("./AskingTurn.tsx")

// it can read Markdown, which is large: the board is there before it
const AskingTurn = lazy(() => loadAskingTurn().then((loaded) => ({ default: loaded.AskingTurn })))

export interface NowBoardProps {
  readonly board: Board
  readonly may: ReadonlySet<Scope>
  readonly acts: NowActs
}

interface PartProps {
  readonly title: string
  readonly many: number
  readonly children: ReactNode
}

const Part = ({ children, many, title }: PartProps) => (
  <section aria-label={title} className="flex min-w-0 flex-col gap-2">
    <h2 className="text-sm">
      {title} <span className="font-normal text-muted">{many}</span>
    </h2>
    <ul className="flex min-w-0 flex-col gap-3">{children}</ul>
  </section>
)

export const NowBoard = ({ acts, board, may }: NowBoardProps) => {
  const { asking, failed, queued, running } = board
  useOvertaken(
    useMemo(() => asking.flatMap(({ asks, session }) => asks.map(({ ask }) => ({ session, ask }))), [asking])
  )
  useEffect(() => {
    // it is there when something is asked, also when the service was updated meanwhile; whoever needs it asks again
    loadAskingTurn().catch(() => undefined)
  }, [])
  const asks = asking.reduce((sum, turn) => sum + turn.asks.length, 0)
  const needed = asks + failed.length
  if (needed + running.length + queued.length === 0) return <Quiet mayTalk={may.has("talk")} />
  return (
    <>
      <p role="status" className={needed === 0 ? "text-muted text-sm" : "sr-only"}>
        {needed === 0
          ? "nothing waits for you"
          : `${Words.count(needed, "thing")} ${needed === 1 ? "waits" : "wait"} for you`}
      </p>
      {asks > 0 && (
        <Part title="asks you" many={asks}>
          <Suspense fallback={<Skeleton lines={4} />}>
            {asking.map((turn) => (
              <AskingTurn key={turn.turn} turn={turn} mayAnswer={may.has("approve")} acts={acts} />
            ))}
          </Suspense>
        </Part>
      )}
      {failed.length > 0 && (
        <Part title="went wrong" many={failed.length}>
          {failed.map((turn) => (
            <FailedTurn key={turn.turn} turn={turn} may={may} acts={acts} />
          ))}
        </Part>
      )}
      {running.length > 0 && (
        <Card flush title={`running ${running.length}`}>
          <ul className="divide-y">
            {running.map((turn) => (
              <RunningTurn key={turn.turn} turn={turn} mayStop={may.has("talk")} acts={acts} />
            ))}
          </ul>
        </Card>
      )}
      {queuesOf(queued).map(({ agent, turns }) => (
        <Card key={agent} flush title={`${Words.count(turns.length, "message")} in line for ${agent}`}>
          <ul className="divide-y">
            {turns.map((turn) => (
              <QueuedTurn key={turn.turn} turn={turn} mayWithdraw={may.has("talk")} acts={acts} />
            ))}
          </ul>
        </Card>
      ))}
    </>
  )
}
