/**
 * One session's transcript as this page knows it, in a store of its own. Owns that a turn is found by its id at once, and
 * that the list of turns stays the same list for as long as no turn is new: what grows draws itself and nothing around it.
 */
import { create, type StoreApi, type UseBoundStore } from "zustand"
import type { Heard, TranscriptPage } from "../../../../../core/control/protocol/SessionRpcs.ts"
import {
  emptyTranscript,
  hear,
  type TranscriptState,
  type TranscriptTurn,
  withPage
} from "../../../../../core/control/protocol/TranscriptState.ts"
import type { TurnId } from "../../../../../core/model/Ids.ts"
import type { Refusal } from "../live/Refusal.ts"

/** What comes on the way to a transcript: pages that were asked for, and what is said. */
export type Arrival = Heard | { readonly _tag: "Page"; readonly page: TranscriptPage }

export interface TranscriptSeen {
  readonly known: TranscriptState
  /** The oldest first. */
  readonly order: ReadonlyArray<TurnId>
  readonly places: ReadonlyMap<TurnId, number>
  /** How many of them came before those that were there first. */
  readonly before: number
  readonly loadingOlder: boolean
  readonly refusal?: Refusal
}

export type TranscriptStore = UseBoundStore<StoreApi<TranscriptSeen>>

const nothing: TranscriptSeen = {
  known: emptyTranscript,
  order: [],
  places: new Map(),
  before: 0,
  loadingOlder: false
}

const withArrival = (known: TranscriptState, arrival: Arrival): TranscriptState =>
  arrival._tag === "Page" ? withPage(known, arrival.page) : hear(known, arrival)

/** Turns are added at either end and never go. */
const seen = (before: TranscriptSeen, known: TranscriptState): TranscriptSeen => {
  if (known === before.known) return before
  const { turns } = known
  if (turns.length === before.order.length) return { ...before, known }
  const order = turns.map(({ turn }) => turn)
  const first = before.order[0]
  return {
    ...before,
    known,
    order,
    places: new Map(order.map((turn, index) => [turn, index])),
    before: before.before + (first === undefined ? 0 : order.indexOf(first))
  }
}

export const transcriptStore = (): TranscriptStore => create<TranscriptSeen>()(() => nothing)

/** All that came since the last picture at once. */
export const arrive = (store: TranscriptStore, arrivals: ReadonlyArray<Arrival>): void =>
  store.setState((now) => seen(now, arrivals.reduce(withArrival, now.known)))

export const turnIn = ({ known, places }: TranscriptSeen, turn: TurnId): TranscriptTurn | undefined => {
  const place = places.get(turn)
  return place === undefined ? undefined : known.turns[place]
}

/** A lane holds fewer: what waits or works is never further from the end. */
const longestLane = 200

/** Its place in line: 1 is next; 0 when it does not wait. */
export const placeInLine = ({ known: { turns }, places }: TranscriptSeen, turn: TurnId): number => {
  const index = places.get(turn)
  if (index === undefined || turns[index]?.state.phase !== "queued") return 0
  const ahead = turns.slice(Math.max(0, index - longestLane), index)
  return 1 + ahead.filter(({ state }) => state.phase === "queued").length
}

/** The turn that works now. */
export const runningTurn = ({ known: { turns } }: TranscriptSeen): TurnId | undefined =>
  turns.slice(-longestLane).findLast(({ state }) => state.phase === "working")?.turn
