/**
 * What is known of one turn, derived from its journal entries alone: the same entries give the same state, live or
 * after a restart. Owns the reduction; must not render, and must not know the time but from the entries.
 */
import type { AgentEvent, PlanItem } from "../model/AgentEvent.ts"
import type { Answer, Ask } from "../model/Ask.ts"
import type { BudgetName, Outcome } from "../model/Outcome.ts"
import type { SentFile } from "../model/SentFile.ts"
import type { Turn } from "../model/Turn.ts"
import { addUsage, noUsage, type Usage } from "../model/Usage.ts"
import type { Routed } from "../model/Worker.ts"
import type { JournalEntry } from "../ports/Journal.ts"

export type ActivityEvent = Extract<AgentEvent, { readonly _tag: "Activity" }>

/**
 * The answer in the order in which it began: pieces of text and what was done between them. Names of parts,
 * activities and asks are those of one attempt; the next may use the same ones again.
 */
export type Block =
  | { readonly _tag: "Text"; readonly attempt: number; readonly part: string; readonly text: string }
  | {
      readonly _tag: "Activity"
      readonly attempt: number
      readonly activity: ActivityEvent
      readonly startedAt: number
    }

export interface AskState {
  readonly attempt: number
  readonly ask: Ask
  readonly askedAt: number
  /** Present once it was answered. */
  readonly answer?: { readonly answer: Answer; readonly by: string }
  /** The CLI withdrew it. */
  readonly closed: boolean
}

export interface SentState {
  readonly file: SentFile
  readonly sentAt: number
  /** How many blocks there were by then. */
  readonly after: number
  /** Why it did not get to the chat. */
  readonly failed?: string
}

export interface TurnState {
  readonly turn: Turn
  readonly phase: "queued" | "working" | "ended"
  /** When it left the lane, epoch milliseconds. */
  readonly startedAt: number
  readonly lastEventAt: number
  readonly attempt: number
  readonly model?: string
  readonly blocks: ReadonlyArray<Block>
  /** How often text was taken back; absent: never. */
  readonly retracted?: number
  readonly thinking: boolean
  readonly plan: ReadonlyArray<PlanItem>
  readonly asks: ReadonlyArray<AskState>
  /** Files that the agent sent, in their order; absent: none. */
  readonly sent?: ReadonlyArray<SentState>
  readonly usage?: Usage
  /** How often this attempt told its usage: a CLI that is read back tells it again. */
  readonly usageTold?: number
  /** What was spent since the last usage was told, US dollars. */
  readonly spendingUsd?: number
  /** The model that was chosen for it, and why. */
  readonly routed?: Routed
  /** A budget that is nearly used up. */
  readonly neared?: { readonly budget: BudgetName; readonly spentUsd: number; readonly limitUsd: number }
  /** Who raised the budget that had ended it. */
  readonly raised?: { readonly toUsd: number; readonly by: string }
  readonly outcome?: Outcome
  readonly elapsedMillis: number
}

export const initialTurnState = (turn: Turn, at: number): TurnState => ({
  turn,
  phase: "queued",
  startedAt: at,
  lastEventAt: at,
  attempt: 0,
  blocks: [],
  thinking: false,
  plan: [],
  asks: [],
  elapsedMillis: 0
})

/** What the running attempt has said of this part. */
export const textOf = ({ attempt, blocks }: Pick<TurnState, "attempt" | "blocks">, part: string): string => {
  const found = blocks.findLast((block) => block._tag === "Text" && block.part === part && block.attempt === attempt)
  return found?._tag === "Text" ? found.text : ""
}

/** A part stays in one piece, also when something else began while it was being said. */
const withText = (state: TurnState, part: string, delta: string): ReadonlyArray<Block> => {
  const { attempt, blocks } = state
  const index = blocks.findLastIndex(
    (block) => block._tag === "Text" && block.part === part && block.attempt === attempt
  )
  const known = blocks[index]
  return known !== undefined && known._tag === "Text"
    ? blocks.with(index, { ...known, text: known.text + delta })
    : [...blocks, { _tag: "Text", attempt, part, text: delta }]
}

const isOver = (activity: ActivityEvent): boolean => activity.phase === "done" || activity.phase === "failed"

const withActivity = (state: TurnState, activity: ActivityEvent, at: number): ReadonlyArray<Block> => {
  const { attempt, blocks } = state
  const index = blocks.findIndex(
    (block) => block._tag === "Activity" && block.activity.id === activity.id && block.attempt === attempt
  )
  const known = blocks[index]
  if (known === undefined || known._tag !== "Activity") {
    return [...blocks, { _tag: "Activity", attempt, activity, startedAt: at }]
  }
  const before = known.activity
  const phase = isOver(before) && !isOver(activity) ? before.phase : activity.phase
  return blocks.with(index, {
    ...known,
    activity: { ...before, ...activity, phase, title: activity.title || before.title }
  })
}

/** What a process that is gone left open: it will neither finish nor hear an answer. */
const abandoned = (state: TurnState): Pick<TurnState, "blocks" | "asks"> => ({
  blocks: state.blocks.map((block) =>
    block._tag === "Activity" && !isOver(block.activity)
      ? { ...block, activity: { ...block.activity, phase: "failed", detail: "interrupted" } }
      : block
  ),
  asks: state.asks.map((known) => (known.answer === undefined ? { ...known, closed: true } : known))
})

const isAsk = (state: TurnState, known: AskState, id: string): boolean =>
  known.ask.id === id && known.attempt === state.attempt

const onEvent = (state: TurnState, event: AgentEvent, at: number): TurnState => {
  const next = { ...state, lastEventAt: at, thinking: false }
  switch (event._tag) {
    case "Started":
      return event.model === undefined ? next : { ...next, model: event.model }
    case "Text":
      return { ...next, blocks: withText(state, event.part, event.delta) }
    case "Thinking":
      return { ...next, thinking: true }
    case "Retracted":
      return {
        ...next,
        retracted: (state.retracted ?? 0) + 1,
        blocks: state.blocks.filter((block) => block._tag !== "Text" || block.part !== event.part)
      }
    case "Activity":
      return { ...next, blocks: withActivity(state, event, at) }
    case "Plan":
      return { ...next, plan: event.items }
    case "Asked":
      return state.asks.some((known) => isAsk(state, known, event.ask.id))
        ? next
        : { ...next, asks: [...state.asks, { attempt: state.attempt, ask: event.ask, askedAt: at, closed: false }] }
    case "AskClosed":
      return {
        ...next,
        asks: state.asks.map((known) => (isAsk(state, known, event.id) ? { ...known, closed: true } : known))
      }
    case "Used": {
      const { spendingUsd: _, ...told } = next
      return {
        ...told,
        usage: state.usage === undefined ? event.usage : addUsage(state.usage, event.usage),
        usageTold: (state.usageTold ?? 0) + 1
      }
    }
    case "Spending":
      return { ...next, thinking: state.thinking, spendingUsd: event.costUsd }
    case "Note":
      return next
    case "Completed":
      return { ...next, outcome: event.outcome }
  }
}

const withSent = (state: TurnState, file: SentFile, at: number): TurnState => {
  const { blocks, sent = [] } = state
  if (sent.some((known) => known.file.key === file.key)) return state
  return { ...state, lastEventAt: at, sent: [...sent, { file, sentAt: at, after: blocks.length }] }
}

/** All that is known to be used. A CLI that was ended before it told its usage has spent what it said while it worked. */
export const usedSoFar = ({ spendingUsd, usage }: TurnState): Usage | undefined =>
  spendingUsd === undefined ? usage : addUsage(usage ?? noUsage, { ...noUsage, costUsd: spendingUsd })

/** What a process that is gone has spent without telling its usage. */
const untold = (state: TurnState): TurnState => {
  const { spendingUsd: _, ...told } = state
  const usage = usedSoFar(state)
  return usage === undefined ? told : { ...told, usage }
}

export const reduceTurn = (state: TurnState, entry: JournalEntry, at: number): TurnState => {
  switch (entry._tag) {
    case "Accepted":
      return { ...state, turn: entry.turn }
    case "Amended":
      return { ...state, turn: { ...state.turn, text: entry.text } }
    case "Dispatched": {
      const { outcome: _, usageTold: __, ...running } = untold(state)
      return {
        ...running,
        ...abandoned(state),
        phase: "working",
        attempt: entry.attempt,
        startedAt: state.phase === "working" ? state.startedAt : at,
        lastEventAt: at,
        elapsedMillis: 0
      }
    }
    case "Happened":
      return onEvent(state, entry.event, at)
    case "Answered":
      return {
        ...state,
        lastEventAt: at,
        asks: state.asks.map((known) =>
          isAsk(state, known, entry.ask) && known.answer === undefined
            ? { ...known, answer: { answer: entry.answer, by: entry.by } }
            : known
        )
      }
    case "Routed": {
      const { _tag: _, ...routed } = entry
      return { ...state, routed }
    }
    case "Neared":
      return { ...state, neared: { budget: entry.budget, spentUsd: entry.spentUsd, limitUsd: entry.limitUsd } }
    case "Raised":
      return { ...state, raised: { toUsd: entry.toUsd, by: entry.by } }
    case "Sent": {
      const { _tag: _, ...file } = entry
      return withSent(state, file, at)
    }
    case "Unsent":
      return state.sent === undefined
        ? state
        : {
            ...state,
            sent: state.sent.map((known) => (known.file.key === entry.key ? { ...known, failed: entry.why } : known))
          }
    case "Posted":
    case "Delivered":
    case "Rated":
      return state
    case "Ended":
      return {
        ...state,
        phase: "ended",
        outcome: entry.outcome,
        elapsedMillis: entry.elapsedMillis,
        thinking: false,
        ...(entry.usage === undefined ? {} : { usage: entry.usage })
      }
  }
}

/** Asks that still wait for a person. */
export const openAsks = (state: TurnState): ReadonlyArray<AskState> =>
  state.phase === "ended" ? [] : state.asks.filter((known) => known.answer === undefined && !known.closed)

/** All text of the answer, in order, as Markdown. */
export const answerText = (state: TurnState): string =>
  state.blocks
    .flatMap((block) => (block._tag === "Text" ? [block.text] : []))
    .filter((text) => text.trim() !== "")
    .join("\n\n")
