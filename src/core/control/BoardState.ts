/**
 * The fleet at one moment out of journal rows: turns that are not over, and those that ended badly and after which nothing
 * was said. Pure, row by row. Owns what of a turn the board keeps: never what was said in it, so that a long answer costs
 * nothing here. A turn of which nothing changed stays the same object.
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
import type { BoardTurn } from "./protocol/BoardRpcs.ts"

export interface KnownTurn {
  readonly turn: Turn
  readonly session: SessionId
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
}

export const emptyBoard: BoardState = { turns: new Map() }

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
  if (entry.event._tag === "Text") return Words.writing
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
    text: oneLine(turn.raised === true ? Words.goesOnWithMore : state.turn.text, longestText),
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

/** Text is not kept: that it was said is all that is shown. */
const reduced = (state: TurnState, { at, entry }: JournalRow): TurnState =>
  entry._tag === "Happened" && entry.event._tag === "Text"
    ? { ...state, lastEventAt: at }
    : { ...light(reduceTurn(state, entry, at)), ...(entry._tag === "Ended" ? { lastEventAt: at } : {}) }

const accepted = (board: BoardState, row: JournalRow, turn: Turn): BoardState => {
  const state = initialTurnState(turn, row.at)
  const place = placeOf(turn)
  const turns = new Map<TurnId, KnownTurn>()
  for (const [id, known] of board.turns) {
    if (known.state.phase !== "ended" || placeOf(known.turn) !== place || known.first > row.seq) turns.set(id, known)
  }
  const line = lineOf(turn, row.at, state, undefined)
  return { turns: turns.set(row.turn, { turn, session: row.session, first: row.seq, upTo: row.seq, line, state }) }
}

export const withRow = (board: BoardState, row: JournalRow): BoardState => {
  const { entry } = row
  const known = board.turns.get(row.turn)
  if (entry._tag === "Accepted") return known === undefined ? accepted(board, row, entry.turn) : board
  if (known === undefined || row.seq <= known.upTo || quiet.has(entry._tag)) return board
  const state = reduced(known.state, row)
  const turns = new Map(board.turns)
  const followed = [...turns.values()].some(
    (other) => other.first > known.first && placeOf(other.turn) === placeOf(known.turn)
  )
  if (entry._tag === "Raised" || (entry._tag === "Ended" && (!isBad(state) || followed))) {
    turns.delete(row.turn)
    return { turns }
  }
  const line = lineOf(known.turn, known.line.since, state, lastOf(state, row, known.line.last))
  return { turns: turns.set(row.turn, { ...known, upTo: row.seq, state, line }) }
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
