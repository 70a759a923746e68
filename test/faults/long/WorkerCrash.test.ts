/**
 * The service killed with SIGKILL at random instants while workers run and wait, alone and with its CLIs: every worker that
 * was accepted ends in one result, each task was said once, what it cost is in the ledger, and no process is left.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Schedule, Schema, Scope } from "effect"
import { RecordLine } from "../../../src/adapters/backend/rehearsal/Wire.ts"
import { compiled } from "../../support/Compiled.ts"
import { startLines } from "../../support/LineProcess.ts"
import { endMarkedProcesses, markedProcesses } from "../../support/MarkedProcesses.ts"
import { workerHome } from "../../support/WorkerJourney.ts"
import type { WorkerLine } from "../../support/WorkersService.ts"
import { seeded } from "../CrashLoad.ts"

const program = fileURLToPath(new URL("../../support/WorkersService.ts", import.meta.url))
const seed = Number(process.env.CRASH_SEED ?? 20_261_123)
const kills = Number(process.env.CRASH_KILLS ?? 8)
/** Two of them are asked for in each life, the rest at once. */
const workers = 10 + 2 * kills
const most = 800
const patience = "60 seconds"

const decodeRecord = Schema.decodeUnknownSync(Schema.fromJsonString(RecordLine))

/** What the CLIs themselves wrote down: who was told what, and what came of it. */
const recordsOf = (home: string) => {
  const folder = join(home, "backend", "rehearsal", "conversations")
  const lines = readdirSync(folder).flatMap((file) =>
    readFileSync(join(folder, file), "utf8")
      .split("\n")
      .filter((text) => text !== "")
      .map((text) => decodeRecord(text))
  )
  const told = lines.flatMap((line) => (line.type === "user" ? [line] : []))
  const done = lines.flatMap((line) => {
    const last = line.type === "answer" ? line.events.at(-1) : undefined
    return line.type === "answer" && last?._tag === "Completed" && last.outcome._tag === "Done" ? [line.turn] : []
  })
  return { told, done: new Set(done) }
}
const costs = (home: string) => {
  const database = new DatabaseSync(join(home, "orchestrator.db"), { readOnly: true })
  try {
    const rows = database.prepare("SELECT turn, cost_usd FROM ledger").all()
    return new Map(rows.map(({ cost_usd, turn }) => [String(turn), Number(cost_usd ?? 0)]))
  } finally {
    database.close()
  }
}

interface AskedJob {
  readonly job: string
  readonly tasks: ReadonlyArray<string>
}
const isOver = ({ phase }: WorkerLine) => phase !== "waiting" && phase !== "running"

const makeServices = Effect.gen(function* () {
  const { home, workdir } = yield* workerHome
  const outer = yield* Effect.scope
  yield* Effect.addFinalizer(() => Effect.sync(() => endMarkedProcesses(home)))
  const configure = (more: string) => writeFileSync(join(home, "orchestrator.yaml"), `workers:\n  parallel: 4\n${more}`)
  configure("")
  const known = new Map<string, WorkerLine>()
  /** Workers that had a result and then had none, or another. */
  const relapses: Array<string> = []
  const jobs: Array<AskedJob> = []

  const start = Effect.gen(function* () {
    const life = yield* Scope.fork(outer)
    const accepted = yield* Deferred.make<void>()
    const over = yield* Deferred.make<void>()
    let open = jobs.length
    const env = {
      PATH: globalThis.process.env.PATH ?? "",
      HOME: home,
      ORCHESTRATOR_HOME: home,
      ...compiled
    }
    const service = yield* startLines({ args: [program], cwd: workdir, env }, (value) => {
      const line = value as WorkerLine | { readonly accepted: string }
      if ("accepted" in line) open -= 1
      else {
        const before = known.get(line.worker)
        if (before !== undefined && isOver(before) && before.phase !== line.phase) {
          relapses.push(`${line.worker}: ${before.phase}, then ${line.phase}`)
        }
        known.set(line.worker, line)
      }
      if (open > 0) return
      Deferred.doneUnsafe(accepted, Effect.void)
      if ([...known.values()].every(isOver)) Deferred.doneUnsafe(over, Effect.void)
    }).pipe(Scope.provide(life))
    // the same job asked for again is the same job
    for (const job of jobs) service.send(job)
    const within = (what: string, wait: Deferred.Deferred<void>) =>
      Effect.timeoutOrElse(Deferred.await(wait), {
        duration: patience,
        orElse: () =>
          Effect.die(new Error(`${what} never came: ${JSON.stringify([...known.values()])}\n${service.stderr()}`))
      })
    return {
      service,
      accepted: within("the jobs", accepted),
      over: within("the end", over),
      gone: Effect.andThen(service.exited, Scope.close(life, Exit.void))
    }
  })
  return { configure, home, jobs, known, relapses, start }
})

describe("kill -9 of workers", () => {
  it.live(
    `${kills} times at random instants: one result each, nothing said twice, nothing left (seed ${seed})`,
    () =>
      Effect.gen(function* () {
        const random = seeded(seed)
        const { home, jobs, known, relapses, start } = yield* makeServices
        let count = 0
        const task = () => {
          const pause = () => `!wait ${Math.round(random() * 300)}ms`
          return `!say task-${++count}.\n${pause()}\n!cost 0.05\n${pause()}\n!cost 0.05\n!say end-${count}.`
        }
        jobs.push({ job: "job-0", tasks: Array.from({ length: 10 }, task) })

        for (let kill = 1; kill <= kills; kill++) {
          const { accepted, gone, service } = yield* start
          // one in four while it still starts and recovers
          if (kill % 4 !== 0) yield* accepted
          yield* Effect.sleep(random() * most)
          if (kill % 3 === 0) {
            // it first stands still, so that it cannot see its CLIs die
            service.kill("SIGSTOP")
            endMarkedProcesses(home)
          }
          service.kill("SIGKILL")
          yield* gone
          jobs.push({ job: `job-${kill}`, tasks: [task(), task()] })
        }
        const last = yield* start
        yield* last.accepted
        yield* last.over
        last.service.endInput()
        yield* last.gone

        assert.deepStrictEqual(relapses, [])
        assert.strictEqual(known.size, workers)
        const { done, told } = recordsOf(home)
        const spent = costs(home)
        for (const { attempt, costUsd, phase, worker } of known.values()) {
          assert.include(["done", "interrupted"], phase, worker)
          assert.strictEqual(attempt, 1, `${worker} was tried again by nobody`)
          const turns = told.filter(({ turn }) => turn.includes(`${worker}:`)).map(({ turn }) => turn)
          assert.isAtMost(turns.length, 1, `${worker} was told ${turns.join(", ")}`)
          const [turn = ""] = turns
          assert.strictEqual(phase === "done", done.has(turn), `${worker} is ${phase}`)
          // a task that a CLI never heard of is said to the next one under another name
          const paid = spent.get(turn.replace(/~\d+$/, "")) ?? 0
          if (phase === "done") assert.closeTo(paid, 0.1, 1e-9, `what ${worker} cost`)
          assert.closeTo(paid, costUsd, 1e-9, `${worker} costs what its result says`)
        }
        assert.strictEqual(new Set(told.map(({ text }) => text)).size, told.length, "each task was said once")
        assert.deepStrictEqual(markedProcesses(home), [])
      }).pipe(Effect.scoped),
    { timeout: 120_000 }
  )

  it.live("what a CLI did that outlived the service is paid and kept, also when no budget is left to go on with", () =>
    Effect.gen(function* () {
      const { configure, home, jobs, known, start } = yield* makeServices
      jobs.push({ job: "spent", tasks: ["!cost 0.3"] })
      const first = yield* start
      yield* first.over
      jobs.push({ job: "torn", tasks: ["!cost 0.1\n!wait 2s\n!cost 0.2\n!say done it"] })
      first.service.send(jobs[1])
      yield* Effect.sync(() => recordsOf(home).told.length).pipe(
        Effect.repeat({ until: (told) => told === 2, schedule: Schedule.spaced("50 millis") })
      )
      first.service.kill("SIGKILL")
      yield* first.gone
      configure("budgets:\n  fleetDay: 0.2\n")
      const second = yield* start
      yield* second.accepted
      yield* second.over
      second.service.endInput()
      yield* second.gone
      const sums = [...known.values()].map(({ costUsd, phase }) => `${phase} ${costUsd.toFixed(2)}`)
      assert.deepStrictEqual(sums, ["done 0.30", "done 0.30"])
      const paid = [...costs(home).values()].reduce((sum, usd) => sum + usd, 0)
      assert.closeTo(paid, 0.6, 1e-9)
      assert.deepStrictEqual(markedProcesses(home), [])
    }).pipe(Effect.scoped)
  )
})
