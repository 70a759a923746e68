/**
 * Puts into the audit log what a journal's entries say that people did. Owns finding out of the journal whose turn it was
 * and what was asked, for entries that do not say so themselves. Runs in the transaction that writes the entries.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type * as SqlClient from "effect/sql/SqlClient"
import { auditedEntry, isAudited } from "../../../core/control/AuditedEntry.ts"
import type { Ask } from "../../../core/model/Ask.ts"
import type { AskId, TurnId } from "../../../core/model/Ids.ts"
import type { Turn } from "../../../core/model/Turn.ts"
import type { JournalEntry } from "../../../core/ports/Journal.ts"
import { insertAudit } from "./AuditRows.ts"
import { decodeEntry } from "./EntryCodec.ts"

interface Stored {
  readonly version: number
  readonly entry: string
}

const decoded = (rows: ReadonlyArray<Stored>): ReadonlyArray<JournalEntry> =>
  rows.flatMap(({ entry, version }) => Option.toArray(decodeEntry(Number(version), entry)))

const turnIn = (entries: ReadonlyArray<JournalEntry>): Turn | undefined => {
  const accepted = entries.find((entry) => entry._tag === "Accepted")
  return accepted?._tag === "Accepted" ? accepted.turn : undefined
}

const askIn = (entries: ReadonlyArray<JournalEntry>, id: AskId): Ask | undefined => {
  for (const entry of entries) {
    if (entry._tag === "Happened" && entry.event._tag === "Asked" && entry.event.ask.id === id) return entry.event.ask
  }
  return undefined
}

export const concernsAudit = (entries: ReadonlyArray<JournalEntry>): boolean => entries.some(isAudited)

/** Called once the entries are in the journal. */
export const auditEntries = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  turn: TurnId,
  at: number,
  entries: ReadonlyArray<JournalEntry>
) {
  // it is accepted before anything else happens to it
  const known =
    turnIn(entries) ??
    turnIn(decoded(yield* sql<Stored>`SELECT version, entry FROM journal WHERE turn = ${turn} ORDER BY seq LIMIT 4`))
  if (known === undefined) return
  const asks = entries.some((entry) => entry._tag === "Answered")
    ? decoded(
        yield* sql<Stored>`SELECT version, entry FROM journal WHERE turn = ${turn} AND entry LIKE ${'%"Asked"%'} ORDER BY seq`
      )
    : []
  const acts = entries.flatMap((entry) => {
    const act = auditedEntry(entry, known, entry._tag === "Answered" ? askIn(asks, entry.ask) : undefined)
    return act === undefined ? [] : [act]
  })
  yield* insertAudit(sql, at, acts)
})
