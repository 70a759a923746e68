/** Now: what needs a person, what runs and what waits, as it changes. */
import { useMemo } from "react"
import type { BoardTurn } from "../../../../../../core/control/protocol/BoardRpcs.ts"
import * as Words from "../../../../../../core/render/Words.ts"
import { type PaletteAction, usePaletteActions } from "../../app/PaletteActions.ts"
import { type BoardSeen, useBoard } from "../../live/Board.ts"
import { useSelf } from "../../live/Self.ts"
import { EmptyState } from "../../ui/EmptyState.tsx"
import { Page } from "../../ui/Page.tsx"
import { Skeleton } from "../../ui/Skeleton.tsx"
import { toast } from "../../ui/Toast.ts"
import { nowActs } from "./NowActs.ts"
import { NowBoard } from "./NowBoard.tsx"

const whole = (seen: BoardSeen) => seen

const longestOffer = 60

const nobody: ReadonlyArray<BoardTurn> = []

/** The same list for as long as the same turns run, whatever they do. */
const useRunning = (): ReadonlyArray<BoardTurn> => {
  const now = useBoard(({ board }) => board?.running) ?? nobody
  const key = JSON.stringify(now.map(({ agent, text, turn }) => [agent, text, turn]))
  // biome-ignore lint/correctness/useExhaustiveDependencies: what else is told of them is not shown by it
  return useMemo(() => now, [key])
}

export default function NowPage() {
  const { board, refusal } = useBoard(whole)
  const self = useSelf().value
  const may = useMemo(() => new Set(self?.may), [self])
  const running = useRunning()
  const offers = useMemo(
    (): ReadonlyArray<PaletteAction> =>
      may.has("talk")
        ? running.map((turn) => ({
            id: `stop ${turn.turn}`,
            label: `stop ${turn.agent}: ${turn.text.slice(0, longestOffer)}`,
            run: () =>
              void nowActs.stop(turn).then((refused) => {
                if (refused !== undefined) toast(refused, { tone: "bad" })
              })
          }))
        : [],
    [running, may]
  )
  usePaletteActions(offers)
  const today = board?.costTodayUsd
  const where = board?.zone === undefined ? "" : ` (${board.zone})`
  return (
    <Page title="now" description={today === undefined ? undefined : `${Words.money(today)} today${where}`}>
      {board !== undefined && refusal !== undefined && (
        <p role="alert" className="mb-3 text-bad text-sm">
          {refusal.detail}
        </p>
      )}
      {board !== undefined ? (
        <NowBoard board={board} may={may} acts={nowActs} />
      ) : refusal === undefined ? (
        <Skeleton lines={6} />
      ) : (
        <EmptyState title="the board cannot be shown">{refusal.detail}</EmptyState>
      )}
    </Page>
  )
}
