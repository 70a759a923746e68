import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { Toolbox } from "../../../src/core/toolbox/Toolbox.ts"
import { toolShapes } from "../../../src/core/toolbox/ToolShapes.ts"
import { makeToolRig, owner, type RigOptions, room } from "./ToolRig.ts"

/** Scout works in one room and has a worker there; smith works in another one and wants everything of it. */
const stage = (options: RigOptions = {}) =>
  Effect.gen(function* () {
    const rig = yield* makeToolRig(options)
    const scout = yield* rig.begin("scout", room("hers"))
    const smith = yield* rig.begin("smith", room("his"))
    yield* rig.call(scout, "spawn_worker", { task: "secret task", key: "mine" })
    const [worker] = rig.pool.all()
    assert.isDefined(worker)
    return { ...rig, scout, smith, worker }
  })

type Foreign = (of: { readonly worker: string; readonly job: string; readonly ask: string }) => unknown

/**
 * What smith may try of every tool with what is scout's; `nothing` where a tool names nothing of anybody. A tool that is
 * not in this table fails the test.
 */
const attempts: Readonly<Record<string, Foreign | "nothing" | "owner">> = {
  list_agents: "nothing",
  ask_agent: ({ ask }) => ({ ask }),
  hand_over: "nothing",
  spawn_worker: "nothing",
  spawn_workers: "nothing",
  run_chain: "nothing",
  worker_status: ({ job }) => ({ id: job }),
  worker_result: ({ worker }) => ({ id: worker }),
  cancel_worker: ({ worker }) => ({ id: worker }),
  retry_worker: ({ job }) => ({ id: job }),
  list_sessions: "owner",
  read_session: "owner",
  post_message: () => ({ text: "psst", conversation: "fake:hers" }),
  send_file: () => ({ path: "../scout/secret.txt" }),
  ask_human: "nothing",
  set_title: () => ({ title: "mine", conversation: "fake:hers" }),
  cost_report: "nothing"
}

describe("what a session may reach", () => {
  for (const { name } of toolShapes) {
    const attempt = attempts[name]
    it.effect(`${name}: nothing of another session's`, () =>
      Effect.gen(function* () {
        assert.isDefined(attempt, "every tool says what a foreign session may try with it")
        const rig = yield* stage()
        const { job, id: worker } = rig.worker
        yield* rig.call(rig.scout, "ask_agent", { agent: "critic", text: "look", wait: 0 })
        const ask = rig.said[0]?.id ?? ""
        const screen = rig.fake.screen(room("hers").id)
        if (attempt === "owner") {
          assert.match(
            yield* rig.refused(rig.smith, name, { session: rig.scout.session }),
            /^unknown: there is no tool/
          )
        } else if (attempt === "nothing") {
          const answer = yield* rig.refused(rig.smith, name, {})
          for (const secret of ["secret", worker, job, "fake:hers"]) assert.notInclude(answer, secret)
        } else {
          const given = attempt({ worker, job, ask })
          const never = attempt({ worker: "w-none0", job: "j-none0", ask: "none" })
          const words = yield* rig.refused(rig.smith, name, given)
          assert.match(words, /^(unknown|refused): /)
          assert.notInclude(words, "secret task")
          // What is another's is refused in the words for what does not exist.
          const blank = (text: string) => text.replaceAll(/[wj]-\w+|\S*:critic|none/g, "ID")
          if (name !== "send_file") assert.strictEqual(blank(words), blank(yield* rig.refused(rig.smith, name, never)))
        }
        assert.strictEqual(rig.fake.screen(room("hers").id), screen, "nothing is seen in her room")
        assert.isUndefined(rig.pool.all().find(({ id }) => id === worker)?.cut)
      }).pipe(Effect.scoped)
    )
  }

  it.effect("another session sees none of her jobs, nor can it take them up by her key", () =>
    Effect.gen(function* () {
      const rig = yield* stage()
      assert.deepStrictEqual(yield* rig.call(rig.smith, "worker_status"), { jobs: [] })
      yield* rig.call(rig.smith, "spawn_worker", { task: "his own", key: "mine" })
      yield* rig.call(rig.scout, "spawn_worker", { task: "secret task", key: "mine" })
      assert.deepStrictEqual(
        rig.pool.all().map(({ origin, task }) => [origin.session, task.text]),
        [
          [rig.scout.session, "secret task"],
          [rig.smith.session, "his own"]
        ]
      )
    }).pipe(Effect.scoped)
  )

  it.effect("resources: an owner reads everything, a session its own jobs", () =>
    Effect.gen(function* () {
      const rig = yield* stage()
      yield* Effect.gen(function* () {
        const toolbox = yield* Toolbox
        const smith = { _tag: "Session", session: rig.smith.session } as const
        const scout = { _tag: "Session", session: rig.scout.session } as const
        const uris = (caller: typeof smith | typeof owner) =>
          Effect.map(toolbox.resources(caller), (all) => all.map(({ uri }) => uri))
        const job = `orchestrator://job/${rig.worker.job}`
        const session = `orchestrator://session/${encodeURIComponent(rig.scout.session)}`
        assert.deepStrictEqual(yield* uris(smith), ["orchestrator://agents", "orchestrator://jobs"])
        assert.deepStrictEqual(yield* uris(scout), ["orchestrator://agents", "orchestrator://jobs", job])
        assert.includeMembers([...(yield* uris(owner))], [job, session, "orchestrator://sessions"])
        for (const uri of [job, `orchestrator://worker/${rig.worker.id}`, session, "orchestrator://sessions"]) {
          assert.strictEqual((yield* Effect.flip(toolbox.read(smith, uri))).reason, "unknown")
          assert.include((yield* toolbox.read(owner, uri)).text, uri.includes("session") ? "scout" : "secret task")
        }
        assert.notInclude((yield* toolbox.read(smith, "orchestrator://jobs")).text, "secret task")
        assert.include((yield* toolbox.read(scout, "orchestrator://jobs")).text, "secret task")
        assert.strictEqual((yield* Effect.flip(toolbox.read(owner, "file:///etc/passwd"))).reason, "unknown")
      }).pipe(Effect.provideContext(rig.services))
    }).pipe(Effect.scoped)
  )

  it.effect("a session in which nothing runs can do nothing", () =>
    Effect.gen(function* () {
      const rig = yield* stage()
      yield* rig.end(rig.smith)
      for (const { name, session } of toolShapes) {
        if (session) assert.match(yield* rig.refused(rig.smith, name), /^refused: nothing runs in this session/)
      }
    }).pipe(Effect.scoped)
  )

  it.effect("an owner has every tool, an agent all but those that read what others said", () =>
    Effect.gen(function* () {
      const rig = yield* stage()
      const { shapes } = yield* Effect.provideContext(Toolbox, rig.services)
      const names = (caller: Parameters<typeof shapes>[0]) => shapes(caller).map(({ name }) => name)
      assert.strictEqual(names(owner).length, toolShapes.length)
      const withheld = names(owner).filter(
        (name) => !names({ _tag: "Session", session: rig.scout.session }).includes(name)
      )
      assert.deepStrictEqual(withheld, ["list_sessions", "read_session"])
      const listed = yield* rig.call(owner, "list_sessions")
      assert.include(JSON.stringify(listed), "fake:hers")
      const read = yield* rig.call(owner, "read_session", { session: rig.scout.session })
      assert.include(JSON.stringify(read), '"by":"ann"')
    }).pipe(Effect.scoped)
  )

  it.effect("input that is wrong is refused with the place and what was meant", () =>
    Effect.gen(function* () {
      const rig = yield* stage()
      const words = (name: string, input: unknown) => rig.refused(rig.scout, name, input)
      assert.strictEqual(
        yield* words("spawn_worker", { tsk: "x", budget_usd: -1 }),
        'invalid: spawn_worker: tsk: found an unknown key; expected a known key; did you mean "task"?; task: found nothing; expected text; budget_usd: found -1; expected a value greater than 0'
      )
      assert.strictEqual(
        yield* words("worker_result", { id: "w-1", wait: 4000 }),
        "invalid: worker_result: wait: found 4000; expected a value between 0 and 300"
      )
      assert.match(
        yield* words("spwan_worker", {}),
        /^unknown: there is no tool spwan_worker; did you mean spawn_worker/
      )
      assert.match(yield* words("spawn_workers", { workers: [] }), /^invalid: spawn_workers: workers/)
      assert.match(yield* words("ask_agent", { agent: "smith" }), /^invalid: ask_agent: expected agent and text/)
      assert.match(yield* words("ask_agent", { agent: "smit", text: "x" }), /^unknown: no agent is called smit/)
    }).pipe(Effect.scoped)
  )
})
