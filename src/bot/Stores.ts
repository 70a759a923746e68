/**
 * Where things are kept: one SQLite file in the data directory, with the journal, the ledger, the audit log,
 * the state and the mailboxes in it. The service owns it; a command that only looks reads beside it.
 */
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import type * as SqlClient from "effect/sql/SqlClient"
import { KeyvState } from "../adapters/store/keyv/KeyvState.ts"
import { SqlAudit } from "../adapters/store/sql/SqlAudit.ts"
import { SqlJournal } from "../adapters/store/sql/SqlJournal.ts"
import { SqlLedger } from "../adapters/store/sql/SqlLedger.ts"
import { NodeSqlite } from "../adapters/store/sqlite/NodeSqlite.ts"
import { Startup } from "./Startup.ts"

export const databaseName = "orchestrator.db"

export const databaseFile = Effect.gen(function* () {
  const { home } = yield* Startup
  const path = yield* Path.Path
  return path.join(home, databaseName)
})

const layerDatabase = Layer.unwrap(Effect.map(databaseFile, (filename) => NodeSqlite.layer({ filename })))

const layerOn = <E, R>(database: Layer.Layer<SqlClient.SqlClient, E, R>) =>
  Layer.mergeAll(SqlJournal.layer, SqlLedger.layer, SqlAudit.layer, KeyvState.layerSql).pipe(
    Layer.provideMerge(database)
  )

export const layerStores = layerOn(layerDatabase)

/** No service has run on this data directory yet. */
export class NothingYet extends Schema.TaggedError<NothingYet>()("NothingYet", {}) {
  override get message() {
    return "nothing has happened yet; talk to an agent: orchestrator chat"
  }
}

const layerExistingDatabase = Layer.unwrap(
  Effect.gen(function* () {
    const fs = yield* FileSystem.FileSystem
    const filename = yield* databaseFile
    if (!(yield* Effect.orElseSucceed(fs.exists(filename), () => false))) return yield* new NothingYet()
    return NodeSqlite.layer({ filename, readOnly: true })
  })
)

/** The same stores for looking only: while the service runs, and without stopping one from starting. */
export const layerStoresReadOnly = layerOn(layerExistingDatabase)
