/**
 * The fleet at one moment out of journal rows: turns that are not over, and those that ended badly and after which nothing
 * was said. Pure, some rows at a time, each row at the cost of its own turn and place. Owns what of a turn the board keeps:
 * never what was said in it, so that a long answer costs nothing here. A turn of which nothing changed stays the same object.
 */
import type { SessionId, TurnId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import type { JournalRow } from "../ports/Journal.ts"
import { oneLine } from "../render/Inline.ts"
import * as Words from "../render/Words.ts"
import {
  type ActivityEvent,
  initialTurnState,
  openAsks,
  reduceTurn,
  type TurnState,
  usedSoFar
} from "../sessions/TurnState.ts"
import { workerIn } from "../workers/WorkerSession.ts"
import { messageTitle } from "./MessageTitle.ts"
import type { BoardTurn } from "./protocol/BoardRpcs.ts"

export interface KnownTurn {
  readonly turn: Turn
  readonly session: SessionId
  /** What it shares with those after which it is forgotten. */
  readonly place: string
  /** Where it was accepted in the journal. */
  readonly first: number
  /** The last row that counts in it. */
  readonly upTo: number
  /** What is shown of it. */
  readonly line: BoardTurn
  /** Without its text, and without what is done. */
  readonly state: TurnState
}

export interface BoardState {
  readonly turns: ReadonlyMap<TurnId, KnownTurn>
  /** The same by where they are: who asks what else is there need not look through all. */
  readonly places: ReadonlyMap<string, ReadonlyArray<TurnId>>
}

export const emptyBoard: BoardState = { turns: new Map(), places: new Map() }

const longestText = 240
const longestTitle = 120

/** For how long a failure stays on the board. */
export const failureMillis = 24 * 60 * 60 * 1000

const isOver = ({ phase }: ActivityEvent): boolean => phase === "done" || phase === "failed"

const doing = ({ kind, title, tool }: ActivityEvent): string => {
  const words = `${Words.doing[kind]} ${oneLine(title, longestTitle) || oneLine(tool, longestTitle)}`
  return words.trim()
}

/** What it does now: of what is still being done the latest, else what was told last. */
const lastOf = (state: TurnState, { entry }: JournalRow, before: string | undefined): string | undefined => {
  if (entry._tag === "Dispatched") return undefined
  if (entry._tag !== "Happened") return before
  if (entry.event._tag !== "Activity") return before
  const running = state.blocks.findLast((block) => block._tag === "Activity" && !isOver(block.activity))
  return doing(running?._tag === "Activity" ? running.activity : entry.event)
}

const lineOf = (turn: Turn, since: number, state: TurnState, last: string | undefined): BoardTurn => {
  const worker = workerIn(turn.conversation)
  const costUsd = usedSoFar(state)?.costUsd
  const model = state.model ?? state.routed?.model
  return {
    session: turn.session,
    turn: turn.id,
    agent: turn.agent,
    conversation: turn.conversation,
    text: turn.raised === true ? Words.goesOnWithMore : messageTitle(state.turn, longestText),
    by: turn.person.name,
    since,
    phase: state.phase,
    startedAt: state.startedAt,
    lastEventAt: state.lastEventAt,
    asks: openAsks(state).map(({ ask, askedAt }) => ({ ask, askedAt })),
    ...(worker === undefined ? {} : { worker }),
    ...(last === undefined ? {} : { last }),
    ...(model === undefined ? {} : { model }),
    ...(costUsd === undefined ? {} : { costUsd }),
    ...(state.phase === "ended" && state.outcome !== undefined ? { outcome: state.outcome } : {})
  }
}

const light = (state: TurnState): TurnState => ({
  ...state,
  plan: [],
  blocks: state.blocks.flatMap((block) =>
    block._tag === "Activity" && !isOver(block.activity)
      ? [{ ...block, activity: { ...block.activity, detail: "" } }]
      : []
  )
})

const isBad = ({ outcome, phase }: TurnState): boolean =>
  phase === "ended" && (outcome?._tag === "Failed" || outcome?._tag === "OverBudget" || outcome?._tag === "Limited")

/** Attempts of one worker have sessions of their own, and are the same to whoever looks. */
const placeOf = ({ conversation, session }: Pick<Turn, "conversation" | "session">): string =>
  workerIn(conversation) ?? session

const quiet: ReadonlySet<JournalRow["entry"]["_tag"]> = new Set(["Posted", "Delivered", "Rated"])

/** A board that is being changed: a copy that nobody has seen yet. */
class Draft {
  readonly #from: BoardState
  #changed: { readonly turns: Map<TurnId, KnownTurn>; readonly places: Map<string, ReadonlyArray<TurnId>> } | undefined

  constructor(from: BoardState) {
    this.#from = from
  }

  get board(): BoardState {
    return this.#changed ?? this.#from
  }

  #open() {
    this.#changed ??= { turns: new Map(this.#from.turns), places: new Map(this.#from.places) }
    return this.#changed
  }

  at(place: string): ReadonlyArray<KnownTurn> {
    const { places, turns } = this.board
    return (places.get(place) ?? []).flatMap((id) => turns.get(id) ?? [])
  }

  put(known: KnownTurn) {
    const { places, turns } = this.#open()
    const { id } = known.turn
    if (!turns.has(id)) places.set(known.place, [...(places.get(known.place) ?? []), id])
    turns.set(id, known)
  }

  remove({ place, turn }: KnownTurn) {
    const { places, turns } = this.#open()
    turns.delete(turn.id)
    const left = (places.get(place) ?? []).filter((id) => id !== turn.id)
    if (left.length === 0) places.delete(place)
    else places.set(place, left)
  }
}

const accept = (draft: Draft, row: JournalRow, turn: Turn): void => {
  const state = initialTurnState(turn, row.at)
  const place = placeOf(turn)
  for (const known of draft.at(place)) {
    if (known.state.phase === "ended" && known.first < row.seq) draft.remove(known)
  }
  const line = lineOf(turn, row.at, state, undefined)
  draft.put({ turn, place, session: row.session, first: row.seq, upTo: row.seq, line, state })
}

/** Of text is kept that it was said, and when. */
const heard = (known: KnownTurn, { at, seq }: JournalRow): KnownTurn => ({
  ...known,
  upTo: seq,
  state: { ...known.state, lastEventAt: at },
  line: { ...known.line, lastEventAt: at, last: Words.writing }
})

/** What becomes of a turn that is known; undefined when it needs nobody any more. */
const after = (draft: Draft, known: KnownTurn, row: JournalRow): KnownTurn | undefined => {
  const { entry } = row
  if (entry._tag === "Happened" && entry.event._tag === "Text") return heard(known, row)
  if (entry._tag === "Raised") return undefined
  const state = light(reduceTurn(known.state, entry, row.at))
  if (entry._tag !== "Ended") {
    const line = lineOf(known.turn, known.line.since, state, lastOf(state, row, known.line.last))
    return { ...known, upTo: row.seq, state, line }
  }
  if (!isBad(state) || draft.at(known.place).some(({ first }) => first > known.first)) return undefined
  const ended = { ...state, lastEventAt: row.at }
  return { ...known, upTo: row.seq, state: ended, line: lineOf(known.turn, known.line.since, ended, known.line.last) }
}

const take = (draft: Draft, row: JournalRow): void => {
  const { entry } = row
  const known = draft.board.turns.get(row.turn)
  if (known === undefined) {
    if (entry._tag === "Accepted") accept(draft, row, entry.turn)
    return
  }
  if (entry._tag === "Accepted" || row.seq <= known.upTo || quiet.has(entry._tag)) return
  const next = after(draft, known, row)
  if (next === undefined) draft.remove(known)
  else draft.put(next)
}

/** The oldest row first. */
export const withRows = (board: BoardState, rows: ReadonlyArray<JournalRow>): BoardState => {
  const draft = new Draft(board)
  for (const row of rows) take(draft, row)
  return draft.board
}

/** Without failures that are too old to be shown. */
export const withoutOld = (board: BoardState, now: number): BoardState => {
  const draft = new Draft(board)
  for (const known of board.turns.values()) {
    if (known.line.phase === "ended" && known.line.lastEventAt <= now - failureMillis) draft.remove(known)
  }
  return draft.board
}

export interface BoardLists {
  readonly asking: ReadonlyArray<KnownTurn>
  readonly failed: ReadonlyArray<KnownTurn>
  readonly running: ReadonlyArray<KnownTurn>
  readonly queued: ReadonlyArray<KnownTurn>
}

const askedAt = ({ line }: KnownTurn): number => Math.min(...line.asks.map((ask) => ask.askedAt))

export const listsOf = ({ turns }: BoardState, now: number): BoardLists => {
  const all = [...turns.values()]
  const running = all
    .filter(({ line }) => line.phase === "working")
    .sort((left, right) => left.line.startedAt - right.line.startedAt)
  return {
    asking: running.filter(({ line }) => line.asks.length > 0).sort((left, right) => askedAt(left) - askedAt(right)),
    running,
    failed: all
      .filter(({ line }) => line.phase === "ended" && line.lastEventAt > now - failureMillis)
      .sort((left, right) => right.line.lastEventAt - left.line.lastEventAt),
    queued: all.filter(({ line }) => line.phase === "queued").sort((left, right) => left.line.since - right.line.since)
  }
}
