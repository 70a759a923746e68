/**
 * Brings the database to the shape that this version expects, once per start, each step in one transaction. Owns the
 * order of the steps; what a step does is in its own file. Refuses a database that a newer version has written.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import * as Migrator from "effect/sql/Migrator"
import * as SqlClient from "effect/sql/SqlClient"
import { createAudit } from "./migrations/CreateAudit.ts"
import { createJournal } from "./migrations/CreateJournal.ts"
import { createLedger } from "./migrations/CreateLedger.ts"
import { createSessions } from "./migrations/CreateSessions.ts"
import { indexAudit } from "./migrations/IndexAudit.ts"
import { indexTurns } from "./migrations/IndexTurns.ts"

const table = "orchestrator_migrations"

const steps = {
  "0001_create_journal": createJournal,
  "0002_create_ledger": createLedger,
  "0003_create_audit": createAudit,
  "0004_index_turns": indexTurns,
  "0005_create_sessions": createSessions,
  "0006_index_audit": indexAudit
}

export class MigrationsError extends Schema.TaggedError<MigrationsError>()("MigrationsError", {
  reason: Schema.Literals(["newer", "failed"]),
  cause: Schema.optionalKey(Schema.Defect())
}) {
  override get message() {
    return this.reason === "newer"
      ? "the database was written by a newer version: update this one, or give it a data directory of its own"
      : "the database could not be brought up to date, nothing was changed: run orchestrator doctor"
  }
}

const migrate = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  yield* Migrator.make({})({ loader: Migrator.fromRecord(steps), table })
  const [newest] = yield* sql<{ readonly id: number }>`SELECT MAX(migration_id) AS id FROM ${sql(table)}`
  if (Number(newest?.id ?? 0) > Object.keys(steps).length) return yield* new MigrationsError({ reason: "newer" })
}).pipe(
  Effect.catchTag(["MigrationError", "SqlError"], (cause) =>
    Effect.fail(new MigrationsError({ reason: "failed", cause }))
  )
)

export const Migrations: { readonly layer: Layer.Layer<never, MigrationsError, SqlClient.SqlClient> } = {
  layer: Layer.effectDiscard(migrate)
}
