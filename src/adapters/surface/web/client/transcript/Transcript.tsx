/**
 * The turns of a session, of which only those in sight are drawn. Stays at the newest for as long as one is there, keeps
 * its place when one is not, and asks for older turns when one comes near the first. Drawn again only when a turn is new.
 */
import { type ReactNode, type Ref, useCallback, useImperativeHandle, useMemo, useRef, useState } from "react"
import { Virtuoso, type VirtuosoHandle } from "react-virtuoso"
import type { TurnId } from "../../../../../core/model/Ids.ts"
import { Button } from "../ui/Button.tsx"
import { NewestButton } from "./NewestButton.tsx"
import { stickToEnd } from "./StickToEnd.ts"
import { useTranscript } from "./TranscriptContext.ts"

export interface TranscriptHandle {
  readonly toNewest: () => void
}

export interface TranscriptProps {
  /** One is near the first turn that is known. */
  readonly onOlder: () => void
  /** What a turn looks like. Stays the same function. */
  readonly drawTurn: (turn: TurnId) => ReactNode
  readonly ref?: Ref<TranscriptHandle> | undefined
}

/** The list counts from here downwards as older turns are put before the others. */
const farAway = 10_000_000

interface Context {
  readonly onOlder: () => void
}

/** Older turns come by themselves when one scrolls; the button is for when they did not, or there is nothing to scroll. */
const Beginning = ({ context }: { readonly context?: Context }) => {
  const more = useTranscript((seen) => seen.known.more)
  const loading = useTranscript((seen) => seen.loadingOlder)
  return (
    <div className="label-line flex h-12 items-center justify-center">
      {more && !loading ? (
        <Button size="small" tone="quiet" onClick={context?.onOlder}>
          older turns
        </Button>
      ) : (
        <p>{more ? "loading older turns…" : "the beginning of this session"}</p>
      )}
    </div>
  )
}

const End = () => <div className="h-2" />

const parts = { Header: Beginning, Footer: End }

const keyOf = (_: number, turn: TurnId) => turn

export const Transcript = ({ drawTurn, onOlder, ref }: TranscriptProps) => {
  const order = useTranscript((seen) => seen.order)
  const before = useTranscript((seen) => seen.before)
  const list = useRef<VirtuosoHandle>(null)
  const unwatch = useRef<() => void>(undefined)
  const [atNewest, setAtNewest] = useState(true)
  const [end] = useState(() => stickToEnd(setAtNewest))
  const newest = useCallback(() => {
    list.current?.scrollToIndex({ index: "LAST", align: "end" })
    end.stick()
  }, [end])
  const watch = useCallback(
    (scroller: HTMLElement | Window | null) => {
      unwatch.current?.()
      unwatch.current = scroller instanceof HTMLElement ? end.watch(scroller) : undefined
    },
    [end]
  )
  const draw = useCallback(
    (_: number, turn: TurnId) => <div className="px-4 sm:px-6">{drawTurn(turn)}</div>,
    [drawTurn]
  )
  const context = useMemo((): Context => ({ onOlder }), [onOlder])
  useImperativeHandle(ref, () => ({ toNewest: newest }), [newest])
  return (
    <div className="relative h-full min-h-0">
      <Virtuoso
        ref={list}
        role="region"
        aria-label="transcript"
        data={order}
        firstItemIndex={farAway - before}
        initialTopMostItemIndex={{ index: "LAST", align: "end" }}
        computeItemKey={keyOf}
        itemContent={draw}
        components={parts}
        context={context}
        followOutput={() => (end.isStuck() ? "auto" : false)}
        totalListHeightChanged={end.grown}
        scrollerRef={watch}
        skipAnimationFrameInResizeObserver
        startReached={onOlder}
        increaseViewportBy={{ top: 600, bottom: 600 }}
        className="h-full"
      />
      {!atNewest && <NewestButton onPress={newest} />}
    </div>
  )
}
