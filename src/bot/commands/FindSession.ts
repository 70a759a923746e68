/**
 * A session as a person names it on the command line: by its whole id, or by a part that only one session has.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { SessionId } from "../../core/model/Ids.ts"
import { Journal, type JournalRow } from "../../core/ports/Journal.ts"

export class NoSuchSession extends Schema.TaggedError<NoSuchSession>()("NoSuchSession", {
  written: Schema.String,
  /** Those that the written part fits. */
  fitting: Schema.Array(SessionId)
}) {
  override get message() {
    return this.fitting.length === 0
      ? `no session is called ${this.written}; see them all: orchestrator sessions`
      : `${this.written} fits several sessions, say more of one:\n${this.fitting.join("\n")}`
  }
}

const mostSearched = 10_000
const mostShown = 10
const page = 1000

export const findSession = Effect.fnUntraced(function* (written: string) {
  const journal = yield* Journal
  const known = yield* journal.sessions(mostSearched)
  const exact = known.find(({ session }) => session === written)
  const fitting = exact === undefined ? known.filter(({ session }) => session.includes(written)) : [exact]
  const [first] = fitting
  if (first !== undefined && fitting.length === 1) return first
  return yield* new NoSuchSession({
    written,
    fitting: fitting.slice(0, mostShown).map(({ session }) => session)
  })
})

/** Every row of a session, oldest first. */
export const readSession = Effect.fnUntraced(function* (session: SessionId) {
  const journal = yield* Journal
  const rows: Array<JournalRow> = []
  for (;;) {
    const more = yield* journal.read(session, { after: rows.at(-1)?.seq ?? 0, limit: page })
    rows.push(...more)
    if (more.length < page) return rows
  }
})
