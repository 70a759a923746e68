/** A session's rows as a service would tell them: turns with text and steps, numbered in the order in which they are made. */

import type { Arrival } from "../../../../../../src/adapters/surface/web/client/transcript/TranscriptStore.ts"
import type { TranscriptPage, TranscriptRow } from "../../../../../../src/core/control/protocol/SessionRpcs.ts"
import type { AgentEvent } from "../../../../../../src/core/model/AgentEvent.ts"
import {
  AgentName,
  ConversationId,
  PlatformName,
  SessionId,
  TurnId,
  UserId
} from "../../../../../../src/core/model/Ids.ts"
import type { Outcome } from "../../../../../../src/core/model/Outcome.ts"
import type { Turn } from "../../../../../../src/core/model/Turn.ts"
import type { JournalEntry } from "../../../../../../src/core/ports/Journal.ts"

export const session = SessionId.make("default/scout/web:talk")

export const turnNamed = (name: string): TurnId => TurnId.make(`web:talk:${name}:scout`)

const turnOf = (name: string, text: string, attachments: Turn["attachments"]): Turn => ({
  id: turnNamed(name),
  session,
  agent: AgentName.make("scout"),
  conversation: { platform: PlatformName.make("web"), id: ConversationId.make("talk"), within: [], kind: "direct" },
  person: { id: UserId.make("ann"), name: "ann", roles: [] },
  text,
  attachments,
  saidAt: 1_000
})

export type ActivityOf = Extract<AgentEvent, { readonly _tag: "Activity" }>

export const activity = (id: string, more: Partial<ActivityOf> = {}): ActivityOf => ({
  _tag: "Activity",
  id,
  phase: "done",
  kind: "command",
  tool: "Bash",
  title: `step ${id}`,
  ...more
})

export class Told {
  private readonly rows: Array<TranscriptRow> = []

  put(name: string, entry: JournalEntry): TranscriptRow {
    const row = { seq: this.rows.length + 1, turn: turnNamed(name), at: 1_000 + this.rows.length, entry }
    this.rows.push(row)
    return row
  }

  accepted(name: string, text = `say ${name}`, attachments: Turn["attachments"] = []): TranscriptRow {
    return this.put(name, { _tag: "Accepted", turn: turnOf(name, text, attachments) })
  }

  dispatched(name: string): TranscriptRow {
    return this.put(name, { _tag: "Dispatched", attempt: 1 })
  }

  happened(name: string, event: AgentEvent): TranscriptRow {
    return this.put(name, { _tag: "Happened", event })
  }

  text(name: string, delta: string, part = "p"): TranscriptRow {
    return this.happened(name, { _tag: "Text", part, delta })
  }

  ended(name: string, outcome: Outcome = { _tag: "Done" }): TranscriptRow {
    return this.put(name, { _tag: "Ended", outcome, elapsedMillis: 42_000 })
  }

  /** A turn from its beginning to its end. */
  whole(name: string, text: string): void {
    this.accepted(name)
    this.dispatched(name)
    this.text(name, text)
    this.ended(name)
  }

  /** The latest turns, or those before a row. */
  page(limit: number, before = Number.POSITIVE_INFINITY): TranscriptPage {
    const firsts = new Map<TurnId, number>()
    for (const { seq, turn } of this.rows) if (!firsts.has(turn)) firsts.set(turn, seq)
    const older = [...firsts].filter(([, first]) => first < before)
    const shown = older.slice(-limit)
    const rows = Map.groupBy(this.rows, ({ turn }) => turn)
    return {
      turns: shown.map(([turn, first]) => ({ turn, first, rows: rows.get(turn) ?? [] })),
      more: older.length > shown.length,
      upTo: this.rows.length
    }
  }

  arrival(limit: number, before?: number): Arrival {
    return { _tag: "Page", page: this.page(limit, before) }
  }
}

export const rows = (...all: ReadonlyArray<TranscriptRow>): Arrival => ({ _tag: "Rows", rows: all })

/** Text that is said now, after `before` of that part. */
export const live = (name: string, before: number, delta: string, part = "p"): Arrival => ({
  _tag: "Live",
  turn: turnNamed(name),
  attempt: 1,
  part,
  before,
  retracted: 0,
  delta
})
