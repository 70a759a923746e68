/**
 * The turns that are not over, wherever they are. Owns finding them; asks each session only what the journal cannot know.
 */
import * as Effect from "effect/Effect"
import type { Conversation } from "../model/Conversation.ts"
import type { ConversationId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import { Journal, type JournalError, type JournalRow } from "../ports/Journal.ts"

export interface OpenTurn {
  readonly turn: Turn
  /** It was handed to a CLI; else it waits in its lane. */
  readonly dispatched: boolean
  /** When it was taken in, epoch milliseconds. */
  readonly since: number
}

export interface OpenTurns {
  /** Oldest first. */
  readonly all: Effect.Effect<ReadonlyArray<OpenTurn>, JournalError>
  /** Those in threads of this conversation. */
  readonly below: (conversation: Conversation) => Effect.Effect<ReadonlyArray<OpenTurn>, JournalError>
}

const openTurnOf = (rows: ReadonlyArray<JournalRow>): OpenTurn | undefined => {
  let open: OpenTurn | undefined
  for (const { at, entry } of rows) {
    if (entry._tag === "Accepted") open = { turn: entry.turn, dispatched: false, since: at }
    if (open === undefined) continue
    if (entry._tag === "Amended") open = { ...open, turn: { ...open.turn, text: entry.text } }
    if (entry._tag === "Dispatched") open = { ...open, dispatched: true }
    if (entry._tag === "Ended" || entry._tag === "Delivered") return undefined
  }
  return open
}

const isBelow = (id: ConversationId, conversation: Conversation) =>
  conversation.id !== id && conversation.within.includes(id)

export const openTurns: Effect.Effect<OpenTurns, never, Journal> = Effect.map(Journal, (journal) => {
  const all = Effect.gen(function* () {
    const unfinished = yield* journal.unfinished
    const found = yield* Effect.forEach(unfinished, ({ turn }) => Effect.map(journal.turn(turn), openTurnOf))
    return found.filter((open) => open !== undefined).sort((left, right) => left.since - right.since)
  })
  return {
    all,
    below: ({ id, platform }) =>
      Effect.map(all, (open) =>
        open.filter(({ turn }) => turn.conversation.platform === platform && isBelow(id, turn.conversation))
      )
  }
})
