/**
 * Makes a session old: its one turn, again and again under other names and at earlier times, put into the database of a
 * service that does not run. Owns that the copies are what the service itself would have written.
 */
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { databaseName } from "../../src/bot/Stores.ts"

const minute = 60_000

const text = (value: unknown): string => (typeof value === "string" ? value : "")

/** `said` in what was said becomes `said 1`, `said 2` and so on up to the newest. */
export const addTurns = (home: string, said: string, turns: number): void => {
  const database = new DatabaseSync(join(home, databaseName))
  const [first] = database.prepare("SELECT * FROM turns").all()
  const rows = database.prepare("SELECT * FROM journal ORDER BY seq").all()
  const id = text(first?.turn)
  const newTurn = database.prepare(
    "INSERT INTO turns (turn, session, first_at, accepted_seq, ended_at, delivered_at, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)"
  )
  const [session] = database.prepare("SELECT * FROM sessions").all()
  const began = database.prepare("UPDATE sessions SET begun = ?")
  const newRow = database.prepare("INSERT INTO journal (session, turn, at, version, entry) VALUES (?, ?, ?, ?, ?)")
  database.exec("BEGIN; DELETE FROM journal; DELETE FROM turns")
  for (let number = 1; number <= turns; number++) {
    const earlier = (turns - number) * minute
    const name = number === turns ? id : id.replace(/.{6}$/, String(number).padStart(6, "0"))
    const again = (entry: unknown) => text(entry).replaceAll(id, name).replaceAll(said, `${said} ${number}`)
    let accepted: number | bigint = 0
    for (const row of rows) {
      const { lastInsertRowid } = newRow.run(
        text(row.session),
        name,
        Number(row.at) - earlier,
        Number(row.version),
        again(row.entry)
      )
      if (accepted === 0) accepted = lastInsertRowid
    }
    newTurn.run(
      name,
      text(first?.session),
      Number(first?.first_at) - earlier,
      accepted,
      Number(first?.ended_at) - earlier,
      Number(first?.delivered_at) - earlier,
      text(first?.outcome)
    )
    if (number === 1) began.run(again(session?.begun))
  }
  database.exec("COMMIT")
  database.close()
}
