import { execFileSync } from "node:child_process"
import { mkdirSync, rmdirSync, symlinkSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { expect } from "vitest"
import { phaseOf } from "../../src/core/model/Worker.ts"
import { LedgerStore } from "../../src/core/ports/LedgerStore.ts"
import { answerText } from "../../src/core/sessions/TurnState.ts"
import { type WorkerRequest, Workers } from "../../src/core/workers/Workers.ts"
import { markedProcesses } from "../support/MarkedProcesses.ts"
import { ends, originOf, spawned, told, workerHome, workerLife } from "../support/WorkerJourney.ts"

/** Until a worker has said this: then its CLI is in the middle of its task. */
const untilSaid = (words: string) =>
  Effect.gen(function* () {
    const { changes } = yield* Workers
    return yield* changes.pipe(
      Stream.filter((change) => change._tag === "Turn" && answerText(change.state).includes(words)),
      Stream.runHead
    )
  })

describe("workers", () => {
  it.live("twenty at once: one over its budget, one that hangs, one that crashes, and every one has a result", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      const most = yield* workerLife(
        home,
        Effect.gen(function* () {
          const { changes } = yield* Workers
          const running = new Set<string>()
          let most = 0
          yield* changes.pipe(
            Stream.runForEach((change) =>
              Effect.sync(() => {
                if (change._tag !== "Worker") return
                if (phaseOf(change.worker) === "running") running.add(change.worker.id)
                else running.delete(change.worker.id)
                most = Math.max(most, running.size)
              })
            ),
            Effect.forkScoped({ startImmediately: true })
          )
          const good = Array.from({ length: 17 }, (_, index) => ({ title: `good ${index}`, text: `!say ${index}` }))
          const asked = yield* spawned("twenty", [
            { title: "dear", text: "!say dear\n!cost 0.8\n!wait 30s", budgetUsd: 0.5 },
            { title: "hanging", text: "!hang", timeoutMillis: 500 },
            { title: "crashing", text: "!say before\n!crash 3" },
            ...good
          ])
          const all = yield* ends(asked)
          assert.deepStrictEqual(all.map(told), [
            "dear: over-budget: dear",
            "hanging: timed-out",
            "crashing: failed: the rehearsal ended with code 3",
            ...good.map(({ title, text }) => `${title}: done: ${text.slice(5)}`)
          ])
          const rows = yield* (yield* LedgerStore).summary("platform", {})
          assert.strictEqual(rows.find(({ key }) => key === "control")?.turns, 18, "two never said what they used")
          assert.deepStrictEqual(markedProcesses(home.home), [], "the last result is there when its process is gone")
          return most
        }),
        { config: "workers:\n  parallel: 6\n" }
      )
      assert.strictEqual(most, 6)
    }).pipe(Effect.scoped)
  )

  it.live("what waits for another starts after it, or not at all; cancelling reaches those that wait", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      yield* workerLife(
        home,
        Effect.gen(function* () {
          const workers = yield* Workers
          const asked = yield* spawned("rows", [
            { title: "first", text: "!say first" },
            { title: "second", text: "!say second", after: [0] },
            { title: "stuck", text: "!say begun\n!wait 60s" },
            { title: "never", text: "!say never", after: [2] }
          ])
          const asking = yield* Effect.forkChild(untilSaid("begun"), { startImmediately: true })
          const [first, second] = yield* ends(asked.slice(0, 2))
          assert.isAtLeast(second?.startedAt ?? 0, first?.result?.at ?? Number.POSITIVE_INFINITY)
          yield* Fiber.join(asking)
          const stuck = asked[2]
          assert.isDefined(stuck)
          assert.isTrue(yield* workers.cancel(stuck.id, { by: "ann" }))
          assert.deepStrictEqual((yield* ends(asked.slice(2))).map(told), [
            "stuck: cancelled: begun",
            "never: cancelled"
          ])
          assert.isFalse(yield* workers.cancel(stuck.id, { by: "ann" }), "it is over")
        })
      )
    }).pipe(Effect.scoped)
  )

  it.live("the same key is the same job, and a failed one runs again only when somebody asks", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      yield* workerLife(
        home,
        Effect.gen(function* () {
          const workers = yield* Workers
          const [failing] = yield* ends(yield* spawned("once", [{ title: "shaky", text: "!say once\n!fail network" }]))
          const [again] = yield* spawned("once", [{ title: "another", text: "!say something else" }])
          assert.isDefined(failing)
          assert.deepStrictEqual(again, failing)
          assert.isTrue(yield* workers.retry(failing.id, "ann"))
          const [retried] = yield* ends([failing])
          assert.strictEqual(retried?.attempt, 2)
          assert.strictEqual(phaseOf(failing), "failed")
        })
      )
    }).pipe(Effect.scoped)
  )

  it.live("after a restart results are there, what waited runs, and what ran is reported and may be retried", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      const config = "workers:\n  parallel: 1\n"
      yield* workerLife(
        home,
        Effect.gen(function* () {
          yield* ends(yield* spawned("done", [{ title: "done before", text: "!say kept\n!cost 0.1" }]))
          const asking = yield* Effect.forkChild(untilSaid("begun"), { startImmediately: true })
          yield* spawned("cut", [
            { title: "cut", text: "!say begun\n!wait 60s" },
            { title: "waiting", text: "!say at last" }
          ])
          yield* Fiber.join(asking)
        }),
        { config }
      )
      yield* workerLife(
        home,
        Effect.gen(function* () {
          const workers = yield* Workers
          const all = (yield* workers.jobs).flatMap((job) => job.workers)
          assert.deepStrictEqual((yield* ends(all)).map(told).sort(), [
            "cut: interrupted: begun",
            "done before: done: kept",
            "waiting: done: at last"
          ])
        }),
        { config }
      )
    }).pipe(Effect.scoped)
  )

  it.live("the same task in an unchanged working tree is answered from its last result, and only there", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      const git = (...args: ReadonlyArray<string>) =>
        execFileSync("git", ["-c", "user.name=ann", "-c", "user.email=ann@example.org", ...args], { cwd: home.workdir })
      git("init", "--quiet")
      git("commit", "--quiet", "--allow-empty", "--message", "first")
      yield* workerLife(
        home,
        Effect.gen(function* () {
          let count = 0
          const asked = (fresh: boolean) =>
            Effect.gen(function* () {
              count += 1
              const [worker] = yield* ends(
                yield* spawned(`ask ${count}`, [{ text: "!say found it\n!cost 0.1", fresh }])
              )
              assert.strictEqual(worker?.result?.text, "found it")
              return { cached: worker?.result?.cachedAt !== undefined, costUsd: worker?.result?.usage?.costUsd }
            })
          assert.deepStrictEqual(yield* asked(false), { cached: false, costUsd: 0.1 })
          assert.deepStrictEqual(yield* asked(false), { cached: true, costUsd: undefined })
          assert.deepStrictEqual(yield* asked(true), { cached: false, costUsd: 0.1 }, "whoever wants it anew gets it")
          writeFileSync(join(home.workdir, "notes.md"), "new")
          assert.isFalse((yield* asked(false)).cached, "a file is there that was not")
          git("add", ".")
          git("commit", "--quiet", "--message", "second")
          assert.isFalse((yield* asked(false)).cached, "another commit")
          assert.isTrue((yield* asked(false)).cached)
          const rows = yield* (yield* LedgerStore).summary("platform", {})
          assert.strictEqual(rows.find(({ key }) => key === "control")?.turns, 4, "what is stored costs nothing")
        })
      )
    }).pipe(Effect.scoped)
  )

  it.live(
    "what could not run is refused before anything is stored, in words; nobody gets more than their agent has",
    () =>
      Effect.gen(function* () {
        const home = yield* workerHome
        yield* workerLife(
          home,
          Effect.gen(function* () {
            const workers = yield* Workers
            const wrong: ReadonlyArray<WorkerRequest> = [
              { text: "  " },
              { text: "x", agent: "scuot" },
              { text: "x", terms: { backend: "rehersal" } },
              { text: "x", terms: { workdir: "/etc" } },
              { text: "x", terms: { schema: { type: "objekt" } } },
              { text: "x", agent: "picky", terms: { backend: "codex" } },
              { text: "x", after: [0] }
            ]
            const refusals = yield* Effect.forEach(wrong, (request, index) =>
              Effect.flip(workers.spawn({ key: `wrong ${index}`, origin: originOf("room"), workers: [request] }))
            )
            const words = refusals.map(({ message }) => message.replaceAll(home.workdir, "~"))
            expect(words).toMatchInlineSnapshot(`
              [
                "a worker needs a task: say what it should do",
                "no agent is called scuot; did you mean scout?",
                "there is no backend "rehersal"; did you mean rehearsal?",
                "workdir: found /etc, which is outside the allowed roots (~); add its root to workdirs in the configuration",
                "the schema is wrong: type: expected one of null, boolean, integer, number, string, array, object, or a list of them",
                "picky may use some tools of rehearsal only, and codex knows none of them; name another agent",
                "worker 0 may only wait for those before it, not for 0",
              ]
            `)
            assert.deepStrictEqual(yield* workers.jobs, [])
            const [careful] = yield* spawned("careful", [
              { text: '!write notes.md "more"', agent: "picky", terms: { permissions: "full" } }
            ])
            assert.strictEqual(careful?.task.terms.permissions, "plan")
          })
        )
      }).pipe(Effect.scoped)
  )

  it.live("a directory that became a link to elsewhere while a worker waited is not worked in", () =>
    Effect.gen(function* () {
      const home = yield* workerHome
      const sub = join(home.workdir, "sub")
      mkdirSync(sub)
      yield* workerLife(
        home,
        Effect.gen(function* () {
          const asked = yield* spawned("swap", [
            { text: "!say first\n!wait 300ms" },
            { text: '!write stolen.txt "x"', terms: { workdir: sub }, after: [0] }
          ])
          rmdirSync(sub)
          symlinkSync(home.home, sub)
          const [, second] = yield* ends(asked)
          assert.isDefined(second)
          assert.match(told(second), /: failed: workdir: /)
          assert.strictEqual(second.result?.usage, undefined)
        })
      )
    }).pipe(Effect.scoped)
  )
})
