/**
 * One service per database file. Holds an exclusive SQLite lock on an empty file beside the database for as long as the
 * scope lives: the operating system drops it with the process, so a killed service leaves nothing stale behind. The
 * database itself stays unlocked, so that it can be read and backed up while the service runs.
 */
// why node:sqlite: Effect has no module for it, and file locks of the operating system are not reachable from Node otherwise
import { DatabaseSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import { openingReason, resultCode, SqliteError } from "./SqliteError.ts"

const SQLITE_BUSY = 5

/** `file` is the database's resolved path, so that two ways to the same file meet at the same lock. */
export const lockData = (file: string): Effect.Effect<void, SqliteError, Scope.Scope> =>
  Effect.gen(function* () {
    const fail = (cause: unknown) =>
      new SqliteError({
        filename: file,
        reason: ((resultCode(cause) ?? 0) & 0xff) === SQLITE_BUSY ? "in-use" : openingReason(cause),
        cause
      })
    const lock = yield* Effect.acquireRelease(
      Effect.try({ try: () => new DatabaseSync(`${file}.lock`, { timeout: 0 }), catch: fail }),
      (open) => Effect.sync(() => open.close())
    )
    yield* Effect.try({ try: () => lock.exec("BEGIN EXCLUSIVE"), catch: fail })
  })

/** Whether some process holds the database now. Asks for an instant only, and never makes the file. */
export const isLocked = (file: string): Effect.Effect<boolean> =>
  Effect.sync(() => {
    try {
      const lock = new DatabaseSync(`${file}.lock`, { timeout: 0, readOnly: true })
      try {
        lock.exec("SELECT 1 FROM sqlite_master")
        return false
      } catch (cause) {
        return ((resultCode(cause) ?? 0) & 0xff) === SQLITE_BUSY
      } finally {
        lock.close()
      }
    } catch {
      return false
    }
  })
