/**
 * What the doctor says of the data directory: room, the database, who uses it, what an earlier run left behind. Reads
 * only, beside a running service.
 */
// why node:fs: Effect's file system does not say how much room there is
import { statfs } from "node:fs/promises"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as SqlClient from "effect/sql/SqlClient"
import { isLocked } from "../../adapters/store/sqlite/DataLock.ts"
import { NodeSqlite } from "../../adapters/store/sqlite/NodeSqlite.ts"
import { CliProcesses } from "../../core/cli/CliProcesses.ts"
import { Journal } from "../../core/ports/Journal.ts"
import type { Check } from "../../core/ports/Manifest.ts"
import * as Words from "../../core/render/Words.ts"
import { serviceListens } from "../ControlSocket.ts"
import { Startup } from "../Startup.ts"
import { databaseFile, layerStoresReadOnly } from "../Stores.ts"
import { failed, fine, guarded, warning } from "./Finding.ts"

const megabyte = 1024 * 1024
const tight = 1024 * megabyte
const tooTight = 100 * megabyte

export const size = (bytes: number): string =>
  bytes < 1024 * megabyte ? `${(bytes / megabyte).toFixed(1)} MB` : `${(bytes / (1024 * megabyte)).toFixed(1)} GB`

export const room = Effect.gen(function* () {
  const { home } = yield* Startup
  const { bavail, bsize } = yield* Effect.tryPromise(() => statfs(home))
  const free = bavail * bsize
  const found = `${size(free)} free`
  const fix = `free some space on the disk of ${home}`
  return [
    free < tooTight ? failed("space", found, fix) : free < tight ? warning("space", found, fix) : fine("space", found)
  ]
})

const integrity = (filename: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const rows = yield* sql<{ readonly quick_check: string }>`PRAGMA quick_check(3)`
    const wrong = rows.map((row) => String(row.quick_check)).filter((line) => line !== "ok")
    return wrong.length === 0
      ? []
      : [failed("database", `damaged: ${wrong.join(", ")}`, `stop the service and restore ${filename} from a backup`)]
  }).pipe(Effect.provide(NodeSqlite.layer({ filename, readOnly: true })))

/** What the person should do is in the message already, behind the path. */
const opening = (filename: string) => (error: { readonly message: string }) => {
  const told = error.message.replace(`cannot open ${filename}: `, "")
  return Effect.succeed([failed("database", `${filename} cannot be used`, told)])
}

const database = Effect.gen(function* () {
  const fs = yield* FileSystem.FileSystem
  const filename = yield* databaseFile
  const info = yield* Effect.option(fs.stat(filename))
  if (info._tag === "None") return [fine("database", "not made yet; the first start makes it")]
  if ((yield* Effect.exit(fs.access(filename, { writable: true })))._tag === "Failure") {
    return [failed("database", `${filename} cannot be written`, `make it yours: chown "$USER" '${filename}'`)]
  }
  const damage = yield* integrity(filename)
  if (damage.length > 0) return damage
  const unfinished = yield* Effect.flatMap(Journal, (journal) => journal.unfinished).pipe(
    Effect.provide(layerStoresReadOnly)
  )
  const waiting = unfinished.length === 0 ? undefined : `${Words.count(unfinished.length, "turn")} unfinished`
  return [fine("database", Words.facts(filename, size(Number(info.value.size)), "sound", waiting))]
}).pipe(Effect.catch((error) => Effect.flatMap(databaseFile, (filename) => opening(filename)(error))))

const service = Effect.gen(function* () {
  if (yield* serviceListens) return [fine("service", "running")]
  const processes = yield* CliProcesses
  const left = yield* processes.survivors
  // a chat or send without a service has its processes rightly
  if (yield* isLocked(yield* databaseFile)) return [fine("service", "not running; a chat or a send uses the data")]
  const stopped = fine("service", "not running; start it: orchestrator start")
  if (left.length === 0) return [stopped]
  const pids = left.map(({ pid }) => pid).join(" ")
  const found = `${Words.count(left.length, "process", "processes")} of an earlier run still there: ${pids}`
  return [stopped, warning("left-over processes", found, `orchestrator start ends them, or: kill ${pids}`)]
})

/** Of a data directory that is there. */
export const dataChecks = Effect.gen(function* () {
  const found: ReadonlyArray<ReadonlyArray<Check>> = [
    yield* guarded("space", room),
    yield* guarded("database", database),
    yield* guarded("service", service)
  ]
  return found.flat()
})
