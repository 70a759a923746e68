/**
 * The audit log on a SQL database. Owns reading the table `audit` and what is written into it beside the journal; lines
 * are added and, when they are old, removed, never changed.
 */
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { UserId } from "../../../core/model/Ids.ts"
import { AuditError, AuditLine, AuditLog, type AuditQuery } from "../../../core/ports/AuditLog.ts"
import { insertAudit, soughtForm } from "./AuditRows.ts"
import { Migrations } from "./Migrations.ts"

interface StoredLine {
  readonly seq: number
  readonly at: number
  readonly name: string
  readonly platform: string
  readonly action: string
  readonly subject: string
  readonly session: string | null
  readonly detail: string
}

// databases allow some 32,000 parameters in one statement
const namesAtOnce = 1000

const auditError = (operation: string) => (cause: SqlError.SqlError) => new AuditError({ operation, cause })

const decode = Schema.decodeUnknownOption(AuditLine)

/** None for a line of a version to come. */
const toLine = ({ at, name, seq, session, ...row }: StoredLine): Option.Option<AuditLine> =>
  decode({ ...row, seq: Number(seq), at: Number(at), by: name, ...(session === null ? {} : { session }) })

/** For LIKE with `!` as its escape: everything in the words means itself. */
const containing = (words: string): string => `%${soughtForm(words).replace(/[!%_]/g, "!$&")}%`

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const matching = ({ action, before, by, search = "" }: AuditQuery) =>
    sql.and([
      sql`1 = 1`,
      ...(before === undefined ? [] : [sql`seq < ${before}`]),
      ...(by === undefined ? [] : [sql`platform = ${by.platform} AND user_id = ${by.user}`]),
      ...(action === undefined ? [] : [sql`action = ${action}`]),
      // every word, wherever it stands
      ...search
        .split(/\s+/)
        .filter((word) => word !== "")
        .slice(0, 10)
        .map((word) => sql`sought LIKE ${containing(word)} ESCAPE '!'`)
    ])

  return AuditLog.of({
    note: Effect.fn("SqlAudit.note")(
      function* (note) {
        yield* insertAudit(sql, yield* Clock.currentTimeMillis, [note])
      },
      (noted) => Effect.catchCause(noted, (cause) => Effect.logError("a line of the audit log is lost", cause))
    ),
    read: Effect.fn("SqlAudit.read")(
      function* (query) {
        const rows = yield* sql<StoredLine>`
          SELECT seq, at, name, platform, action, subject, session, detail FROM audit
          WHERE ${matching(query)} ORDER BY seq DESC LIMIT ${query.limit}
        `
        return rows.flatMap((row) => Option.toArray(toLine(row)))
      },
      Effect.mapError(auditError("read"))
    ),
    names: Effect.fn("SqlAudit.names")(
      function* (users) {
        const names = new Map<UserId, string>()
        for (const some of Arr.chunksOf(users, namesAtOnce)) {
          const rows = yield* sql<{ readonly user_id: string; readonly name: string }>`
            SELECT audit.user_id, audit.name FROM audit
            JOIN (SELECT MAX(seq) AS seq FROM audit WHERE ${sql.in("user_id", some)} GROUP BY user_id) AS latest
            ON audit.seq = latest.seq
          `
          for (const { name, user_id } of rows) names.set(UserId.make(user_id), name)
        }
        return names
      },
      Effect.mapError(auditError("names"))
    ),
    prune: Effect.fn("SqlAudit.prune")(
      function* (before) {
        const gone = yield* sql`SELECT COUNT(*) AS rows FROM audit WHERE at < ${before}`
        yield* sql`DELETE FROM audit WHERE at < ${before}`
        return Number(gone[0]?.rows ?? 0)
      },
      sql.withTransaction,
      Effect.mapError(auditError("prune"))
    )
  })
})

export const SqlAudit = { layer: Layer.effect(AuditLog, make).pipe(Layer.provide(Migrations.layer)) }
