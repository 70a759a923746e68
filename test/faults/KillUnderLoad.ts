/**
 * The service as people start it, killed with SIGKILL at random instants while a town talks to its agents. Owns the data
 * directory, the processes, when they end, and what must hold in the end; the platform is the town's. `CRASH_SEED` and
 * `CRASH_KILLS` run others.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { assert } from "@effect/vitest"
import { Deferred, Effect, Exit, Schema, Scope } from "effect"
import { RecordLine } from "../../src/adapters/backend/rehearsal/Wire.ts"
import { compiled, shareCompiled } from "../support/Compiled.ts"
import { startLines } from "../support/LineProcess.ts"
import { endMarkedProcesses, markedProcesses } from "../support/MarkedProcesses.ts"
import { agents } from "./Town.ts"
import type { TownLoad } from "./TownLoad.ts"

const program = fileURLToPath(new URL("../support/PreloadedStart.ts", import.meta.url))
export const seed = Number(process.env.CRASH_SEED ?? 20_261_122)
export const kills = Number(process.env.CRASH_KILLS ?? 50)
/** A life ends after so many requests of its own at most, */
const mostRequests = 30
/** or, one in ten, within this time of the order to begin: while it starts and recovers. */
const startMillis = 600

const makeHome = (config: string) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const home = realpathSync(mkdtempSync(join(tmpdir(), "orchestrator-crash-")))
      mkdirSync(join(home, "agents"))
      shareCompiled(home)
      mkdirSync(join(home, "work"))
      writeFileSync(join(home, "orchestrator.yaml"), config)
      for (const name of agents) {
        const text = `---\nname: ${name}\ndescription: for tests\nbackend: rehearsal\n---\nYou are ${name}.\n`
        writeFileSync(join(home, "agents", `${name}.md`), text)
      }
      return home
    }),
    (home) =>
      Effect.sync(() => {
        endMarkedProcesses(home)
        rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
      })
  )

const rowsIn = (home: string, query: string): ReadonlyArray<unknown> => {
  const database = new DatabaseSync(join(home, "orchestrator.db"), { readOnly: true })
  try {
    return database.prepare(query).all()
  } finally {
    database.close()
  }
}
const undelivered = "SELECT turn FROM turns WHERE delivered_at IS NULL"

const decodeRecord = Schema.decodeUnknownSync(Schema.fromJsonString(RecordLine))
/** Turns that the CLI played to their end more than once, by its own records; attempts of one turn count together. */
const playedAgain = (home: string): ReadonlyArray<string> => {
  const folder = join(home, "backend", "rehearsal", "conversations")
  const played = new Set<string>()
  return readdirSync(folder)
    .flatMap((file) => readFileSync(join(folder, file), "utf8").split("\n"))
    .flatMap((text) => {
      if (text === "") return []
      const line = decodeRecord(text)
      const last = line.type === "answer" ? line.events.at(-1) : undefined
      if (line.type !== "answer" || last?._tag !== "Completed" || last.outcome._tag !== "Done") return []
      const turn = line.turn.replace(/~\d+$/, "")
      if (played.has(turn)) return [turn]
      played.add(turn)
      return []
    })
}

const isLoaded = (line: unknown) => typeof line === "object" && line !== null && "line" in line

export interface KilledTown {
  readonly load: TownLoad
  readonly config: string
  readonly environment: Readonly<Record<string, string>>
}

export interface Killing {
  readonly random: () => number
  /** What the platform loads only once it runs. */
  readonly modules: ReadonlyArray<string>
  /** Somebody listens. */
  readonly isHeard: () => boolean
  /** Of all lives, those by which their length is told. */
  readonly requests: () => number
  /** The platform notices that the service is gone. */
  readonly onKilled?: () => void
}

/** Returns when everything is answered and everything that must hold was found to hold. */
export const killUnderLoad = Effect.fnUntraced(function* (
  { config, environment, load }: KilledTown,
  { isHeard, modules, onKilled, random, requests }: Killing
) {
  const home = yield* makeHome(config)
  const scope = yield* Effect.scope
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    ORCHESTRATOR_HOME: home,
    ...compiled,
    ...environment
  }

  /** Its modules are loaded, it has not begun. */
  const spawn = Effect.gen(function* () {
    const life = yield* Scope.fork(scope)
    const loaded = yield* Deferred.make<void>()
    const service = yield* startLines({ args: [program, ...modules], cwd: join(home, "work"), env }, (line) => {
      if (isLoaded(line)) Deferred.doneUnsafe(loaded, Effect.void)
    }).pipe(Scope.provide(life))
    return {
      service,
      begin: Effect.andThen(
        Deferred.await(loaded),
        Effect.sync(() => service.send("begin"))
      ),
      end: Scope.close(life, Exit.void)
    }
  })

  let next = yield* spawn
  for (let count = 0; count < kills; count++) {
    const current = next
    next = yield* spawn
    yield* current.begin
    if (count === 0) {
      // What was said before the first start, and to a bot that nobody knew, is nothing that it could find out.
      yield* load.until("a connection", isHeard)
      load.sayEverywhere("short")
      yield* load.until("first answers", load.answered)
      load.talk()
    }
    const enough = requests() + Math.ceil(random() * mostRequests)
    yield* random() < 0.1
      ? Effect.sleep(random() * startMillis)
      : load
          .until(`the requests of life ${count}`, () => requests() >= enough)
          .pipe(Effect.onError(() => Effect.sync(() => console.error(current.service.stderr()))))
    current.service.kill("SIGKILL")
    yield* current.service.exited
    yield* current.end
    onKilled?.()
    // Nobody is there to hear these.
    for (let more = Math.floor(random() * 3); more > 0; more--) load.sayOne()
  }

  load.hush()
  yield* next.begin
  yield* load.until("the last answers", load.answered)
  yield* load.until("nothing to deliver", () => rowsIn(home, undelivered).length === 0)
  next.service.kill("SIGTERM")
  assert.deepStrictEqual(yield* next.service.exited, { code: 130, signal: null })

  assert.deepStrictEqual(load.problems(), [], "each message is answered once, and everything is finished")
  assert.deepStrictEqual(playedAgain(home), [], "no agent did anything twice")
  assert.deepStrictEqual(rowsIn(home, undelivered), [])
  assert.deepStrictEqual(rowsIn(home, "SELECT id FROM cluster_messages WHERE processed = 0"), [])
  assert.deepStrictEqual(markedProcesses(home), [], "no process is left")
})
