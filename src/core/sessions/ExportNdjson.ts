/**
 * Journal rows as NDJSON for programs: one row a line, as it is kept. Owns the shape of a line. Foreign text inside can
 * neither break a line nor steer a terminal that shows it.
 */
import * as Schema from "effect/Schema"
import { SessionId, TurnId } from "../model/Ids.ts"
import { JournalEntry, type JournalRow } from "../ports/Journal.ts"

const Line = Schema.fromJsonString(
  Schema.Struct({ seq: Schema.Finite, session: SessionId, turn: TurnId, at: Schema.Finite, entry: JournalEntry })
)
const encode = Schema.encodeSync(Line)

/** What JSON leaves as it is although a terminal may act on it. */
const acting = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`

/** A line feed after every row. */
export const exportNdjson = (rows: ReadonlyArray<JournalRow>): string =>
  rows.map((row) => `${encode(row).replace(acting, escaped)}\n`).join("")
