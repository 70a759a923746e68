import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"
import { Agent } from "../../../src/core/model/Agent.ts"
import { AgentEvent } from "../../../src/core/model/AgentEvent.ts"
import { AskId, BackendName, ResumeToken } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { noUsage } from "../../../src/core/model/Usage.ts"
import { type AgentBackend, noBackendCapabilities, type Recovered } from "../../../src/core/ports/AgentBackend.ts"
import { JournalEntry } from "../../../src/core/ports/Journal.ts"
import * as Words from "../../../src/core/render/Words.ts"
import { makePendingAsks } from "../../../src/core/sessions/PendingAsks.ts"
import { resumption } from "../../../src/core/sessions/TurnRecovery.ts"
import { answerText } from "../../../src/core/sessions/TurnState.ts"
import { happened, makeLive, someTurn } from "./TurnRig.ts"

const agent = Schema.decodeSync(Agent)({
  name: "scout",
  description: "looks",
  backend: "test",
  workdir: "/",
  persona: "You are scout.",
  personaVersion: "1"
})
const text = (delta: string) => AgentEvent.cases.Text.make({ part: "p", delta })
const finished: Recovered = {
  _tag: "Finished",
  events: [text("All of it."), AgentEvent.cases.Completed.make({ outcome: Outcome.cases.Done.make({}) })]
}

/** A turn that was torn off after it had shown "Half", and a CLI that remembers `known` of each attempt's message. */
const makeTorn = (options: {
  readonly attempts: number
  readonly known: (message: string) => Recovered
  readonly token?: string
  readonly unattended?: boolean
  /** What else it is known to have done. */
  readonly heard?: ReadonlyArray<AgentEvent>
}) =>
  Effect.gen(function* () {
    const { live, reconnected, recorded, state } = makeLive([
      JournalEntry.cases.Accepted.make({ turn: someTurn }),
      JournalEntry.cases.Dispatched.make({ attempt: options.attempts }),
      happened(text("Half")),
      ...(options.heard ?? []).map(happened)
    ])
    const asks = yield* makePendingAsks(live, "10 minutes")
    const lookedFor: Array<string> = []
    const backend: AgentBackend = {
      name: BackendName.make("test"),
      capabilities: noBackendCapabilities,
      open: () => Effect.die("nothing is run here"),
      recover: (_open, { turn }) =>
        Effect.sync(() => {
          lookedFor.push(turn)
          return options.known(turn)
        }),
      takeover: () => []
    }
    const { token = "t1" } = options
    const run = resumption({
      live,
      asks,
      backend,
      open: {
        session: someTurn.session,
        agent,
        fork: false,
        ...(token === "" ? {} : { token: ResumeToken.make(token) })
      },
      input: { turn: someTurn.id, text: "hello", attachments: [] },
      attempts: options.attempts,
      unattended: options.unattended ?? false
    })
    return { asks, lookedFor, reconnected, recorded, run, shown: () => answerText(state()) }
  })

describe("a turn that was torn off", () => {
  it.effect("runs when the cli never saw it, and shows nothing of what was half there", () =>
    Effect.gen(function* () {
      const torn = yield* makeTorn({ attempts: 1, known: () => ({ _tag: "NotReached" }) })
      assert.deepStrictEqual(yield* torn.run, { _tag: "Run", text: "hello" })
      assert.strictEqual(torn.shown(), "")
      assert.deepStrictEqual(torn.reconnected, [true, false])
    }).pipe(Effect.scoped)
  )

  it.effect("is read back when the cli finished it alone, also when nobody knew its conversation yet", () =>
    Effect.gen(function* () {
      for (const token of ["t1", ""]) {
        const torn = yield* makeTorn({ attempts: 1, known: () => finished, token })
        assert.deepStrictEqual(yield* torn.run, { _tag: "Replay", events: finished.events })
        assert.strictEqual(torn.shown(), "", "the whole answer comes in its place")
      }
    }).pipe(Effect.scoped)
  )

  it.effect("is paid once, however often it is read back", () =>
    Effect.gen(function* () {
      const used = (costUsd: number) => AgentEvent.cases.Used.make({ usage: { ...noUsage, costUsd } })
      const spending = (costUsd: number) => AgentEvent.cases.Spending.make({ costUsd })
      const told = [spending(0.1), used(0.1), spending(0.2), used(0.2)]
      const known: Recovered = { _tag: "Finished", events: [...told, ...finished.events] }
      for (const [heard, left] of [
        [0, 0],
        [1, 0],
        [2, 2],
        [3, 2],
        [4, 4]
      ] as const) {
        const torn = yield* makeTorn({ attempts: 1, known: () => known, heard: told.slice(0, heard) })
        assert.deepStrictEqual(yield* torn.run, { _tag: "Replay", events: [...told.slice(left), ...finished.events] })
      }
    }).pipe(Effect.scoped)
  )

  it.effect("is looked for under every message that the cli may have seen, the last one first", () =>
    Effect.gen(function* () {
      const torn = yield* makeTorn({
        attempts: 3,
        known: (message) => (message === someTurn.id ? finished : { _tag: "NotReached" })
      })
      assert.strictEqual((yield* torn.run)._tag, "Replay")
      assert.deepStrictEqual(torn.lookedFor, [`${someTurn.id}~3`, `${someTurn.id}~2`, someTurn.id])
    }).pipe(Effect.scoped)
  )

  it.effect("is continued by itself once, with what was said so far", () =>
    Effect.gen(function* () {
      const torn = yield* makeTorn({ attempts: 1, known: () => ({ _tag: "Unfinished", said: "Half and more" }) })
      assert.deepStrictEqual(yield* torn.run, { _tag: "Run", text: Words.continueWhereYouStopped })
      assert.strictEqual(torn.shown(), "Half and more")
    }).pipe(Effect.scoped)
  )

  it.effect("begins anew when there is no conversation to continue in", () =>
    Effect.gen(function* () {
      const torn = yield* makeTorn({ attempts: 1, known: () => ({ _tag: "Unfinished", said: "Half" }), token: "" })
      assert.deepStrictEqual(yield* torn.run, { _tag: "Run", text: "hello" })
      assert.strictEqual(torn.shown(), "")
    }).pipe(Effect.scoped)
  )

  it.effect("the second time asks a person, and does what they choose", () =>
    Effect.gen(function* () {
      const chosen = [
        [Words.tornOffContinue, "Run", "Half"],
        [Words.tornOffStartOver, "StartOver", ""],
        [Words.tornOffDrop, "Drop", "Half"]
      ] as const
      for (const [label, then, shown] of chosen) {
        const torn = yield* makeTorn({ attempts: 2, known: () => ({ _tag: "Unfinished", said: "Half" }) })
        const running = yield* Effect.forkChild(torn.run, { startImmediately: true })
        const [ask] = yield* torn.asks.all
        assert.strictEqual(ask?.subject._tag, "Questions")
        const answer = { _tag: "Chosen", answers: { [Words.tornOffQuestion(2)]: [label] } } as const
        assert.isTrue(yield* torn.asks.answer(ask?.id ?? AskId.make("none"), answer, { by: "ann" }))
        assert.strictEqual((yield* Fiber.join(running))._tag, then)
        assert.strictEqual(torn.shown(), shown)
      }
    }).pipe(Effect.scoped)
  )

  it.effect("is not handed over for ever to a cli that never hears of it", () =>
    Effect.gen(function* () {
      const never = (attempts: number) => makeTorn({ attempts, known: () => ({ _tag: "NotReached" }) })
      assert.strictEqual((yield* (yield* never(4)).run)._tag, "Run")
      for (const [label, then] of [
        [Words.tornOffContinue, "Run"],
        [Words.tornOffDrop, "Drop"]
      ] as const) {
        const torn = yield* never(5)
        const running = yield* Effect.forkChild(torn.run, { startImmediately: true })
        const [ask] = yield* torn.asks.all
        const answer = { _tag: "Chosen", answers: { [Words.tornOffQuestion(5)]: [label] } } as const
        assert.isTrue(yield* torn.asks.answer(ask?.id ?? AskId.make("none"), answer, { by: "ann" }))
        assert.strictEqual((yield* Fiber.join(running))._tag, then)
      }
    }).pipe(Effect.scoped)
  )

  it.effect("is given up where nobody watches, unless its cli finished or never began", () =>
    Effect.gen(function* () {
      const fates = [
        [{ _tag: "Unfinished", said: "" }, 1, "GiveUp"],
        [{ _tag: "NotReached" }, 1, "Run"],
        [{ _tag: "NotReached" }, 5, "GiveUp"],
        [{ _tag: "Finished", events: [] }, 1, "Replay"]
      ] as const
      for (const [recovered, attempts, then] of fates) {
        const torn = yield* makeTorn({ attempts, known: () => recovered, unattended: true })
        assert.strictEqual((yield* torn.run)._tag, then)
        assert.deepStrictEqual(yield* torn.asks.all, [])
      }
    }).pipe(Effect.scoped)
  )

  it.effect("and is dropped when nobody chooses", () =>
    Effect.gen(function* () {
      const torn = yield* makeTorn({ attempts: 2, known: () => ({ _tag: "Unfinished", said: "" }) })
      const running = yield* Effect.forkChild(torn.run, { startImmediately: true })
      yield* TestClock.adjust("10 minutes")
      assert.deepStrictEqual(yield* Fiber.join(running), { _tag: "Drop" })
    }).pipe(Effect.scoped)
  )
})
