/**
 * What the pieces of a turn are tested with: a journal in memory and a live turn that keeps what it is told. Owns no
 * rule of its own.
 */
import { Clock, Effect, Layer } from "effect"
import type { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { AgentName, ConversationId, PlatformName, SessionId, TurnId, UserId } from "../../../src/core/model/Ids.ts"
import type { Turn } from "../../../src/core/model/Turn.ts"
import { Journal, JournalEntry, type JournalRow } from "../../../src/core/ports/Journal.ts"
import type { LiveTurn } from "../../../src/core/sessions/LiveTurn.ts"
import { initialTurnState, reduceTurn } from "../../../src/core/sessions/TurnState.ts"

export const someTurn: Turn = {
  id: TurnId.make("test:room:1:scout"),
  session: SessionId.make("default/scout/test:room"),
  agent: AgentName.make("scout"),
  conversation: { platform: PlatformName.make("test"), id: ConversationId.make("room"), within: [], kind: "channel" },
  person: { id: UserId.make("ann"), name: "ann", roles: [] },
  text: "hello",
  attachments: [],
  saidAt: 0
}

export const rowsOf = (...entries: ReadonlyArray<JournalEntry>): ReadonlyArray<JournalRow> =>
  entries.map((entry, index) => ({ seq: index + 1, session: someTurn.session, turn: someTurn.id, at: index, entry }))

export const happened = (event: AgentEvent): JournalEntry => JournalEntry.cases.Happened.make({ event })

/** Each append as it came. */
export const makeJournal = () => {
  const appends: Array<ReadonlyArray<JournalEntry>> = []
  const layer = Layer.succeed(Journal, {
    append: (_session, _turn, entries) => Effect.sync(() => appends.push(entries)),
    read: () => Effect.succeed([]),
    turn: () => Effect.succeed([]),
    unfinished: Effect.succeed([]),
    ended: () => Effect.succeed([]),
    turns: () => Effect.succeed([]),
    last: () => Effect.succeed(0),
    since: () => Effect.succeed([]),
    sessions: () => Effect.succeed([]),
    begun: () => Effect.undefined,
    spots: () => Effect.succeed([]),
    prune: () => Effect.succeed(0)
  })
  return { appends, layer }
}

/** Shows nothing and stores nothing but here. */
export const makeLive = (before: ReadonlyArray<JournalEntry> = []) => {
  const recorded: Array<JournalEntry> = []
  const reconnected: Array<boolean> = []
  let state = before.reduce((known, entry) => reduceTurn(known, entry, 0), initialTurnState(someTurn, 0))
  const record = (entry: JournalEntry) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      recorded.push(entry)
      state = reduceTurn(state, entry, now)
    })
  const live: LiveTurn = {
    turn: someTurn,
    state: Effect.sync(() => state),
    record,
    event: (event) => record(happened(event)),
    show: record,
    flush: Effect.void,
    place: () => Effect.void,
    reconnecting: (yes) => Effect.sync(() => void reconnected.push(yes)),
    shown: Effect.void
  }
  return { live, recorded, reconnected, state: () => state }
}
