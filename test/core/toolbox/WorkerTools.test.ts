import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { AgentName, JobId, WorkerId } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { says, spent } from "../../support/FakeWorkers.ts"
import { pass } from "../../support/Pass.ts"
import { makeToolRig, owner, room } from "./ToolRig.ts"

const running = (id: string): AgentEvent =>
  AgentEvent.cases.Activity.make({ id, phase: "started", kind: "command", tool: "Bash", title: `npm run ${id}` })

describe("worker tools", () => {
  it.effect("waits for all results, tells how far it is, and gives each its text, value, files and cost", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig()
      const scout = yield* rig.begin("scout", room("a"))
      const waiting = yield* Effect.forkChild(
        rig.call(scout, "spawn_workers", {
          title: "reviews",
          workers: [{ task: "one" }, { task: "two", agent: "smith" }, { task: "three", after: [0] }],
          wait: 100
        })
      )
      yield* pass("1 second")
      const [one, two, three] = rig.pool.all().map(({ id }) => id)
      assert.isDefined(one)
      assert.isDefined(two)
      assert.isDefined(three)
      yield* rig.pool.begin(one)
      yield* rig.pool.event(one, running("lint"))
      yield* rig.pool.begin(two)
      yield* pass("3 seconds")
      yield* rig.pool.end(one, {
        outcome: Outcome.cases.Done.make({ structured: { ok: true } }),
        text: "fine",
        files: ["notes.md"],
        usage: spent(0.1),
        cachedAt: 5
      })
      yield* rig.pool.end(two, { outcome: Outcome.cases.Failed.make({ kind: "crash", message: "it crashed" }) })
      yield* pass("3 seconds")
      yield* rig.pool.begin(three)
      yield* rig.pool.event(three, says("done it"))
      yield* rig.pool.end(three, { text: "done it", usage: spent(0.2), elapsedMillis: 2500 })
      yield* pass("3 seconds")
      const common = { attempt: 1, budget_usd: 1 }
      assert.deepStrictEqual(yield* Fiber.join(waiting), {
        job: rig.pool.all()[0]?.job ?? "",
        title: "reviews",
        state: "failed",
        done: 3,
        workers: [
          {
            ...common,
            worker: one,
            title: "one",
            agent: "worker",
            state: "done",
            text: "fine",
            structured: { ok: true },
            files: ["notes.md"],
            seconds: 3,
            cached: true
          },
          {
            ...common,
            worker: two,
            title: "two",
            agent: "smith",
            state: "failed",
            text: "",
            error: "it crashed; retry; if it happens again run orchestrator doctor",
            seconds: 3
          },
          {
            ...common,
            worker: three,
            title: "three",
            agent: "worker",
            state: "done",
            text: "done it",
            cost_usd: 0.2,
            seconds: 2.5
          }
        ]
      })
      assert.deepStrictEqual(
        [...new Set(rig.progress.map(({ message }) => message))],
        ["0 of 3 done", "0 of 3 done · Bash: npm run lint", "2 of 3 done", "3 of 3 done"]
      )
    }).pipe(Effect.scoped)
  )

  it.effect("a call that stops waiting, by time or by interruption, leaves its workers at work", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig()
      const scout = yield* rig.begin("scout", room("a"))
      const first = yield* Effect.forkChild(rig.call(scout, "spawn_worker", { task: "long", wait: 10 }))
      yield* TestClock.adjust("11 seconds")
      assert.include(JSON.stringify(yield* Fiber.join(first)), '"state":"running"')
      const [worker] = rig.pool.all()
      assert.isDefined(worker)
      const second = yield* Effect.forkChild(rig.call(scout, "worker_result", { id: worker.id }))
      yield* pass("1 second")
      yield* Fiber.interrupt(second)
      assert.isUndefined(rig.pool.all()[0]?.cut)
      yield* rig.pool.begin(worker.id)
      yield* rig.pool.end(worker.id, { text: "at last" })
      assert.include(JSON.stringify(yield* rig.call(scout, "worker_result", { id: worker.job })), "at last")
    }).pipe(Effect.scoped)
  )

  it.effect("a worker may do no more than the agent that asks for it, and costs that agent's turn", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig({
        agents: {
          reader: { permissions: "plan" },
          editor: { permissions: "accept-edits" },
          boss: { permissions: "full" }
        }
      })
      const terms = Effect.fnUntraced(function* (asker: string, input: object) {
        const turn = yield* rig.begin(asker, room(`${asker}-room`))
        yield* rig.call(turn, "spawn_worker", { task: "x", ...input })
        return rig.pool.all().at(-1)?.task.terms
      })
      const of = (asker: string, input: object) => Effect.map(terms(asker, input), (found) => found?.permissions)
      assert.strictEqual(yield* of("scout", {}), "ask")
      assert.strictEqual(yield* of("scout", { permissions: "plan" }), "plan")
      assert.strictEqual(yield* of("scout", { agent: "editor" }), "ask")
      assert.strictEqual(yield* of("editor", { agent: "reader" }), "plan")
      assert.strictEqual(yield* of("boss", { agent: "editor" }), "accept-edits")
      assert.strictEqual(yield* of("boss", {}), "accept-edits")
      assert.strictEqual(yield* of("boss", { permissions: "full" }), "full")
      const reader = yield* rig.begin("reader", room("r"))
      for (const permissions of ["ask", "accept-edits", "full"]) {
        assert.match(
          yield* rig.refused(reader, "spawn_worker", { task: "x", permissions }),
          /^refused: permissions: \S+ is more than your own, which is plan/
        )
        const steps = [{ name: "one", task: "x", permissions }]
        assert.match(yield* rig.refused(reader, "run_chain", { steps }), /^refused: permissions/)
      }
      const asked = yield* rig.begin("scout", room("b"), { asked: [AgentName.make("smith")] })
      yield* rig.call(asked, "spawn_worker", { task: "x", workdir: "sub" })
      const worker = rig.pool.all().at(-1)
      assert.deepStrictEqual(worker?.origin, {
        conversation: room("b"),
        person: asked.person,
        ...(asked.origin === undefined ? {} : { message: asked.origin }),
        turn: asked.id,
        session: asked.session,
        agent: asked.agent,
        asked: [AgentName.make("smith"), AgentName.make("scout")]
      })
      assert.strictEqual(worker?.task.terms.workdir, `${rig.folder}/scout/sub`)
      assert.strictEqual((yield* terms("scout", { agent: "smith" }))?.workdir, undefined)
    }).pipe(Effect.scoped)
  )

  it.effect("an agent that is limited to some tools of its CLI has workers that are limited so too", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig({
        agents: {
          picky: { tools: ["Read", "Grep"] },
          pickier: { tools: ["Read"] },
          writer: { tools: ["Read", "Write"] }
        }
      })
      const picky = yield* rig.begin("picky", room("a"))
      yield* rig.call(picky, "spawn_workers", { workers: [{ task: "x" }, { task: "y", agent: "pickier" }] })
      assert.deepStrictEqual(
        rig.pool.all().map(({ task }) => task.agent),
        ["picky", "pickier"].map((name) => AgentName.make(name))
      )
      for (const agent of ["smith", "writer"]) {
        const refusal = new RegExp(`^refused: agent: ${agent} may use tools that you may not`)
        assert.match(yield* rig.refused(picky, "spawn_worker", { task: "x", agent }), refusal)
        const steps = [{ name: "one", task: "x", agent }]
        assert.match(yield* rig.refused(picky, "run_chain", { steps }), refusal)
      }
    }).pipe(Effect.scoped)
  )

  it.effect("spawning has an end: so many workers of a turn, so deep", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig({ limits: { hops: 2 } })
      const scout = yield* rig.begin("scout", room("a"))
      const twenty = Array.from({ length: 20 }, () => ({ task: "x" }))
      for (let round = 0; round < 5; round++) yield* rig.call(scout, "spawn_workers", { workers: twenty })
      assert.match(
        yield* rig.refused(scout, "spawn_worker", { task: "x" }),
        /^refused: one turn may ask for 100 workers and has asked for 100/
      )
      assert.strictEqual(rig.pool.all().length, 100)
      const deep = yield* rig.begin("scout", room("b"), { asked: ["a", "b"].map((name) => AgentName.make(name)) })
      assert.match(
        yield* rig.refused(deep, "spawn_worker", { task: "x" }),
        /^refused: workers of workers may go 2 deep/
      )
      assert.match(yield* rig.refused(deep, "run_chain", { steps: [{ name: "a", task: "x" }] }), /^refused: workers of/)
    }).pipe(Effect.scoped)
  )

  it.effect("cancels and retries a worker, a job, a chain, and says when there is nothing to do", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig()
      const scout = yield* rig.begin("scout", room("a"))
      const note = (name: string, id: string) =>
        Effect.map(rig.call(scout, name, { id }), (said) => JSON.stringify(said))
      yield* rig.call(scout, "spawn_workers", { workers: [{ task: "one" }, { task: "two" }] })
      const [one, two] = rig.pool.all()
      assert.isDefined(one)
      assert.isDefined(two)
      assert.include(yield* note("cancel_worker", one.id), "is cancelled")
      assert.include(yield* note("cancel_worker", one.id), "was over already")
      assert.strictEqual(rig.pool.all()[0]?.cut?.by, "scout")
      yield* rig.pool.begin(two.id)
      yield* rig.pool.end(two.id, { outcome: Outcome.cases.Failed.make({ kind: "crash", message: "it crashed" }) })
      assert.include(yield* note("retry_worker", one.job), "is tried again")
      assert.deepStrictEqual(
        rig.pool.all().map(({ attempt }) => attempt),
        [1, 2],
        "what was cancelled stays cancelled"
      )
      assert.include(yield* note("retry_worker", two.id), "can be tried again")
      const started = yield* rig.call(scout, "run_chain", {
        steps: [
          { name: "list", task: "list {{input}}", budget_usd: 0.5, timeout_seconds: 60 },
          { name: "each", task: "do {{item}}", each: "{{list}}", agent: "smith" }
        ],
        input: "all"
      })
      const job = JobId.make(/j-\w+/.exec(JSON.stringify(started))?.[0] ?? "")
      yield* rig.pool.chain(job, { failed: { step: "list", why: "it crashed" } })
      assert.include(JSON.stringify(yield* rig.call(scout, "worker_status", { id: job })), '"failed_step":"list"')
      assert.include(yield* note("retry_worker", job), "is tried again")
      assert.include(yield* note("cancel_worker", job), "is cancelled")
      assert.match(
        yield* rig.refused(scout, "run_chain", { steps: [{ name: "Not a name", task: "x" }] }),
        /^invalid: steps: found the name "Not a name"/
      )
      for (const id of ["w-zzzz", "j-zzzz", "anything", WorkerId.make("w-none0")]) {
        assert.match(yield* rig.refused(scout, "worker_result", { id }), /^unknown: there is no worker or job/)
      }
    }).pipe(Effect.scoped)
  )

  it.effect("what an owner asks for is shown nowhere, and bound by nobody's turn", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig()
      yield* rig.call(owner, "spawn_worker", { task: "x", permissions: "full" })
      const [worker] = rig.pool.all()
      assert.strictEqual(worker?.origin.conversation.platform, "control")
      assert.strictEqual(worker?.task.terms.permissions, "full")
      assert.isUndefined(worker?.origin.turn)
      assert.match(yield* rig.refused(owner, "spawn_worker", { task: " " }), /^invalid: a worker needs a task/)
    }).pipe(Effect.scoped)
  )
})
