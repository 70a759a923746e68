/**
 * One small row per session, so that the latest ones, and those of one person, are found without looking at their turns; and
 * of each turn how it ended. Once released, this file must not change: a new shape is a new migration.
 */
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SqlClient from "effect/sql/SqlClient"

const atOnce = 200
/** Of what was said first, in UTF-16 units: a title needs no more. */
const longestText = 2000

interface Known {
  readonly session: string
  readonly last_at: number
  readonly version: number | null
  readonly entry: string | null
}

const rest = [Schema.Record(Schema.String, Schema.Json)] as const

/** What this step needs of an entry as it was stored by then; the rest of it stays as it is. */
const Begun = Schema.fromJsonString(
  Schema.TaggedStruct("Accepted", {
    turn: Schema.StructWithRest(
      Schema.Struct({
        agent: Schema.String,
        text: Schema.String,
        person: Schema.StructWithRest(Schema.Struct({ id: Schema.String }), rest),
        conversation: Schema.StructWithRest(
          Schema.Struct({
            platform: Schema.String,
            id: Schema.String,
            kind: Schema.String,
            within: Schema.Array(Schema.String)
          }),
          rest
        )
      }),
      rest
    )
  })
)
const decode = Schema.decodeUnknownOption(Begun)
const encode = Schema.encodeSync(Begun)

interface Row {
  readonly [column: string]: string | number | null
}

const toRow = ({ entry, last_at, session, version }: Known): Row => {
  const begun = Option.getOrUndefined(decode(entry))
  if (begun === undefined) {
    return { session, last_at, agent: null, platform: null, user_id: null, spot: null, version: null, begun: null }
  }
  const { turn } = begun
  const { id, kind, platform, within } = turn.conversation
  return {
    session,
    last_at,
    agent: turn.agent,
    platform,
    user_id: turn.person.id,
    spot: JSON.stringify(kind === "thread" ? within : [id, ...within]),
    version,
    begun: encode({ ...begun, turn: { ...turn, text: turn.text.slice(0, longestText) } })
  }
}

export const createSessions = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  // spot: the ids of where it is, without the thread's own; begun: its first message, cut
  yield* sql`
    CREATE TABLE sessions (
      session TEXT NOT NULL PRIMARY KEY,
      last_at BIGINT NOT NULL,
      agent TEXT,
      platform TEXT,
      user_id TEXT,
      spot TEXT,
      version INTEGER,
      begun TEXT
    )
  `
  for (let after = ""; ; ) {
    const known = yield* sql<Known>`
      SELECT part.session, part.last_at, journal.version, journal.entry
      FROM (
        SELECT session, MAX(COALESCE(delivered_at, ended_at, first_at)) AS last_at FROM turns
        WHERE session > ${after} GROUP BY session ORDER BY session LIMIT ${atOnce}
      ) AS part
      LEFT JOIN journal ON journal.seq = (SELECT MIN(first.seq) FROM journal AS first WHERE first.session = part.session)
      ORDER BY part.session
    `
    const [first, ...rest] = known
    if (first === undefined) break
    yield* sql`INSERT INTO sessions ${sql.insert([toRow(first), ...rest.map(toRow)])}`
    after = rest.at(-1)?.session ?? first.session
  }
  yield* sql`CREATE INDEX sessions_last ON sessions (last_at)`
  yield* sql`CREATE INDEX sessions_user ON sessions (platform, user_id, last_at)`
  yield* sql`CREATE INDEX sessions_agent ON sessions (agent, last_at)`
  yield* sql`CREATE INDEX sessions_spot ON sessions (platform, spot)`
  // nothing for those that ended before this was kept
  yield* sql`ALTER TABLE turns ADD COLUMN outcome TEXT`
})
