/** The scripted CLI does on demand what real ones do by accident, and each ends in the promised way. */
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { assert, describe, it, layer } from "@effect/vitest"
import { Effect, Fiber, FileSystem, Option, Redacted, Schema, Stream } from "effect"
import { manifest } from "../../../../src/adapters/backend/rehearsal/index.ts"
import { RecordLine } from "../../../../src/adapters/backend/rehearsal/Wire.ts"
import type { AgentEvent } from "../../../../src/core/model/AgentEvent.ts"
import type { OpenSession } from "../../../../src/core/ports/AgentBackend.ts"
import {
  atFirst,
  backendLayer,
  inputOf,
  isText,
  newConversation,
  outcomeOf,
  play,
  processesOf,
  textOf,
  tokenOf
} from "../../../contract/BackendHarness.ts"
import { makeLoopbackMcp } from "../../../support/LoopbackMcp.ts"

const folder = new URL("../../../../src/adapters/backend/rehearsal/", import.meta.url)
const decodeLine = Schema.decodeUnknownSync(Schema.fromJsonString(RecordLine))

const opened = Effect.fnUntraced(function* (change: Partial<OpenSession["agent"]> = {}) {
  const files = yield* FileSystem.FileSystem
  const directory = yield* files.makeTempDirectoryScoped({ prefix: "rehearsal-" })
  const backend = yield* manifest.create({ patienceMillis: 30 }, { environment: {}, directory })
  const { open } = yield* newConversation("rehearsal")
  const options = { ...open, agent: { ...open.agent, ...change } }
  const session = yield* backend.open(options)
  const record = () => {
    const conversations = join(directory, "conversations")
    return readdirSync(conversations).flatMap((name) =>
      readFileSync(join(conversations, name), "utf8")
        .trim()
        .split("\n")
        .map((line) => decodeLine(line))
    )
  }
  return { backend, directory, options, session, record }
})

layer(backendLayer(`rehearsal-${process.pid}`), { excludeTestServices: true })("rehearsal", (it) => {
  it.effect("without a script it says plainly that it is no model, and what was said", () =>
    Effect.gen(function* () {
      const { session } = yield* opened()
      const answer = textOf(yield* play(session, inputOf("hello *world*")))
      assert.include(answer, "a rehearsal, not a model")
      assert.include(answer, "hello *world*")
    })
  )

  it.effect("a crash is failed, with the code and the last words on stderr", () =>
    Effect.gen(function* () {
      const { session } = yield* opened()
      const events = yield* play(session, inputOf("!say Before.\n!crash 3"))
      const outcome = outcomeOf(events)
      if (outcome?._tag !== "Failed") return assert.fail(`was ${outcome?._tag}`)
      assert.strictEqual(textOf(events), "Before.")
      assert.strictEqual(outcome.kind, "crash")
      assert.include(outcome.message, "code 3")
      assert.include(outcome.detail, "crashed on demand")
    })
  )

  it.effect("lines that nobody knows are notes, and what is taken back is not doubled", () =>
    Effect.gen(function* () {
      const { session } = yield* opened()
      const events = yield* play(session, inputOf("!garbage\n!retract"))
      assert.strictEqual(events.filter(({ _tag }) => _tag === "Note").length, 2)
      assert.strictEqual(textOf(events), "This is what was meant.")
      assert.deepStrictEqual(outcomeOf(events), { _tag: "Done" })
    })
  )

  it.effect("limits, failures and budgets end the turn as what they are", () =>
    Effect.gen(function* () {
      const spent: Array<number> = []
      const spends = (event: AgentEvent) => Effect.sync(() => event._tag === "Spending" && spent.push(event.costUsd))
      const { session } = yield* opened()
      const ends = yield* Effect.forEach(
        [inputOf("!limit 2h"), inputOf("!fail auth"), { ...inputOf("!cost 0.1\n!cost 0.5\n!hang"), budgetUsd: 0.2 }],
        (input) => Effect.map(play(session, input, spends), outcomeOf)
      )
      assert.deepStrictEqual(spent, [0.1], "what is within the budget is told as it is spent")
      assert.deepStrictEqual(
        ends.map((end) => end?._tag),
        ["Limited", "Failed", "OverBudget"]
      )
      assert.isAbove((ends[0]?._tag === "Limited" ? ends[0].resetsAt : undefined) ?? 0, 0)
    })
  )

  it.effect("a tool that fails, a sub-agent's tool and a plan are shown as such", () =>
    Effect.gen(function* () {
      const { session } = yield* opened()
      const text = '!tool-fail Edit "src/a.ts" 2ms\n!agent review 2ms\n!todo one two every 1ms'
      const events = yield* play(session, inputOf(text))
      const activities = events.flatMap((event) => (event._tag === "Activity" ? [event] : []))
      assert.deepStrictEqual(
        activities.map(({ kind, phase, parent }) => `${kind} ${phase}${parent === undefined ? "" : " inside"}`),
        ["edit started", "edit failed", "agent started", "read started inside", "read done inside", "agent done"]
      )
      const plans = events.flatMap((event) => (event._tag === "Plan" ? [event.items.map(({ status }) => status)] : []))
      assert.deepStrictEqual(plans, [
        ["active", "pending"],
        ["done", "active"],
        ["done", "done"]
      ])
    })
  )

  it.effect("writes nothing outside of its working directory, and nothing that nobody allowed", () =>
    Effect.gen(function* () {
      const files = yield* FileSystem.FileSystem
      const outside = yield* files.makeTempDirectoryScoped({ prefix: "outside-" })
      const { backend, options, session } = yield* opened({ permissions: "full" })
      const { workdir } = options.agent
      yield* files.symlink(outside, join(workdir, "out"))
      yield* files.symlink(join(outside, "linked"), join(workdir, "link.md"))
      const tries = ["../a.md", join(outside, "a.md"), "out/a.md", "out/deep/a.md", "link.md"]
      const ended = yield* play(session, inputOf(tries.map((file) => `!write ${file} "x"`).join("\n")))
      const phases = ended.flatMap((event) =>
        event._tag === "Activity" && event.phase !== "started" ? [`${event.phase} ${event.detail}`] : []
      )
      assert.deepStrictEqual(phases, Array(tries.length).fill("failed outside of the working directory"))
      assert.deepStrictEqual(readdirSync(outside), [])

      const asks = yield* backend.open({ ...options, agent: { ...options.agent, permissions: "ask" } })
      const react = (event: AgentEvent) =>
        event._tag === "Asked" ? asks.answer(event.ask.id, { _tag: "Deny", reason: "no" }) : Effect.void
      const denied = yield* play(asks, inputOf('!write notes.md "x"'), react)
      assert.isTrue(denied.some((event) => event._tag === "Asked"))
      assert.deepStrictEqual(readdirSync(workdir).sort(), ["link.md", "out"])
    })
  )

  it.effect("says which of the service's tools it sees, what they answer, and that it has none", () =>
    Effect.gen(function* () {
      const { backend, options, session } = yield* opened()
      const mcp = yield* makeLoopbackMcp
      const equipped = yield* backend.open({ ...options, tools: mcp.tools })
      const text =
        '!tools\n!call fail {"why":"no such worker"}\n!call echo not-json\n!call echo {"text":"!say hi\\n!hang"}'
      const events = yield* play(equipped, inputOf(text))
      const [names, failed, garbled, said] = textOf(events).trim().split("\n\n")
      assert.strictEqual(names, "echo, fail, wait")
      assert.match(failed ?? "", /^fail failed: .*no such worker/)
      assert.match(garbled ?? "", /^echo failed: /)
      assert.strictEqual(said, '{"said":"!say hi\\n!hang"}')
      assert.deepStrictEqual(mcp.calls.at(-1)?.input, { text: "!say hi\n!hang" })
      const activities = events.flatMap((event) =>
        event._tag === "Activity" && event.phase !== "started" ? [`${event.kind} ${event.title} ${event.phase}`] : []
      )
      assert.deepStrictEqual(activities, ["mcp fail failed", "mcp echo failed", "mcp echo done"])

      const without = textOf(yield* play(session, inputOf("!tools\n!call echo {}")))
      assert.match(without, /no tools were given\s+echo failed: no tools were given/)
    })
  )

  it.effect("tells how far a tool has come, and of a wrong token that it is refused", () =>
    Effect.gen(function* () {
      const { backend, options } = yield* opened()
      const mcp = yield* makeLoopbackMcp
      const session = yield* backend.open({ ...options, tools: mcp.tools })
      yield* mcp.waiting.pipe(Effect.andThen(mcp.release), Effect.forkScoped)
      const events = yield* play(session, inputOf('!call wait {"text":"at last"}'))
      const phases = events.flatMap((event) => (event._tag === "Activity" ? [event.phase] : []))
      assert.deepStrictEqual(phases, ["started", "progress", "done"])
      assert.strictEqual(textOf(events).trim(), "at last")

      const tools = { ...mcp.tools, token: Redacted.make("of another") }
      const stranger = yield* backend.open({ ...options, tools })
      const refused = textOf(yield* play(stranger, inputOf('!call echo {"text":"yo"}')))
      assert.include(refused, "echo failed: the tools answer with 401")
      assert.strictEqual(mcp.calls.length, 1)
    })
  )

  it.effect("what is steered is answered in the same turn", () =>
    Effect.gen(function* () {
      const { session } = yield* opened()
      const events = yield* play(session, inputOf("!say First. \n!ask Bash ls"), (event) =>
        event._tag === "Asked"
          ? Effect.andThen(
              session.steer("!say And this."),
              session.answer(event.ask.id, { _tag: "Allow", scope: "once" })
            )
          : Effect.void
      )
      assert.match(textOf(events), /First\.\s*Bash was allowed\.\s*And this\./)
    })
  )

  it.effect("full permissions ask nothing; a changed model is the next turn's", () =>
    Effect.gen(function* () {
      const { session } = yield* opened({ permissions: "full" })
      const events = yield* play(session, inputOf('!ask Bash "rm -rf dist"'))
      assert.isFalse(events.some(({ _tag }) => _tag === "Asked"))
      yield* session.configure({ model: "understudy", permissions: "plan" })
      const next = yield* play(session, inputOf('!ask Bash "rm -rf dist"'))
      assert.deepStrictEqual(
        next.flatMap((event) => (event._tag === "Started" ? [event.token, event.model] : [])),
        [tokenOf(events), "understudy"]
      )
      assert.include(textOf(next), "denied")
    })
  )

  it.effect("a background task starts a turn of its own beside the one that was asked for", () =>
    Effect.gen(function* () {
      const { session } = yield* opened()
      const first = yield* Effect.forkChild(
        session.spontaneous.pipe(Stream.mapEffect(Stream.runCollect), Stream.runHead),
        { startImmediately: true }
      )
      yield* play(session, inputOf("!background 1ms"))
      // Sent while the background turn begins, whichever of them the process takes first.
      const asked = yield* play(session, inputOf("!say Asked for."))
      assert.strictEqual(textOf(asked), "Asked for.")
      const own = Option.getOrElse(yield* Fiber.join(first), () => [])
      assert.strictEqual(textOf(own), "The background task has ended.")
      assert.deepStrictEqual(outcomeOf(own), { _tag: "Done" })
    })
  )

  for (const directive of ["!hang", "!stubborn"]) {
    it.effect(`${directive} ends as stopped by an interrupt that grows into a signal`, () =>
      Effect.gen(function* () {
        const { session, options } = yield* opened()
        const react = atFirst(isText, Effect.forkScoped(session.interrupt))
        const events = yield* play(session, inputOf(`!say Here.\n${directive}`), react)
        assert.deepStrictEqual(outcomeOf(events), { _tag: "Stopped" })
        yield* session.closed
        assert.deepStrictEqual(yield* processesOf(options.session), [])
      })
    )
  }

  it.effect("a turn that was answered is answered from the record, not run again, in a new process too", () =>
    Effect.gen(function* () {
      const { backend, options, session, record } = yield* opened()
      const input = inputOf("!say Only once.")
      const events = yield* play(session, input)
      const token = tokenOf(events)
      if (token === undefined) return assert.fail("no token")
      const again = yield* play(yield* backend.open({ ...options, token }), input)
      assert.strictEqual(textOf(again), "Only once.")
      assert.strictEqual(record().filter(({ type }) => type === "user").length, 1)
    })
  )

  it.effect("a new session starts fresh and never reads another's conversation", () =>
    Effect.gen(function* () {
      const { backend, options, session } = yield* opened()
      yield* play(session, inputOf("!say ok"))
      const answer = textOf(yield* play(yield* backend.open(options), inputOf("who am I?")))
      assert.include(answer, "first message")
    })
  )
})

describe("the scripted cli's program", () => {
  it("imports no value of effect, so that it starts at once", () => {
    const seen = new Set<string>()
    const visit = (name: string) => {
      if (seen.has(name)) return
      seen.add(name)
      const source = readFileSync(new URL(name, folder), "utf8")
      for (const [, from] of source.matchAll(/^import (?!type )[^"]*"([^"]+)"/gm)) {
        assert.match(from ?? "", /^(node:|\.\/)/, `${name} imports ${from}`)
        if (from?.startsWith("./")) visit(from)
      }
    }
    visit("./RehearsalCli.ts")
    assert.isAbove(seen.size, 3)
  })
})
