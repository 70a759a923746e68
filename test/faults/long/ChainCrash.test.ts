/**
 * A chain in a service that is killed with SIGKILL in each of its steps and between them, alone and with its CLIs: it is
 * finished after the last restart, with every step's output, and each task ran as often as its worker says.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Scope } from "effect"
import type { Chain } from "../../../src/core/model/Chain.ts"
import { toldCount } from "../../support/ChainJourney.ts"
import type { ChainLine } from "../../support/ChainLines.ts"
import { compiled } from "../../support/Compiled.ts"
import { type LineProcess, startLines } from "../../support/LineProcess.ts"
import { endMarkedProcesses, markedProcesses } from "../../support/MarkedProcesses.ts"
import { workerHome } from "../../support/WorkerJourney.ts"

const service = fileURLToPath(new URL("../../support/ChainService.ts", import.meta.url))
const deadline = "45 seconds"

const steps: Chain = [
  { name: "list", task: '!say looking\n!wait 300ms\n!result ["a.ts", "b.ts", "c.ts"]', schema: { type: "array" } },
  { name: "review", each: "{{list}}", task: "!say reviewing {{item}}\n!wait 400ms\n!tool Read\n!say {{item}} is fine" },
  { name: "sum", task: "!say summing\n!wait 300ms\n!tool Read\n!say all of it is fine\n{{review}}" }
]

interface Moment {
  readonly name: string
  readonly is: (line: ChainLine) => boolean
}
const worker = (name: RegExp, phase: string): Moment => ({
  name: `${name.source} ${phase}`,
  is: (line) => line.phase === phase && name.test(line.worker ?? "")
})
const said = (words: string): Moment => ({ name: words, is: (line) => line.said?.includes(words) === true })
const listing = [said("looking"), worker(/^list/, "done")]
const reviewing = [said("reviewing b.ts"), worker(/^review.[12]/, "done")]
const summing = said("summing")
const begun = worker(/^list/, "waiting")
const mapBegun = worker(/^review.2/, "waiting")
const lastDone = worker(/^sum/, "done")
const over: Moment = { name: "the end", is: ({ failed, text }) => text !== undefined || failed !== undefined }

const makeServices = Effect.gen(function* () {
  const { home, workdir } = yield* workerHome
  const outer = yield* Effect.scope
  yield* Effect.addFinalizer(() => Effect.sync(() => endMarkedProcesses(home)))
  writeFileSync(join(home, "orchestrator.yaml"), "workers:\n  parallel: 2\n")
  const transcript: Array<string> = []
  const known = new Map<string, ChainLine>()

  /** Starts it, and returns at that moment; asked for again, the chain is the same. */
  const until = (moment: Moment) =>
    Effect.gen(function* () {
      const life = yield* Scope.fork(outer)
      const reached = yield* Deferred.make<ChainLine>()
      transcript.push(`-- started, until ${moment.name}`)
      const process = yield* startLines(
        {
          args: [service],
          cwd: workdir,
          env: {
            PATH: globalThis.process.env.PATH ?? "",
            HOME: home,
            ORCHESTRATOR_HOME: home,
            ...compiled
          }
        },
        (value) => {
          const line = value as ChainLine
          transcript.push(JSON.stringify(line))
          if (line.worker !== undefined) known.set(line.worker, line)
          if (moment.is(line)) Deferred.doneUnsafe(reached, Effect.succeed(line))
        }
      ).pipe(Scope.provide(life))
      process.send({ start: steps })
      const died = (why: string) =>
        Effect.die(new Error(`${moment.name} never came: ${why}\n${transcript.join("\n")}\n${process.stderr()}`))
      const line = yield* Deferred.await(reached).pipe(
        Effect.raceFirst(Effect.andThen(process.exited, () => died("the service ended"))),
        Effect.timeoutOrElse({ duration: deadline, orElse: () => died("too late") })
      )
      return { line, process, gone: Effect.andThen(process.exited, Scope.close(life, Exit.void)) }
    })
  return { home, workdir, known, transcript, until }
})

/** The service first stands still, so that it cannot see its CLIs die. */
const killAll = (process: LineProcess, home: string) => {
  process.kill("SIGSTOP")
  endMarkedProcesses(home)
  process.kill("SIGKILL")
}

const walk = (moments: ReadonlyArray<Moment>, kill: (process: LineProcess, home: string) => void) =>
  Effect.gen(function* () {
    const { home, known, transcript, until } = yield* makeServices
    for (const moment of moments) {
      const { gone, process } = yield* until(moment)
      kill(process, home)
      yield* gone
    }
    const { gone, line, process } = yield* until(over)
    process.endInput()
    yield* gone
    assert.deepStrictEqual(line, { text: "all of it is fine" }, transcript.join("\n"))
    const all = [...known].sort(([one], [other]) => (one < other ? -1 : 1))
    assert.deepStrictEqual(
      all.map(([name, { phase }]) => `${name} ${phase}`),
      ["list/0 done", "review/0 done", "review/1 done", "review/2 done", "sum/0 done"]
    )
    const sum = known.get("sum/0")?.task ?? ""
    for (const file of ["a.ts", "b.ts", "c.ts"]) assert.include(sum, `${file} is fine`)
    const ran = (name: string) => toldCount({ home }, JSON.stringify(known.get(name)?.task).slice(1, -1))
    assert.deepStrictEqual(
      all.map(([name]) => `${name} ${ran(name)}`),
      all.map(([name, { attempt }]) => `${name} ${attempt}`),
      `each attempt is a conversation of its own, told once\n${transcript.join("\n")}`
    )
    assert.deepStrictEqual(markedProcesses(home), [])
    return Object.fromEntries(all.map(([name, { attempt = 0 }]) => [name, attempt]))
  })

describe("kill -9 of a chain", () => {
  it.live(
    "in each of its steps and between them: what its CLIs went on with is read back, and nothing runs twice",
    () =>
      Effect.gen(function* () {
        const attempts = yield* walk([begun, ...listing, mapBegun, ...reviewing, summing, lastDone], (process) =>
          process.kill("SIGKILL")
        )
        assert.deepStrictEqual([...new Set(Object.values(attempts))], [1])
      }).pipe(Effect.scoped),
    { timeout: 240_000 }
  )

  it.live(
    "with its CLIs: what was cut off is worked on anew, and what was done stays done",
    () =>
      Effect.gen(function* () {
        const attempts = yield* walk([...listing, ...reviewing, summing], killAll)
        for (const [name, attempt] of Object.entries(attempts)) assert.isAtMost(attempt, 4, name)
        assert.isAbove(attempts["list/0"] ?? 0, 1, "it was in the middle of its task")
      }).pipe(Effect.scoped),
    { timeout: 240_000 }
  )
})
