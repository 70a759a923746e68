/**
 * `SqlClient` on Node's own SQLite: one connection, one file, one service that writes. Owns opening (write-ahead log,
 * busy timeout, lock against a second service) and how SQLite's failures become `SqlError`s. Calls block the event loop: statements
 * that go through here must be short. Must not know any table.
 *
 * `synchronous = NORMAL`: what was stored survives the end of the process however it comes, kill -9 included; only the
 * loss of power can take the last moments, and never the file.
 */
// why node:sqlite: Effect has no driver for it that runs on this version
import { DatabaseSync } from "node:sqlite"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Reactivity from "effect/reactivity/Reactivity"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlConnection from "effect/sql/SqlConnection"
import * as SqlError from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import { lockData } from "./DataLock.ts"
import { openingReason, resultCode, SqliteError } from "./SqliteError.ts"
import { makeStatements, type Params } from "./Statements.ts"

export interface NodeSqliteOptions {
  /** A path, or `:memory:`. */
  readonly filename: string
  /** Opens an existing file beside the service that may own it: takes no lock and can change nothing. */
  readonly readOnly?: boolean
}

const busyTimeoutMillis = 5000

// each checkpoint waits for the disk: four times rarer than the default, and the log stays near 16 MB
const settings = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA foreign_keys = ON;
  PRAGMA wal_autocheckpoint = 4000;
  PRAGMA journal_size_limit = 67108864;
`

const sqlError = (cause: unknown): SqlError.SqlError => {
  const code = resultCode(cause)
  // the classifier reads the result code as `errno`, which is not where Node puts it
  const classified = code === undefined ? cause : Object.assign(new Error(String(cause), { cause }), { errno: code })
  return new SqlError.SqlError({
    reason: SqlError.classifySqliteError(classified, { message: String(cause), operation: "execute" })
  })
}

const open = ({
  filename,
  readOnly = false
}: NodeSqliteOptions): Effect.Effect<DatabaseSync, SqliteError, Scope.Scope> =>
  Effect.gen(function* () {
    const fail = (cause: unknown) => new SqliteError({ filename, reason: openingReason(cause), cause })
    const database = yield* Effect.acquireRelease(
      Effect.try({ try: () => new DatabaseSync(filename, { timeout: busyTimeoutMillis, readOnly }), catch: fail }),
      (database) => Effect.sync(() => database.close())
    )
    if (readOnly) {
      // what is no database shows itself with the first read
      yield* Effect.try({ try: () => database.exec("SELECT 1 FROM sqlite_master"), catch: fail })
      return database
    }
    const file = database.location()
    if (file !== null) yield* lockData(file)
    yield* Effect.try({
      try: () => {
        database.exec(settings)
        // a file that can only be read shows itself with the first write
        database.exec("BEGIN IMMEDIATE; ROLLBACK")
      },
      catch: fail
    })
    return database
  })

const connect = (database: DatabaseSync): SqlConnection.Connection => {
  const statements = makeStatements(database)
  const run = <A>(method: (text: string, params: Params, bigints: boolean) => A, text: string, params: Params) =>
    Effect.withFiber<A, SqlError.SqlError>((fiber) =>
      Effect.try({
        try: () => method(text, params, Context.get(fiber.context, SqlClient.SafeIntegers)),
        catch: sqlError
      })
    )
  const execute: SqlConnection.Connection["execute"] = (text, params, transform) => {
    const rows = run(statements.rows, text, params)
    return transform === undefined ? rows : Effect.map(rows, transform)
  }
  const executeValues: SqlConnection.Connection["executeValues"] = (text, params) =>
    run(statements.values, text, params)
  return {
    execute,
    executeUnprepared: execute,
    executeValues,
    executeValuesUnprepared: executeValues,
    executeRaw: (text, params) => run(statements.raw, text, params),
    executeStream: (text, params, transform) =>
      Stream.unwrap(Effect.map(execute(text, params, transform), Stream.fromIterable))
  }
}

const make = Effect.fnUntraced(function* (options: NodeSqliteOptions) {
  const database = yield* open(options)
  const acquirers = SqlClient.makeSqliteAcquirers({
    connection: Effect.succeed(connect(database)),
    semaphore: yield* Semaphore.make(1),
    isTransaction: () => database.isTransaction
  })
  return yield* SqlClient.make({
    ...acquirers,
    driver: "node-sqlite",
    compiler: Statement.makeCompilerSqlite(),
    beginTransaction: "BEGIN IMMEDIATE",
    prepareTransactionControls: true,
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    spanAttributes: [["db.system.name", "sqlite"]]
  })
})

export const NodeSqlite = {
  layer: (options: NodeSqliteOptions): Layer.Layer<SqlClient.SqlClient, SqliteError> =>
    Layer.effect(SqlClient.SqlClient, make(options)).pipe(Layer.provide(Reactivity.layer))
}
