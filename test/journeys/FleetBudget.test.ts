/**
 * A fleet that spends whatever it can get: turns, workers, chains, asks, handovers and retries at once, over two lives of
 * the service. What was really spent is read off the rows of the ledger, and never gets past the day's budget by more
 * than what the last steps of those cost that ran side by side.
 */
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TurnId } from "../../src/core/model/Ids.ts"
import { Journal } from "../../src/core/ports/Journal.ts"
import { Workers } from "../../src/core/workers/Workers.ts"
import { seeded } from "../faults/CrashLoad.ts"
import { journeyConfig, makeJourney } from "../support/Journey.ts"
import { layerTestService, makeTestHome, type TestHome } from "../support/TestService.ts"

const seed = Number(process.env.FLEET_SEED ?? 20_261_123)
const fleetUsd = 3
const turnUsd = 0.8
/** No model answer costs more. */
const dearestStep = 0.2
const messages = 8

const config = `${journeyConfig}budgets:\n  fleetDay: ${fleetUsd}\nworkers:\n  parallel: 3\n`
const keys = `budget:\n  turn: ${turnUsd}\n`

/** What somebody says: steps that cost, and calls of tools whose workers and agents cost in turn. */
const makeScripts = (random: () => number) => {
  const upTo = (most: number) => Math.floor(random() * most)
  const cost = () => `!cost ${(0.02 + random() * (dearestStep - 0.02)).toFixed(3)}`
  const costs = (most: number) => Array.from({ length: 1 + upTo(most) }, cost).join("\n")
  const call = (tool: string, input: object) => `!call ${tool} ${JSON.stringify(input)}`
  const wait = () => (random() < 0.5 ? 0 : 20)
  const task = (depth: number): string => (depth === 0 || random() < 0.7 ? costs(3) : `${cost()}\n${calls(depth - 1)}`)
  const calls = (depth: number): string => {
    const kind = upTo(3)
    if (kind === 0) {
      const workers = Array.from({ length: 2 + upTo(4) }, () => ({ task: task(depth), fresh: true, budget_usd: 2 }))
      return call("spawn_workers", { workers, wait: wait() })
    }
    const steps = [
      { name: "one", task: task(depth) },
      { name: "two", each: ["a", "b", "c"], task: `${costs(2)}\n!say {{item}}` }
    ]
    if (kind === 1) return call("run_chain", { steps, wait: wait() })
    return call(random() < 0.8 ? "ask_agent" : "hand_over", {
      agent: random() < 0.5 ? "scout" : "smith",
      text: costs(3)
    })
  }
  return () => [cost(), calls(1), ...(random() < 0.4 ? [calls(1)] : []), cost()].join("\n")
}

interface Row {
  readonly turn: string
  readonly usd: number
  readonly from: number
  readonly to: number
}

const rowsOf = ({ home }: TestHome): ReadonlyArray<Row> => {
  const database = new DatabaseSync(join(home, "orchestrator.db"), { readOnly: true })
  try {
    const found = database
      .prepare("SELECT turn, cost_usd, ended_at, elapsed_millis FROM ledger ORDER BY ended_at")
      .all()
    return found.map(({ cost_usd, elapsed_millis, ended_at, turn }) => ({
      turn: String(turn),
      usd: Number(cost_usd ?? 0),
      from: Number(ended_at) - Number(elapsed_millis),
      to: Number(ended_at)
    }))
  } finally {
    database.close()
  }
}
const sum = (rows: ReadonlyArray<Row>) => rows.reduce((total, { usd }) => total + usd, 0)
/** How many of these ran at once at most: each of them may have been in its last step. */
const abreast = (rows: ReadonlyArray<Row>) =>
  Math.max(0, ...rows.map(({ from }) => rows.filter((other) => other.from <= from && from <= other.to).length))

describe("the budget of a fleet", () => {
  it.live(
    `is not got past by anything that agents and people do at once (seed ${seed})`,
    () =>
      Effect.gen(function* () {
        const random = seeded(seed)
        const script = makeScripts(random)
        const home = yield* makeTestHome({
          scout: { backend: "rehearsal", keys },
          smith: { backend: "rehearsal", keys },
          worker: { backend: "rehearsal", keys: "permissions: ask\n" }
        })
        const ann = yield* makeJourney({ capabilities: { titles: true }, threadOf: "hall" })
        let said = 0
        const says = (count: number) =>
          Effect.gen(function* () {
            for (let done = 0; done < count; done++) {
              yield* ann.says(`q${said++}`, script(), { to: [random() < 0.5 ? "scout" : "smith"] })
            }
          })
        yield* Effect.gen(function* () {
          yield* says(messages / 2)
          yield* ann.settled("q0")
        }).pipe(Effect.provide(layerTestService({ home, platforms: [ann.platform], config, tools: true })))

        const within = yield* Effect.gen(function* () {
          yield* says(messages / 2)
          for (let message = 0; message < said; message++) yield* ann.settled(`q${message}`)
          const workers = yield* Workers
          const over = Effect.flatMap(workers.jobs, (jobs) =>
            Effect.forEach(
              jobs.flatMap((job) => job.workers),
              ({ id }) => workers.ended(id),
              { concurrency: "unbounded" }
            )
          )
          for (let round = 0; round < 3; round++) {
            for (const worker of yield* over) yield* workers.retry(worker.id, "ann")
          }
          yield* over
          const journal = yield* Journal
          const askedBy = new Map<string, string>()
          for (const { turn } of rowsOf(home)) {
            for (const { entry } of yield* journal.turn(TurnId.make(turn))) {
              if (entry._tag === "Accepted" && entry.turn.within !== undefined) askedBy.set(turn, entry.turn.within)
            }
          }
          return askedBy
        }).pipe(Effect.provide(layerTestService({ home, platforms: [ann.platform], config, tools: true })))

        const rows = rowsOf(home)
        assert.isAtLeast(rows.length, 12)
        assert.isAbove(sum(rows), fleetUsd * 0.7, "nobody came near to the budget")
        rows.forEach((row, index) => {
          const until = rows.slice(0, index + 1)
          assert.isAtMost(sum(until), fleetUsd + dearestStep * abreast(until), `after ${row.turn}`)
        })
        const rootOf = (turn: string): string => {
          const above = within.get(turn)
          return above === undefined ? turn : rootOf(above)
        }
        for (const root of new Set(rows.map(({ turn }) => rootOf(turn)))) {
          // a turn that was handed on to goes on by itself
          const tree = rows.filter(({ turn }) => rootOf(turn) === root && !turn.includes(":m"))
          assert.isAtMost(sum(tree), turnUsd + dearestStep * abreast(tree), `all that ${root} asked for`)
        }
      }).pipe(Effect.scoped),
    { timeout: 60_000 }
  )

  it.live("what a turn cost is written down before its end: a service that dies in between does not lose it", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      const ann = yield* makeJourney()
      yield* Effect.gen(function* () {
        yield* ann.says("1", "!say first")
        yield* ann.settled("1")
        const database = new DatabaseSync(join(home.home, "orchestrator.db"))
        database.exec(
          `CREATE TRIGGER unpaid BEFORE UPDATE OF ended_at ON turns
           WHEN NEW.ended_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM ledger WHERE turn = NEW.turn)
           BEGIN SELECT RAISE(ABORT, 'nobody would ever know what it cost'); END`
        )
        database.close()
        yield* ann.says("2", "!cost 0.1\n!say second")
        assert.strictEqual(yield* ann.settled("2"), "done")
      }).pipe(Effect.provide(layerTestService({ home, platforms: [ann.platform], config: journeyConfig })))
    }).pipe(Effect.scoped)
  )
})
