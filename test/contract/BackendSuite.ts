/**
 * What every backend promises, checked on the real thing: a child process per conversation. A backend brings the texts
 * that make its CLI do what a claim is about; a claim is skipped only where the manifest says that the CLI cannot.
 */
import { assert, layer } from "@effect/vitest"
import { Effect, Exit, type Layer, Scope, Stream } from "effect"
import { CliProcesses } from "../../src/core/cli/CliProcesses.ts"
import type { Answer, Ask } from "../../src/core/model/Ask.ts"
import { AskId, ResumeToken } from "../../src/core/model/Ids.ts"
import type { BackendError, BackendSession } from "../../src/core/ports/AgentBackend.ts"
import type { BackendManifest } from "../../src/core/ports/Manifest.ts"
import { backendGiven, needed, type Prepare, type Scripts } from "./BackendGiven.ts"
import {
  atFirst,
  backendLayer,
  inputOf,
  isCompleted,
  isText,
  killAll,
  outcomeOf,
  play,
  processesOf,
  runOwnerUntil,
  service,
  textOf,
  tokenOf
} from "./BackendHarness.ts"
import { backendWork } from "./BackendWork.ts"

const answering = (session: BackendSession, answer: (ask: Ask) => Answer, heard: Array<Ask>) =>
  Effect.fnUntraced(function* (event: Parameters<typeof isText>[0]) {
    if (event._tag !== "Asked") return
    heard.push(event.ask)
    assert.isTrue(yield* session.answer(event.ask.id, answer(event.ask)), "something waits for the answer")
    assert.isFalse(yield* session.answer(event.ask.id, answer(event.ask)), "an ask is answered once")
  })

const allowOnce = (): Answer => ({ _tag: "Allow", scope: "once" })
const allowSession = (): Answer => ({ _tag: "Allow", scope: "session" })
const deny = (): Answer => ({ _tag: "Deny", reason: "not today" })

export const backendSuite = (manifest: BackendManifest, prepare: Prepare): void => {
  const can = manifest.capabilities
  const live: Layer.Layer<Layer.Success<ReturnType<typeof backendLayer>>> = backendLayer(service)

  const given = backendGiven(manifest, prepare)
  const opened = Effect.gen(function* () {
    const all = yield* given
    return { ...all, session: yield* all.backend.open(all.open) }
  })
  const owned = Effect.fnUntraced(function* (pick: (scripts: Scripts) => string) {
    const all = yield* given
    const { config, environment, directory, encoded: agent, open } = all
    const input = inputOf(pick(all.scripts))
    const { turn, text } = input
    const { session } = open
    const order = { backend: manifest.name, config, environment, directory, service, session, agent, turn, text }
    return { ...all, input, order }
  })

  layer(live, { excludeTestServices: true })(`backend ${manifest.name}`, (it) => {
    it.effect("streams an answer that ends once, and says how to resume and what it used", () =>
      Effect.gen(function* () {
        const { session, scripts } = yield* opened
        const events = yield* play(session, inputOf(scripts.streamed))
        assert.deepStrictEqual(outcomeOf(events), { _tag: "Done" })
        assert.isDefined(tokenOf(events))
        assert.isAtLeast(events.filter(isText).length, can.deltas ? 2 : 1)
        const used = events.flatMap((event) => (event._tag === "Used" ? [event.usage] : []))
        assert.isAbove(
          used.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
          0
        )
        assert.strictEqual(
          used.some(({ costUsd }) => costUsd !== undefined),
          can.cost
        )
      })
    )

    it.effect("a tool is an activity that starts and is done", () =>
      Effect.gen(function* () {
        const { session, scripts } = yield* opened
        const events = yield* play(session, inputOf(scripts.usesTool))
        const phases = events.flatMap((event) => (event._tag === "Activity" ? [event.phase] : []))
        assert.strictEqual(phases[0], "started")
        assert.include(phases, "done")
        assert.deepStrictEqual(outcomeOf(events), { _tag: "Done" })
      })
    )

    it.effect("the second turn on the same process remembers the first", () =>
      Effect.gen(function* () {
        const { session, scripts } = yield* opened
        yield* play(session, inputOf(scripts.memory.first))
        const events = yield* play(session, inputOf(scripts.memory.second))
        assert.isTrue(yield* scripts.memory.proof(textOf(events)))
      })
    )

    it.effect("a new process resumes the conversation by its token", () =>
      Effect.gen(function* () {
        const { backend, open, resume, scripts } = yield* given
        const first = yield* Effect.scoped(
          Effect.flatMap(backend.open(open), (session) => play(session, inputOf(scripts.memory.first)))
        )
        const token = tokenOf(first)
        if (token === undefined) return assert.fail("no token")
        const events = yield* play(yield* resume({ token }), inputOf(scripts.memory.second))
        assert.isTrue(yield* scripts.memory.proof(textOf(events)))
      })
    )

    it.effect("a token that the cli does not know is an error, not a new conversation", () =>
      Effect.gen(function* () {
        const { resume } = yield* given
        const token = ResumeToken.make("00000000-0000-4000-8000-000000000000")
        const error: BackendError = yield* Effect.flip(resume({ token }))
        assert.strictEqual(error.reason._tag, "UnknownSession")
      })
    )

    if (can.fork) {
      it.effect("a fork remembers, under a token of its own", () =>
        Effect.gen(function* () {
          const { session, resume, scripts } = yield* opened
          const token = tokenOf(yield* play(session, inputOf(scripts.memory.first)))
          if (token === undefined) return assert.fail("no token")
          const events = yield* play(yield* resume({ token, fork: true }), inputOf(scripts.memory.second))
          assert.notStrictEqual(tokenOf(events), token)
          assert.isTrue(yield* scripts.memory.proof(textOf(events)))
        })
      )
    }

    if (can.permissionAsks) {
      it.effect("waits for a permission: allowed is done, denied is not, and an answer counts once", () =>
        Effect.gen(function* () {
          const { session, scripts } = yield* opened
          const text = needed(scripts.asksPermission)
          const asks: Array<Ask> = []
          const allowed = yield* play(session, inputOf(text), answering(session, allowOnce, asks))
          const denied = yield* play(session, inputOf(text), answering(session, deny, asks))
          assert.deepStrictEqual(
            asks.map(({ subject }) => subject._tag),
            ["Permission", "Permission"]
          )
          const ends = [allowed, denied].map((events) => [
            outcomeOf(events)?._tag,
            events.some((event) => event._tag === "Activity" && event.phase === "done")
          ])
          assert.deepStrictEqual(ends, [
            ["Done", true],
            ["Done", false]
          ])
        })
      )

      it.effect("a permission for the session is not asked for again", () =>
        Effect.gen(function* () {
          const { session, scripts } = yield* opened
          const text = needed(scripts.asksPermission)
          const asks: Array<Ask> = []
          yield* play(session, inputOf(text), answering(session, allowSession, asks))
          yield* play(session, inputOf(text), answering(session, allowSession, asks))
          const [first] = asks
          if (first?.subject._tag !== "Permission") return assert.fail("no permission was asked for")
          assert.strictEqual(asks.length, first.subject.rememberable ? 1 : 2)
        })
      )

      it.effect("an interrupt ends a turn that waits for a person", () =>
        Effect.gen(function* () {
          const { session, scripts } = yield* opened
          const react = atFirst((event) => event._tag === "Asked", Effect.forkScoped(session.interrupt))
          const events = yield* play(session, inputOf(needed(scripts.asksPermission)), react)
          assert.strictEqual(outcomeOf(events)?._tag, "Stopped")
          const asked = events.flatMap((event) => (event._tag === "Asked" ? [event.ask.id] : []))
          for (const id of asked) assert.isFalse(yield* session.answer(id, allowOnce()))
        })
      )
    }

    if (can.questions) {
      it.effect("a question's answer reaches the cli", () =>
        Effect.gen(function* () {
          const { session, scripts } = yield* opened
          const asks: Array<Ask> = []
          const choose = ({ subject }: Ask): Answer => ({
            _tag: "Chosen",
            answers:
              subject._tag === "Questions"
                ? Object.fromEntries(
                    subject.questions.map((q) => [q.question, q.options.slice(0, 1).map((o) => o.label)])
                  )
                : {}
          })
          const events = yield* play(session, inputOf(needed(scripts.asksQuestion)), answering(session, choose, asks))
          assert.deepStrictEqual(
            asks.map(({ subject }) => subject._tag),
            ["Questions"]
          )
          assert.deepStrictEqual(outcomeOf(events), { _tag: "Done" })
        })
      )
    }

    if (can.planReview) {
      it.effect("a plan waits for approval", () =>
        Effect.gen(function* () {
          const { session, scripts } = yield* opened
          const asks: Array<Ask> = []
          const events = yield* play(
            session,
            inputOf(needed(scripts.reviewsPlan)),
            answering(session, () => ({ _tag: "Approve" }), asks)
          )
          assert.deepStrictEqual(
            asks.map(({ subject }) => subject._tag),
            ["PlanReview"]
          )
          assert.deepStrictEqual(outcomeOf(events), { _tag: "Done" })
        })
      )
    }

    it.effect("an answer to an ask that nobody made is refused", () =>
      Effect.gen(function* () {
        const { session } = yield* opened
        assert.isFalse(yield* session.answer(AskId.make("nobody"), allowOnce()))
      })
    )

    if (can.interrupt) {
      it.effect("an interrupt stops the turn, keeps what was said, and leaves the session usable", () =>
        Effect.gen(function* () {
          const { session, scripts } = yield* opened
          const react = atFirst(isText, Effect.forkScoped(session.interrupt))
          const events = yield* play(session, inputOf(scripts.endless), react)
          assert.strictEqual(outcomeOf(events)?._tag, "Stopped")
          assert.notStrictEqual(textOf(events), "")
          assert.deepStrictEqual(outcomeOf(yield* play(session, inputOf(scripts.streamed))), { _tag: "Done" })
        })
      )
    }

    it.effect("steers a running turn if it can, and never an idle session", () =>
      Effect.gen(function* () {
        const { session, scripts } = yield* opened
        assert.isFalse(yield* session.steer("and quickly"))
        const steered: Array<boolean> = []
        const steer = Effect.map(session.steer("and quickly"), (done) => steered.push(done))
        const react = atFirst(isText, Effect.andThen(steer, Effect.forkScoped(session.interrupt)))
        yield* play(session, inputOf(scripts.endless), react)
        assert.deepStrictEqual(steered, [can.steer])
      })
    )

    it.effect("changes permissions without a new process if it can, and stays usable", () =>
      Effect.gen(function* () {
        const { session, scripts } = yield* opened
        assert.strictEqual(yield* session.configure({ permissions: "accept-edits" }), can.reconfigure)
        assert.deepStrictEqual(outcomeOf(yield* play(session, inputOf(scripts.streamed))), { _tag: "Done" })
      })
    )

    it.effect("a process that dies under a turn fails it as a crash, and every later turn too", () =>
      Effect.gen(function* () {
        const { session, scripts, open } = yield* opened
        const events = yield* play(session, inputOf(scripts.endless), atFirst(isText, killAll(open.session)))
        const outcome = outcomeOf(events)
        assert.strictEqual(outcome?._tag === "Failed" ? outcome.kind : outcome?._tag, "crash")
        yield* session.closed
        assert.strictEqual(outcomeOf(yield* play(session, inputOf(scripts.streamed)))?._tag, "Failed")
        assert.isFalse(yield* session.steer("still there?"))
      })
    )

    it.effect("closing the scope in the middle of a turn leaves no process", () =>
      Effect.gen(function* () {
        const { backend, open, scripts } = yield* given
        const scope = yield* Scope.make()
        const session = yield* Scope.provide(backend.open(open), scope)
        yield* session.run(inputOf(scripts.endless)).pipe(Stream.takeUntil(isText), Stream.runDrain)
        assert.isAbove((yield* processesOf(open.session)).length, 0)
        yield* Scope.close(scope, Exit.void)
        assert.deepStrictEqual(yield* processesOf(open.session), [])
        yield* session.closed
      })
    )

    it.effect("a turn that its dead service never sent was not reached", () =>
      Effect.gen(function* () {
        const { backend, open, order } = yield* owned(({ streamed }) => streamed)
        const events = yield* runOwnerUntil(order, isCompleted)
        const token = tokenOf(events)
        const options = token === undefined ? open : { ...open, token }
        assert.deepStrictEqual(yield* backend.recover(options, inputOf("never sent")), { _tag: "NotReached" })
      })
    )

    if (can.survivesService) {
      it.effect("a turn whose service was killed is finished by its process, with nothing lost", () =>
        Effect.gen(function* () {
          const { backend, open, input, scripts, order } = yield* owned(({ outlives }) => outlives)
          const events = yield* runOwnerUntil(order, isText)
          const token = tokenOf(events)
          const recovered = yield* backend.recover(token === undefined ? open : { ...open, token }, input)
          if (recovered._tag !== "Finished") return assert.fail(`was ${recovered._tag}`)
          assert.deepStrictEqual(outcomeOf(recovered.events), { _tag: "Done" })
          assert.isTrue(textOf(recovered.events).endsWith(scripts.outlivesEnd))
          assert.deepStrictEqual(yield* processesOf(open.session), [])
        })
      )
    }

    it.effect("a turn that died with its process was begun and not finished", () =>
      Effect.gen(function* () {
        const { backend, open, input, order } = yield* owned(({ endless }) => endless)
        const events = yield* runOwnerUntil(order, isText)
        yield* killAll(open.session)
        const processes = yield* CliProcesses
        assert.isTrue(yield* processes.awaitGone(open.session, 10_000))
        const token = tokenOf(events)
        const recovered = yield* backend.recover(token === undefined ? open : { ...open, token }, input)
        assert.strictEqual(recovered._tag, "Unfinished")
      })
    )
  })
  backendWork(manifest, prepare)
}
