/**
 * The service killed with SIGKILL at random instants while people talk to its agents: nothing that was accepted is lost,
 * answered twice, or left hanging. The seed is in the name of the test; `CRASH_SEED` and `CRASH_KILLS` run others.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Schema, Scope } from "effect"
import { RecordLine } from "../../src/adapters/backend/rehearsal/Wire.ts"
import { compiled, shareCompiled } from "../support/Compiled.ts"
import type { CrashLine } from "../support/CrashLines.ts"
import { startLines } from "../support/LineProcess.ts"
import { endMarkedProcesses, markedProcesses } from "../support/MarkedProcesses.ts"
import { makeCrashLoad, seeded } from "./CrashLoad.ts"

const program = fileURLToPath(new URL("../support/CrashService.ts", import.meta.url))
const seed = Number(process.env.CRASH_SEED ?? 20_261_122)
const kills = Number(process.env.CRASH_KILLS ?? 30)
const agents = ["ada", "bob"]
/** A life ends after so many lines of its own at most, */
const mostLines = 60
/** or, one in five, within this time of the order to begin: while it starts and recovers. */
const startMillis = 400

const makeHome = Effect.acquireRelease(
  Effect.sync(() => {
    const home = mkdtempSync(join(tmpdir(), "orchestrator-crash-"))
    mkdirSync(join(home, "agents"))
    shareCompiled(home)
    mkdirSync(join(home, "work"))
    writeFileSync(join(home, "orchestrator.yaml"), "default: ada\naccess:\n  local: [crash]\n")
    for (const name of agents) {
      writeFileSync(
        join(home, "agents", `${name}.md`),
        `---\nname: ${name}\ndescription: t\nbackend: rehearsal\n---\nHi.\n`
      )
    }
    return home
  }),
  (home) =>
    Effect.sync(() => {
      endMarkedProcesses(home)
      rmSync(home, { recursive: true, force: true })
    })
)

const readRows = (home: string, query: string): ReadonlyArray<Record<string, unknown>> => {
  const database = new DatabaseSync(join(home, "orchestrator.db"), { readOnly: true })
  try {
    return database.prepare(query).all()
  } finally {
    database.close()
  }
}
const deliveredTurns = (home: string) => {
  try {
    return readRows(home, "SELECT turn FROM turns WHERE delivered_at IS NOT NULL").map(({ turn }) => String(turn))
  } catch {
    return [] // killed before it made its tables
  }
}

const decodeRecord = Schema.decodeUnknownSync(Schema.fromJsonString(RecordLine))
/** How often each turn was answered to its end, by the CLI's own records; attempts of one turn are counted together. */
const completedRuns = (home: string): ReadonlyMap<string, number> => {
  const folder = join(home, "backend", "rehearsal", "conversations")
  const runs = new Map<string, number>()
  for (const file of readdirSync(folder)) {
    for (const text of readFileSync(join(folder, file), "utf8").split("\n")) {
      if (text === "") continue
      const line = decodeRecord(text)
      if (line.type !== "answer") continue
      const last = line.events.at(-1)
      if (last?._tag !== "Completed" || last.outcome._tag !== "Done") continue
      const turn = line.turn.replace(/~\d+$/, "")
      runs.set(turn, (runs.get(turn) ?? 0) + 1)
    }
  }
  return runs
}

describe("kill -9", () => {
  it.live(
    `${kills} times at random instants under load: nothing lost, nothing twice, nothing stuck (seed ${seed})`,
    () =>
      Effect.gen(function* () {
        const random = seeded(seed)
        const home = yield* makeHome
        const load = makeCrashLoad({ random, agents, conversations: ["one", "two"], atOnce: 3 })
        const scope = yield* Effect.scope

        /** Its modules are loaded, it has not begun. */
        const spawn = Effect.gen(function* () {
          const life = yield* Scope.fork(scope)
          const loaded = yield* Deferred.make<void>()
          let ready: () => void = () => {}
          const env = {
            PATH: process.env.PATH ?? "",
            HOME: home,
            ORCHESTRATOR_HOME: home,
            ...compiled
          }
          const service = yield* startLines({ args: [program], cwd: join(home, "work"), env }, (line) => {
            const heard = line as CrashLine
            if (heard.line === "loaded") Deferred.doneUnsafe(loaded, Effect.void)
            else if (heard.line === "ready") ready()
            else load.hear(heard)
          }).pipe(Scope.provide(life))
          return {
            service,
            begin: Effect.andThen(
              Deferred.await(loaded),
              Effect.sync(() => {
                ready = () => load.attach(service.send)
                service.send({ line: "begin" })
              })
            ),
            end: Scope.close(life, Exit.void)
          }
        })
        let next = yield* spawn
        for (let count = 0; count < kills; count++) {
          const current = next
          next = yield* spawn
          yield* current.begin
          const early = random() < 0.2
          const enough = load.heard() + Math.ceil(random() * mostLines)
          yield* early
            ? Effect.sleep(random() * startMillis)
            : Effect.andThen(
                load.until(() => load.heard() >= enough || load.idle()),
                Effect.sleep(random() * 20)
              )
          current.service.kill("SIGKILL")
          yield* current.service.exited
          yield* current.end
          load.settled(deliveredTurns(home))
        }

        load.hush()
        yield* next.begin
        yield* load
          .until(() => [...load.said.values()].every(({ delivered }) => delivered))
          .pipe(
            Effect.timeoutOrElse({
              duration: "60 seconds",
              orElse: () =>
                Effect.die(
                  new Error(
                    `stuck: ${JSON.stringify(
                      [...load.said.values()].filter(({ delivered }) => !delivered),
                      null,
                      1
                    )}\n${next.service.stderr()}`
                  )
                )
            })
          )
        next.service.endInput()
        assert.deepStrictEqual(yield* next.service.exited, { code: 0, signal: null })

        const runs = completedRuns(home)
        const problems = [...load.said.values()].flatMap(({ accepted, id, turn }) => {
          const answers = [...load.seen.values()].filter(
            ({ body, deleted }) => !deleted && body.markdown.includes(`end-${id}.`)
          )
          const found = {
            accepted,
            shown: answers.length,
            ran: runs.get(turn) ?? 0,
            mark: load.marks.get(id),
            times: answers.map(({ body }) => body.markdown.split(`end-${id}.`).length - 1)
          }
          const fine = accepted && found.shown === 1 && found.ran === 1 && found.mark === "done" && found.times[0] === 1
          return fine ? [] : [`${id} (${turn}): ${JSON.stringify(found)}`]
        })
        const hanging = [...load.seen.entries()]
          .filter(([, { body, deleted }]) => !deleted && body.controls.length > 0)
          .map(([key, { body }]) => `${key}: ${body.markdown}`)
        assert.deepStrictEqual(problems, [], "each message is answered once and shows it")
        assert.deepStrictEqual(load.relapses, [], "what is done stays done")
        assert.deepStrictEqual(hanging, [], "no message waits for a button")
        assert.deepStrictEqual(readRows(home, "SELECT turn FROM turns WHERE delivered_at IS NULL"), [])
        assert.deepStrictEqual(readRows(home, "SELECT id FROM cluster_messages WHERE processed = 0"), [])
        assert.deepStrictEqual(markedProcesses(home), [], "no process is left")
      }).pipe(Effect.scoped),
    { timeout: 180_000 }
  )
})
