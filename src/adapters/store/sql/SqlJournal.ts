/**
 * The journal on a SQL database. Owns the tables `journal` and `turns` and keeps them in step, and `sessions` with them: all
 * change in one transaction or not at all; what people did stands in the audit log by the same transaction. Must not
 * interpret entries beyond whether a turn was accepted, ended and delivered.
 */
import * as Arr from "effect/Array"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Metric from "effect/Metric"
import * as Option from "effect/Option"
import * as SqlClient from "effect/sql/SqlClient"
import type * as SqlError from "effect/sql/SqlError"
import { SessionId, TurnId } from "../../../core/model/Ids.ts"
import type { OutcomeTag } from "../../../core/model/Outcome.ts"
import {
  Journal,
  type JournalEntry,
  JournalError,
  type JournalRow,
  type SessionsWanted
} from "../../../core/ports/Journal.ts"
import { auditEntries, concernsAudit } from "./AuditOfJournal.ts"
import { decodeEntry, encodeEntry, entryVersion, textBegins } from "./EntryCodec.ts"
import { Migrations } from "./Migrations.ts"
import { movesSession, sessionRows } from "./SessionRows.ts"
import { storeFault } from "./StoreFault.ts"

interface StoredRow {
  readonly seq: number
  readonly session: string
  readonly turn: string
  readonly at: number
  readonly version: number
  readonly entry: string
}

// six columns each; databases allow some 32,000 parameters in one statement
const rowsPerInsert = 500

const unreadable = Metric.counter("orchestrator_journal_unreadable_rows", { incremental: true })

const moves = (entry: JournalEntry) => entry._tag === "Accepted" || entry._tag === "Ended" || entry._tag === "Delivered"

const journalError = (operation: string) => (error: SqlError.SqlError) =>
  new JournalError({ operation, reason: storeFault(error), cause: error })

const toRow = (row: StoredRow): Effect.Effect<Option.Option<JournalRow>> => {
  const entry = decodeEntry(Number(row.version), row.entry)
  if (Option.isNone(entry)) {
    return Effect.logWarning(
      `journal row ${row.seq} of ${row.turn} (version ${row.version}) cannot be read and is skipped`
    ).pipe(Effect.andThen(Metric.update(unreadable, 1)), Effect.as(Option.none()))
  }
  return Effect.succeedSome({
    seq: Number(row.seq),
    session: SessionId.make(row.session),
    turn: TurnId.make(row.turn),
    at: Number(row.at),
    entry: entry.value
  })
}

const make = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = sessionRows(sql)

  const insertAll = Effect.fnUntraced(function* (
    session: SessionId,
    turn: TurnId,
    at: number,
    entries: ReadonlyArray<JournalEntry>
  ) {
    let last = 0
    for (const chunk of Arr.chunksOf(entries, rowsPerInsert)) {
      const written = Arr.map(chunk, (entry) => ({
        session,
        turn,
        at,
        version: entryVersion,
        entry: encodeEntry(entry)
      }))
      const numbers = yield* sql<{ readonly seq: number }>`INSERT INTO journal ${sql.insert(written)} RETURNING seq`
      last = numbers.reduce((highest, row) => Math.max(highest, Number(row.seq)), last)
    }
    return last
  })

  /** Each fact is written once: the same turn accepted or delivered again changes nothing. */
  const moveTurn = (
    session: SessionId,
    turn: TurnId,
    at: number,
    seq: number,
    entries: ReadonlyArray<JournalEntry>
  ) => {
    const has = (tag: JournalEntry["_tag"]) => entries.some((entry) => entry._tag === tag)
    const delivered = has("Delivered")
    const ended = entries.find((entry) => entry._tag === "Ended")
    return sql`
      INSERT INTO turns ${sql.insert({
        turn,
        session,
        first_at: at,
        accepted_seq: has("Accepted") ? seq : null,
        ended_at: delivered || has("Ended") ? at : null,
        delivered_at: delivered ? at : null,
        outcome: ended?._tag === "Ended" ? ended.outcome._tag : null
      })}
      ON CONFLICT (turn) DO UPDATE SET
        accepted_seq = COALESCE(turns.accepted_seq, excluded.accepted_seq),
        ended_at = COALESCE(turns.ended_at, excluded.ended_at),
        delivered_at = COALESCE(turns.delivered_at, excluded.delivered_at),
        outcome = COALESCE(turns.outcome, excluded.outcome)
    `
  }

  const append = Effect.fn("SqlJournal.append")(
    function* (session: SessionId, turn: TurnId, entries: ReadonlyArray<JournalEntry>) {
      const at = yield* Clock.currentTimeMillis
      const moved = entries.some(moves)
      const heard = entries.some(movesSession)
      const audited = concernsAudit(entries)
      if (moved || heard || audited) {
        return yield* Effect.gen(function* () {
          const seq = yield* insertAll(session, turn, at, entries)
          if (moved) yield* moveTurn(session, turn, at, seq, entries)
          if (heard) yield* rows.move(session, at, entries)
          if (audited) yield* auditEntries(sql, turn, at, entries)
          return seq
        }).pipe(sql.withTransaction)
      }
      // one statement is a transaction of its own
      const all = insertAll(session, turn, at, entries)
      return yield* entries.length > rowsPerInsert ? sql.withTransaction(all) : all
    },
    Effect.mapError(journalError("append"))
  )

  const page = (session: SessionId, after: number, limit: number) => sql<StoredRow>`
    SELECT seq, session, turn, at, version, entry FROM journal
    WHERE session = ${session} AND seq > ${after} ORDER BY seq LIMIT ${limit}
  `

  /** A page that shrank because rows were skipped must not look like the end. */
  const fullPage = Effect.fnUntraced(function* (
    from: number,
    limit: number,
    pageAfter: (after: number, limit: number) => Effect.Effect<ReadonlyArray<StoredRow>, SqlError.SqlError>
  ) {
    const found: Array<JournalRow> = []
    let after = from
    while (found.length < limit) {
      const wanted = limit - found.length
      const stored = yield* pageAfter(after, wanted)
      for (const row of stored) {
        const decoded = yield* toRow(row)
        if (Option.isSome(decoded)) found.push(decoded.value)
        after = Number(row.seq)
      }
      if (stored.length < wanted) break
    }
    return found
  })

  const read = Effect.fn("SqlJournal.read")(
    (session: SessionId, options: { readonly after: number; readonly limit: number }) =>
      fullPage(options.after, options.limit, (after, limit) => page(session, after, limit)),
    Effect.mapError(journalError("read"))
  )

  const since = Effect.fn("SqlJournal.since")(
    (seq: number, limit: number) =>
      fullPage(
        seq,
        limit,
        (after, limit) => sql<StoredRow>`
          SELECT seq, session, turn, at, version, entry FROM journal WHERE seq > ${after} ORDER BY seq LIMIT ${limit}
        `
      ),
    Effect.mapError(journalError("since"))
  )

  const last = Effect.fn("SqlJournal.last")(
    function* (session?: SessionId) {
      const [found] = yield* session === undefined
        ? sql<{ readonly seq: number | null }>`SELECT MAX(seq) AS seq FROM journal`
        : sql<{ readonly seq: number | null }>`SELECT MAX(seq) AS seq FROM journal WHERE session = ${session}`
      return Number(found?.seq ?? 0)
    },
    Effect.mapError(journalError("last"))
  )

  // ordered by what each turn's own row knows: the journal is asked only for those that are wanted
  const turns = Effect.fn("SqlJournal.turns")(
    function* (session: SessionId, options: { readonly before?: number; readonly limit: number }) {
      const earlier = options.before === undefined ? sql`` : sql`AND accepted_seq < ${options.before}`
      const rows = yield* sql<{ readonly turn: string; readonly first: number }>`
        SELECT wanted.turn, (SELECT MIN(journal.seq) FROM journal WHERE journal.turn = wanted.turn) AS first
        FROM (
          SELECT turn, accepted_seq FROM turns
          WHERE session = ${session} AND accepted_seq IS NOT NULL ${earlier}
          ORDER BY accepted_seq DESC LIMIT ${options.limit}
        ) AS wanted
        ORDER BY wanted.accepted_seq DESC
      `
      return rows.map((row) => ({ turn: TurnId.make(row.turn), first: Number(row.first) }))
    },
    Effect.mapError(journalError("turns"))
  )

  // two indexes, one for what is delivered and one for what is not; the end is among the rows of that moment
  const ended = Effect.fn("SqlJournal.ended")(
    function* (at: number, outcomes: ReadonlyArray<OutcomeTag>) {
      // of those that ended before it was kept the row itself tells how
      const so = sql`(outcome IS NULL OR ${sql.in("outcome", outcomes)})`
      const over = sql`
        SELECT session, turn, accepted_seq, ended_at FROM turns
        WHERE delivered_at IS NOT NULL AND ended_at >= ${at} AND ${so}
        UNION ALL
        SELECT session, turn, accepted_seq, ended_at FROM turns
        WHERE accepted_seq IS NOT NULL AND delivered_at IS NULL AND ended_at >= ${at} AND ${so}
      `
      const stored = yield* sql<StoredRow>`
        WITH over_turns AS (${over}), newest AS (
          SELECT session, MAX(accepted_seq) AS accepted_seq FROM turns
          WHERE session IN (SELECT session FROM over_turns) GROUP BY session
        )
        SELECT journal.seq, journal.session, journal.turn, journal.at, journal.version, journal.entry
        FROM over_turns
        JOIN newest ON newest.session = over_turns.session AND newest.accepted_seq = over_turns.accepted_seq
        JOIN journal ON journal.turn = over_turns.turn AND journal.at = over_turns.ended_at
        ORDER BY journal.seq DESC
      `
      const known = yield* Effect.forEach(stored, toRow)
      return known
        .flatMap(Option.toArray)
        .filter(({ entry }) => entry._tag === "Ended" && outcomes.includes(entry.outcome._tag))
    },
    Effect.mapError(journalError("ended"))
  )

  const turn = Effect.fn("SqlJournal.turn")(
    function* (turn: TurnId, which: "all" | "gist" = "all") {
      const isText = sql`substr(entry, 1, ${textBegins.length}) = ${textBegins}`
      const gist = sql`
        AND (NOT (${isText}) OR seq = (SELECT MAX(seq) FROM journal WHERE turn = ${turn} AND ${isText}))
      `
      const stored = yield* sql<StoredRow>`
        SELECT seq, session, turn, at, version, entry FROM journal
        WHERE turn = ${turn} ${which === "gist" ? gist : sql``} ORDER BY seq
      `
      const known = yield* Effect.forEach(stored, toRow)
      return known.flatMap(Option.toArray)
    },
    Effect.mapError(journalError("turn"))
  )

  const unfinished = sql<{ readonly session: string; readonly turn: string }>`
    SELECT session, turn FROM turns
    WHERE accepted_seq IS NOT NULL AND delivered_at IS NULL ORDER BY accepted_seq
  `.pipe(
    Effect.map((rows) => rows.map((row) => ({ session: SessionId.make(row.session), turn: TurnId.make(row.turn) }))),
    Effect.mapError(journalError("unfinished")),
    Effect.withSpan("SqlJournal.unfinished")
  )

  const sessions = Effect.fn("SqlJournal.sessions")(
    (limit: number, wanted: SessionsWanted = {}) => rows.list(limit, wanted),
    Effect.mapError(journalError("sessions"))
  )

  const begun = Effect.fn("SqlJournal.begun")(rows.begun, Effect.mapError(journalError("begun")))

  const spots = Effect.fn("SqlJournal.spots")(rows.spots, Effect.mapError(journalError("spots")))

  const prune = Effect.fn("SqlJournal.prune")(
    function* (before: number) {
      const old = sql`SELECT turn FROM turns WHERE delivered_at IS NOT NULL AND ended_at < ${before}`
      const gone = yield* sql`SELECT COUNT(*) AS rows FROM journal WHERE turn IN (${old})`
      yield* rows.prune(before)
      yield* sql`DELETE FROM journal WHERE turn IN (${old})`
      yield* sql`DELETE FROM turns WHERE delivered_at IS NOT NULL AND ended_at < ${before}`
      return Number(gone[0]?.rows ?? 0)
    },
    sql.withTransaction,
    Effect.mapError(journalError("prune"))
  )

  return Journal.of({ append, read, turn, unfinished, ended, turns, last, since, sessions, begun, spots, prune })
})

export const SqlJournal = { layer: Layer.effect(Journal, make).pipe(Layer.provide(Migrations.layer)) }
