/**
 * Fills a data directory with sessions that were talked to and are idle: one real turn, then its rows again and again
 * under other names. A process of its own, so that whoever is measured on the directory has none of this in memory.
 */
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { databaseName } from "../../../src/bot/Stores.ts"
import { startService } from "../BenchService.ts"
import { addPlayedBackend } from "../PlayedCli.ts"

/** What the room of the session with that number is called. */
export const roomOf = (index: number): string => `room-${String(index).padStart(6, "0")}`

const seed = async (home: string, product: string, count: number): Promise<void> => {
  addPlayedBackend({
    onTurn: (turn) => {
      turn.delta("An answer of some length, as agents give them. ".repeat(10))
      turn.end()
    }
  })
  await Effect.runPromise(
    Effect.gen(function* () {
      const done = Deferred.makeUnsafe<void>()
      const { say } = yield* startService({
        backend: "played",
        home: { home, workdir: join(home, "work"), product },
        onWrite: (operation) => {
          if (operation._tag === "Mark" && operation.state === "done") Deferred.doneUnsafe(done, Effect.void)
        }
      })
      yield* say(roomOf(0), "m1", "hello")
      yield* Deferred.await(done)
      yield* Effect.sleep("500 millis")
    }).pipe(Effect.scoped)
  )
  const database = new DatabaseSync(join(home, databaseName))
  /** Copies the first session's rows, which lie apart so that no statement reads what it writes. */
  const again = (table: string, columns: ReadonlyArray<string>, named: ReadonlyArray<string>) => {
    database.exec(
      `CREATE TEMP TABLE first_${table} AS SELECT * FROM ${table} WHERE instr(${named[0]}, '${roomOf(0)}') > 0`
    )
    const values = columns.map((column) => (named.includes(column) ? `replace(${column}, :from, :to)` : column))
    return database.prepare(
      `INSERT INTO ${table} (${columns.join(", ")}) SELECT ${values.join(", ")} FROM first_${table}`
    )
  }
  const statements = [
    again("journal", ["session", "turn", "at", "version", "entry"], ["session", "turn", "entry"]),
    again(
      "turns",
      ["turn", "session", "first_at", "accepted_seq", "ended_at", "delivered_at", "outcome"],
      ["session", "turn"]
    ),
    again(
      "sessions",
      ["session", "last_at", "agent", "platform", "user_id", "spot", "version", "begun"],
      ["session", "spot", "begun"]
    ),
    again("state", ["namespace", "key", "value", "expires"], ["key", "value"])
  ]
  database.exec("BEGIN")
  for (let index = 1; index < count; index++) {
    for (const statement of statements) statement.run({ from: roomOf(0), to: roomOf(index) })
  }
  database.exec("COMMIT")
  database.close()
}

if (import.meta.main) {
  const [home = "", product = "", count = "0"] = process.argv.slice(2)
  await seed(home, product, Number(count))
  process.exit(0)
}
