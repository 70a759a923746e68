/**
 * Why a database file could not be opened, in words for the person who runs the service. Owns the mapping from SQLite's
 * result codes to reasons; failures of single statements stay `SqlError`s.
 */
import * as Schema from "effect/Schema"

const SQLITE_READONLY = 8
const SQLITE_FULL = 13
const SQLITE_CANTOPEN = 14
const SQLITE_NOTADB = 26
const SQLITE_CORRUPT = 11

const remedies = {
  "in-use": "another service already uses this data directory: stop it, or give this one a data directory of its own",
  "not-writable": "the file cannot be opened for writing: check that its folder exists and belongs to this user",
  "not-a-database": "the file is not a database: move it away, or point the data directory elsewhere",
  damaged: "the file is damaged: restore it from a backup, or move it away to start empty",
  full: "the disk is full: free some space, then start again",
  unavailable: "the file system does not support what a database needs: use a local disk"
} as const

export class SqliteError extends Schema.TaggedError<SqliteError>()("SqliteError", {
  filename: Schema.String,
  reason: Schema.Literals(["in-use", "not-writable", "not-a-database", "damaged", "full", "unavailable"]),
  cause: Schema.Defect()
}) {
  override get message() {
    return `cannot open ${this.filename}: ${remedies[this.reason]}`
  }
}

/** SQLite's extended result code of what `node:sqlite` threw; absent when something else was thrown. */
export const resultCode = (cause: unknown): number | undefined =>
  typeof cause === "object" && cause !== null && "errcode" in cause && typeof cause.errcode === "number"
    ? cause.errcode
    : undefined

export const openingReason = (cause: unknown): SqliteError["reason"] => {
  // the low byte is the primary code
  switch ((resultCode(cause) ?? 0) & 0xff) {
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
      return "not-writable"
    case SQLITE_NOTADB:
      return "not-a-database"
    case SQLITE_CORRUPT:
      return "damaged"
    case SQLITE_FULL:
      return "full"
    default:
      return "unavailable"
  }
}
