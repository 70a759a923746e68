/**
 * The table `sessions`: one row for each session of which something is kept. Owns keeping it in step with what the journal
 * writes, always in the journal's own transaction, and reading lists out of it. What happens all the time while a turn runs
 * does not move its row: of sessions with an open turn the time is read out of the journal.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type * as SqlClient from "effect/sql/SqlClient"
import { ConversationId, PlatformName, SessionId } from "../../../core/model/Ids.ts"
import type { Turn } from "../../../core/model/Turn.ts"
import { JournalEntry, type SessionSummary, type SessionsWanted, type Spot } from "../../../core/ports/Journal.ts"
import { decodeEntry, encodeEntry, entryVersion } from "./EntryCodec.ts"

/** Of what was said first, in UTF-16 units: a title needs no more. */
const longestText = 2000

const moving: ReadonlySet<JournalEntry["_tag"]> = new Set(["Accepted", "Ended", "Delivered", "Raised", "Rated"])

export const movesSession = (entry: JournalEntry): boolean => moving.has(entry._tag)

const nothing = { agent: null, platform: null, user_id: null, spot: null, version: null, begun: null }

const columnsOf = (turn: Turn) => {
  const { id, kind, platform, within } = turn.conversation
  const cut: Turn = { ...turn, text: turn.text.slice(0, longestText) }
  return {
    agent: turn.agent,
    platform,
    user_id: turn.person.id,
    spot: JSON.stringify(kind === "thread" ? within : [id, ...within]),
    version: entryVersion,
    begun: encodeEntry(JournalEntry.cases.Accepted.make({ turn: cut }))
  }
}

interface Begun {
  readonly version: number | null
  readonly begun: string | null
}

const turnOf = ({ begun, version }: Begun): Turn | undefined => {
  const entry = version === null ? Option.none() : decodeEntry(Number(version), begun)
  return Option.isSome(entry) && entry.value._tag === "Accepted" ? entry.value.turn : undefined
}

const spotOf = Schema.decodeUnknownOption(Schema.fromJsonString(Schema.Array(ConversationId)))

export const sessionRows = (sql: SqlClient.SqlClient) => {
  /** What began it stays what it was, whatever is said or removed later. */
  const move = (session: SessionId, at: number, entries: ReadonlyArray<JournalEntry>) => {
    const accepted = entries.find((entry) => entry._tag === "Accepted")
    const row = { session, last_at: at, ...(accepted?._tag === "Accepted" ? columnsOf(accepted.turn) : nothing) }
    return sql`
      INSERT INTO sessions ${sql.insert(row)}
      ON CONFLICT (session) DO UPDATE SET
        last_at = excluded.last_at,
        agent = COALESCE(sessions.agent, excluded.agent),
        platform = COALESCE(sessions.platform, excluded.platform),
        user_id = COALESCE(sessions.user_id, excluded.user_id),
        spot = COALESCE(sessions.spot, excluded.spot),
        version = COALESCE(sessions.version, excluded.version),
        begun = COALESCE(sessions.begun, excluded.begun)
    `
  }

  /** Before the turns themselves go: sessions of which nothing is left. */
  const prune = (before: number) => sql`
    DELETE FROM sessions
    WHERE session IN (SELECT session FROM turns WHERE delivered_at IS NOT NULL AND ended_at < ${before})
    AND NOT EXISTS (
      SELECT 1 FROM turns
      WHERE turns.session = sessions.session AND (delivered_at IS NULL OR ended_at IS NULL OR ended_at >= ${before})
    )
  `

  const list = Effect.fnUntraced(function* (limit: number, { agent, by, not, platform }: SessionsWanted) {
    const wanted = sql.and([
      sql`1 = 1`,
      ...(agent === undefined ? [] : [sql`agent = ${agent}`]),
      ...(platform === undefined ? [] : [sql`platform = ${platform}`]),
      ...(not === undefined ? [] : [sql`(platform IS NULL OR platform <> ${not})`]),
      ...(by === undefined ? [] : [sql`platform = ${by.platform} AND user_id = ${by.user}`])
    ])
    const rows = yield* sql<
      Begun & {
        readonly session: string
        readonly turns: number
        readonly first_at: number
        readonly last_at: number
      }
    >`
      WITH latest AS (
        SELECT session FROM (
          SELECT session FROM sessions WHERE ${wanted} ORDER BY last_at DESC, session LIMIT ${limit}
        ) AS settled
        UNION
        SELECT session FROM sessions WHERE ${wanted} AND session IN (
          SELECT session FROM turns WHERE accepted_seq IS NOT NULL AND delivered_at IS NULL
        )
      ), listed AS (
        SELECT latest.session, COALESCE((
          SELECT journal.at FROM journal WHERE journal.session = latest.session ORDER BY journal.seq DESC LIMIT 1
        ), 0) AS last_at
        FROM latest ORDER BY last_at DESC, latest.session LIMIT ${limit}
      )
      SELECT listed.session, listed.last_at, sessions.version, sessions.begun,
        (SELECT COUNT(*) FROM turns WHERE turns.session = listed.session) AS turns,
        (SELECT MIN(first_at) FROM turns WHERE turns.session = listed.session) AS first_at
      FROM listed JOIN sessions ON sessions.session = listed.session
      ORDER BY listed.last_at DESC, listed.session
    `
    return rows.map((row): SessionSummary => {
      const begun = turnOf(row)
      return {
        session: SessionId.make(row.session),
        turns: Number(row.turns),
        firstAt: Number(row.first_at),
        lastAt: Number(row.last_at),
        ...(begun === undefined ? {} : { begun })
      }
    })
  })

  const begun = Effect.fnUntraced(function* (session: SessionId) {
    const [row] = yield* sql<Begun>`SELECT version, begun FROM sessions WHERE session = ${session}`
    return row === undefined ? undefined : turnOf(row)
  })

  const spots = Effect.fnUntraced(function* (platforms: ReadonlyArray<PlatformName>, limit: number) {
    if (platforms.length === 0) return []
    const rows = yield* sql<{ readonly platform: string; readonly spot: string }>`
      SELECT DISTINCT platform, spot FROM sessions
      WHERE ${sql.in("platform", platforms)} AND spot IS NOT NULL ORDER BY platform, spot LIMIT ${limit}
    `
    return rows.flatMap(({ platform, spot }): ReadonlyArray<Spot> => {
      const ids = Option.getOrUndefined(spotOf(spot))
      return ids === undefined ? [] : [{ platform: PlatformName.make(platform), ids }]
    })
  })

  return { move, prune, list, begun, spots }
}
