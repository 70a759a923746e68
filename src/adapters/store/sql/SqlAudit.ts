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
  readonly user_id: string | null
  readonly platform: string
  readonly action: string
  readonly subject: string
  readonly session: string | null
  readonly detail: string
}

// databases allow some 32,000 parameters in one statement
const namesAtOnce = 1000
/** So many lines are looked through in one statement. */
const linesAtOnce = 5000

const auditError = (operation: string) => (cause: SqlError.SqlError) => new AuditError({ operation, cause })

const decode = Schema.decodeUnknownOption(AuditLine)

/** None for a line of a version to come. */
const toLine = ({ at, name, seq, session, user_id, ...row }: StoredLine): Option.Option<AuditLine> =>
  decode({
    ...row,
    seq: Number(seq),
    at: Number(at),
    by: name,
    ...(user_id === null ? {} : { user: user_id }),
    ...(session === null ? {} : { session })
  })

/** For LIKE with `!` as its escape: everything in the words means itself. */
const containing = (words: string): string => `%${soughtForm(words).replace(/[!%_]/g, "!$&")}%`

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient

  const wordsOf = ({ search = "" }: AuditQuery): ReadonlyArray<string> =>
    search
      .split(/\s+/)
      .filter((word) => word !== "")
      .slice(0, 10)

  const matching = (query: AuditQuery, after: number) => {
    const { action, before, by } = query
    return sql.and([
      sql`seq > ${after}`,
      ...(before === undefined ? [] : [sql`seq < ${before}`]),
      ...(by === undefined ? [] : [sql`platform = ${by.platform} AND user_id = ${by.user}`]),
      ...(action === undefined ? [] : [sql`action = ${action}`]),
      // every word, wherever it stands
      ...wordsOf(query).map((word) => sql`sought LIKE ${containing(word)} ESCAPE '!'`)
    ])
  }

  const latest = (query: AuditQuery, after = 0) => sql<StoredLine>`
    SELECT seq, at, name, user_id, platform, action, subject, session, detail FROM audit
    WHERE ${matching(query, after)} ORDER BY seq DESC LIMIT ${query.limit}
  `

  /** For words no index helps: piece by piece, so that the service goes on meanwhile and who gives up ends it. */
  const searched = Effect.fnUntraced(function* (query: AuditQuery) {
    const [ends] = yield* sql<{ readonly first: number | null; readonly last: number | null }>`
      SELECT MIN(seq) AS first, MAX(seq) AS last FROM audit
    `
    const first = Number(ends?.first ?? 0)
    const found: Array<StoredLine> = []
    for (
      let before = Math.min(query.before ?? Number.POSITIVE_INFINITY, Number(ends?.last ?? 0) + 1);
      before > first;
    ) {
      const after = before - 1 - linesAtOnce
      found.push(...(yield* latest({ ...query, before, limit: query.limit - found.length }, after)))
      if (found.length >= query.limit) break
      before = after + 1
      yield* Effect.yieldNow
    }
    return found
  })

  return AuditLog.of({
    note: Effect.fn("SqlAudit.note")(
      function* (note) {
        yield* insertAudit(sql, yield* Clock.currentTimeMillis, [note])
      },
      (noted) => Effect.catchCause(noted, (cause) => Effect.logError("a line of the audit log is lost", cause))
    ),
    read: Effect.fn("SqlAudit.read")(
      function* (query) {
        const rows = yield* wordsOf(query).length === 0 ? latest(query) : searched(query)
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
