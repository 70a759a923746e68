/**
 * Writes lines of the audit log, wherever they come from. Owns the form in which they are stored: one line each, of
 * bounded length, with nothing in it that steers what shows it.
 */
import * as Effect from "effect/Effect"
import type * as SqlClient from "effect/sql/SqlClient"
import { tameText } from "../../../core/chat/HostileText.ts"
import type { AuditedEntry } from "../../../core/control/AuditedEntry.ts"
import type { AuditNote } from "../../../core/ports/AuditLog.ts"
import { oneLine } from "../../../core/render/Inline.ts"

const longestName = 80
const longestText = 200

const line = (text: string, most: number): string => oneLine(tameText(text), most)

/** In the form in which it is looked for. */
export const soughtForm = (text: string): string => tameText(text).toLowerCase()

const toColumns = (note: AuditNote | AuditedEntry, at: number) => {
  const name = line(note.by.name, longestName)
  const subject = line(note.subject, longestText)
  const detail = line(note.detail, longestText)
  return {
    at,
    user_id: note.by.id ?? null,
    name,
    platform: note.platform,
    action: note.action,
    subject,
    session: note.session ?? null,
    detail,
    sought: soughtForm([name, note.by.id ?? "", note.platform, note.action, subject, detail].join("\n")),
    fact: note.fact ?? null
  }
}

/** What was written before of the same fact stays, and nothing is added. */
export const insertAudit = Effect.fnUntraced(function* (
  sql: SqlClient.SqlClient,
  at: number,
  notes: ReadonlyArray<AuditNote | AuditedEntry>
) {
  for (const note of notes)
    yield* sql`INSERT INTO audit ${sql.insert(toColumns(note, at))} ON CONFLICT (fact) DO NOTHING`
})
