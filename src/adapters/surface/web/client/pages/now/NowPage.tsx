/** Now: what needs a person, what runs and what waits, as it changes. */
import { useMemo } from "react"
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

export default function NowPage() {
  const { board, refusal } = useBoard(whole)
  const self = useSelf().value
  const may = useMemo(() => new Set(self?.may), [self])
  const running = board?.running
  const offers = useMemo(
    (): ReadonlyArray<PaletteAction> =>
      may.has("talk")
        ? (running ?? []).map((turn) => ({
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
  return (
    <Page title="now" description={today === undefined ? undefined : `${Words.money(today)} today, utc`}>
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
