/**
 * A transcript as whoever reads it knows it: pages of turns, rows that came since, and text that is said now laid over
 * what is written. Pure and light: it runs in browsers and in tests of the service. Owns that a row counts once whatever
 * comes twice, that text is never doubled, and that a turn of which nothing changed stays the same object.
 */
import type { TurnId } from "../../model/Ids.ts"
import { type Block, initialTurnState, reduceTurn, type TurnState, textOf } from "../../sessions/TurnState.ts"
import type { Heard, TranscriptPage, TranscriptRow } from "./SessionRpcs.ts"

export interface TranscriptTurn {
  readonly turn: TurnId
  /** Where it begins in the journal. */
  readonly first: number
  /** As it is to be shown: what is written and what is said beyond that. */
  readonly state: TurnState
  /** For each ask of the state: how many blocks there were when it was asked. */
  readonly asked: ReadonlyArray<number>
  /** What its rows say, and the last one of them. */
  readonly written: TurnState
  readonly upTo: number
  /** By part: the text so far, where more was said than is written. */
  readonly ahead: ReadonlyMap<string, string>
}

export interface TranscriptState {
  /** The oldest first. */
  readonly turns: ReadonlyArray<TranscriptTurn>
  /** Everything up to this row is in here: what is watched begins after it. Absent before the first page. */
  readonly upTo?: number
  /** There are older turns. */
  readonly more: boolean
  /** Rows of turns that are older than what is loaded. */
  readonly strays: ReadonlyMap<TurnId, ReadonlyArray<TranscriptRow>>
}

export const emptyTranscript: TranscriptState = { turns: [], more: false, strays: new Map() }

const none: ReadonlyMap<string, string> = new Map()

/** Where the next older page ends: what `ReadTurns` takes as `before`. */
export const oldestOf = ({ turns }: TranscriptState): number | undefined => turns[0]?.first

const withText = (blocks: ReadonlyArray<Block>, attempt: number, part: string, text: string): ReadonlyArray<Block> => {
  const index = blocks.findLastIndex(
    (block) => block._tag === "Text" && block.part === part && block.attempt === attempt
  )
  const known = blocks[index]
  return known?._tag === "Text"
    ? blocks.with(index, { ...known, text })
    : [...blocks, { _tag: "Text", attempt, part, text }]
}

const shown = (written: TurnState, ahead: ReadonlyMap<string, string>): TurnState => {
  if (ahead.size === 0) return written
  let { blocks } = written
  for (const [part, text] of ahead) blocks = withText(blocks, written.attempt, part, text)
  return { ...written, blocks }
}

/** What is still ahead of the rows: nothing of another attempt, of what was taken back, or of a turn that is over. */
const stillAhead = (turn: TranscriptTurn, written: TurnState): ReadonlyMap<string, string> => {
  const before = turn.written
  const begunAnew =
    written.attempt !== before.attempt || written.retracted !== before.retracted || written.phase === "ended"
  if (turn.ahead.size === 0 || begunAnew) return none
  const left = [...turn.ahead].filter(([part, text]) => text.length > textOf(written, part).length)
  return left.length === 0 ? none : new Map(left)
}

const withRow = (turn: TranscriptTurn, { at, entry, seq }: TranscriptRow): TranscriptTurn => {
  if (seq <= turn.upTo) return turn
  const written = reduceTurn(turn.written, entry, at)
  // said again it would change nothing either
  if (written === turn.written) return turn
  const ahead = stillAhead(turn, written)
  const grown = written.asks.length > turn.asked.length
  return {
    ...turn,
    written,
    upTo: seq,
    ahead,
    state: shown(written, ahead),
    asked: grown ? [...turn.asked, written.blocks.length] : turn.asked
  }
}

const begin = (row: TranscriptRow, first: number): TranscriptTurn | undefined => {
  if (row.entry._tag !== "Accepted") return undefined
  const state = initialTurnState(row.entry.turn, row.at)
  return { turn: row.turn, first, state, asked: [], written: state, upTo: row.seq, ahead: none }
}

const turnOf = (rows: ReadonlyArray<TranscriptRow>, first: number): TranscriptTurn | undefined => {
  const from = rows.findIndex(({ entry }) => entry._tag === "Accepted")
  const accepted = rows[from]
  const begun = accepted === undefined ? undefined : begin(accepted, first)
  return begun === undefined ? undefined : rows.slice(from + 1).reduce(withRow, begun)
}

/** The first page, or the one before the oldest turn that is known. */
export const withPage = (state: TranscriptState, page: TranscriptPage): TranscriptState => {
  const known = new Set(state.turns.map(({ turn }) => turn))
  const strays = new Map(state.strays)
  const older = page.turns.flatMap(({ first, rows, turn }) => {
    if (known.has(turn)) return []
    const found = turnOf(rows, first)
    if (found === undefined) return []
    const late = strays.get(turn) ?? []
    strays.delete(turn)
    return [late.reduce(withRow, found)]
  })
  return {
    turns: [...older, ...state.turns],
    upTo: state.upTo ?? page.upTo,
    more: page.more,
    strays
  }
}

const withRows = (state: TranscriptState, rows: ReadonlyArray<TranscriptRow>): TranscriptState => {
  const known = state.upTo ?? 0
  const fresh = rows.filter(({ seq }) => seq > known)
  const last = fresh.at(-1)
  if (last === undefined) return state
  const turns = [...state.turns]
  const places = new Map(turns.map(({ turn }, index) => [turn, index]))
  let { strays } = state
  for (const row of fresh) {
    const index = places.get(row.turn)
    const turn = index === undefined ? undefined : turns[index]
    if (index !== undefined && turn !== undefined) {
      turns[index] = withRow(turn, row)
      continue
    }
    const begun = begin(row, row.seq)
    if (begun !== undefined) {
      places.set(row.turn, turns.length)
      turns.push(begun)
    } else {
      strays = new Map(strays).set(row.turn, [...(strays.get(row.turn) ?? []), row])
    }
  }
  return { ...state, turns, strays, upTo: last.seq }
}

type Live = Extract<Heard, { readonly _tag: "Live" }>

const withLive = (state: TranscriptState, { attempt, before, delta, part, retracted, turn }: Live): TranscriptState => {
  const index = state.turns.findLastIndex((known) => known.turn === turn)
  const known = state.turns[index]
  if (known === undefined) return state
  const { ahead, written } = known
  const same = written.attempt === attempt && (written.retracted ?? 0) === retracted
  if (written.phase !== "working" || !same) return state
  const text = ahead.get(part) ?? textOf(written, part)
  if (before > text.length || before + delta.length <= text.length) return state
  const grown = new Map(ahead).set(part, text + delta.slice(text.length - before))
  const next = { ...known, ahead: grown, state: shown(written, grown) }
  return { ...state, turns: state.turns.with(index, next) }
}

export const hear = (state: TranscriptState, heard: Heard): TranscriptState =>
  heard._tag === "Rows" ? withRows(state, heard.rows) : withLive(state, heard)
