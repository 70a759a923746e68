/**
 * What a person sees of a job in the chat, while its workers run, after a restart, and when it is tried again. Times are
 * the test clock's; the platform is as strict as a real one.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Layer, Scope } from "effect"
import { Agents } from "../../../src/core/agents/Agents.ts"
import { controlConversation } from "../../../src/core/control/ControlConversation.ts"
import { ConversationId, MessageId, UserId, type WorkerId } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import type { Origin } from "../../../src/core/model/Worker.ts"
import { Stage } from "../../../src/core/render/Stage.ts"
import { layerCards } from "../../../src/core/workers/Cards.ts"
import type { WorkerRequest } from "../../../src/core/workers/Workers.ts"
import { type FakeOptions, fakeConversation, makeFakePlatform } from "../../support/FakePlatform.ts"
import { makeFakePool, says, spent } from "../../support/FakeWorkers.ts"
import { memoryState } from "../../support/MemoryState.ts"
import { pass } from "../../support/Pass.ts"

const room = ConversationId.make("room")

const rig = (options: FakeOptions = {}) =>
  Effect.gen(function* () {
    const fake = makeFakePlatform(options)
    const pool = yield* makeFakePool()
    const state = yield* Layer.build(memoryState)
    const message = { platform: fake.platform.name, conversation: room, message: MessageId.make("p1") }
    const origin: Origin = {
      conversation: fakeConversation("room", fake.platform.name),
      person: { id: UserId.make("ann"), name: "ann", roles: [] },
      message,
      asked: []
    }
    const layer = layerCards({ finish: "auto", keep: "30 days" }).pipe(
      Layer.provide([Stage.layer([fake.platform]), pool.layer, Layer.succeedContext(state), Layer.mock(Agents)({})])
    )
    /** One life of the service; the pool and the stores outlive it. */
    const life = Effect.gen(function* () {
      const scope = yield* Scope.make()
      yield* Layer.buildWithScope(layer, scope)
      return { end: Scope.close(scope, Exit.void) }
    })
    const asks = (titles: ReadonlyArray<string>, more: Partial<Origin> = {}) => {
      const [first = "task", ...rest] = titles
      const request = (title: string): WorkerRequest => ({ text: `review ${title}`, title })
      return pool.workers.spawn({
        key: titles.join(),
        title: "review",
        origin: { ...origin, ...more },
        workers: [request(first), ...rest.map(request)]
      })
    }
    const named = (title: string): WorkerId => {
      const found = pool.all().find((worker) => worker.title === title)
      if (found === undefined) throw new Error(`there is no worker ${title}`)
      return found.id
    }
    return {
      fake,
      pool,
      life,
      asks,
      mark: () => fake.marks(message),
      screen: () => fake.screen(room),
      begin: (title: string) => pool.begin(named(title)),
      says: (title: string, text: string) => pool.event(named(title), says(text)),
      done: (title: string, text: string, cost = 0.1) => pool.end(named(title), { text, usage: spent(cost) }),
      fails: (title: string) =>
        pool.end(named(title), {
          outcome: Outcome.cases.Failed.make({ kind: "crash", message: "the cli ended with exit code 1" })
        }),
      retry: (title: string) => pool.workers.retry(named(title), "ann"),
      edits: () => fake.transcript.filter(({ operation }) => operation._tag === "Edit").length
    }
  })

describe("Cards", () => {
  it.effect("one message follows the job, paced, and ends with what each worker found", () =>
    Effect.gen(function* () {
      const test = yield* rig()
      const stop = yield* test.life
      yield* test.asks(["tests", "docs"])
      yield* pass(100)
      assert.strictEqual(
        test.screen(),
        [
          "orchestrator (answering): **review**",
          "*· 2 waiting · at most $2.00 · 0s*",
          "· **tests** · waiting",
          "· **docs** · waiting",
          "  [Cancel]"
        ].join("\n")
      )
      assert.strictEqual(test.mark(), "working")
      yield* test.begin("tests")
      yield* test.begin("docs")
      for (let word = 0; word < 100; word++) {
        yield* test.says("tests", `word ${word} `)
        yield* pass(50)
      }
      assert.isAtMost(test.edits(), 6)
      assert.include(test.screen(), "▸ **tests** · word 0 word 1")
      yield* test.done("tests", "all pass")
      yield* test.done("docs", "two typos")
      yield* pass(2_000)
      assert.strictEqual(
        test.screen(),
        [
          "orchestrator (answering): **review**",
          "*✓ 2 done · $0.20 · 5s*",
          "✓ **tests** · 5s · $0.10 of $1.00",
          "✓ **docs** · 5s · $0.10 of $1.00",
          "",
          "**tests**",
          "all pass",
          "",
          "**docs**",
          "two typos"
        ].join("\n")
      )
      assert.strictEqual(test.mark(), "done")
      yield* stop.end
    })
  )

  it.effect("a restart goes on in the same message, and a retry as well", () =>
    Effect.gen(function* () {
      const test = yield* rig()
      const first = yield* test.life
      yield* test.asks(["tests", "docs"])
      yield* test.begin("tests")
      yield* test.begin("docs")
      yield* pass(3_000)
      yield* first.end
      yield* test.fails("docs")
      const second = yield* test.life
      yield* pass(1_500)
      assert.include(test.screen(), "✗ **docs** · failed · exit 1")
      yield* pass(25_000)
      yield* test.done("tests", "all pass")
      yield* pass(3_000)
      assert.strictEqual(
        test.screen(),
        [
          "orchestrator (answering): **review**",
          "*✗ 1 of 2 failed · 1 done · $0.10 · 29s*",
          "✓ **tests** · 29s · $0.10 of $1.00",
          "✗ **docs** · failed · exit 1",
          "orchestrator (answering): **tests**",
          "all pass",
          "",
          "**docs**",
          "✗ failed · the cli ended with exit code 1 · retry; if it happens again run orchestrator doctor",
          "  [Retry 1 failed]"
        ].join("\n")
      )
      assert.strictEqual(test.mark(), "failed")
      yield* test.retry("docs")
      yield* pass(3_000)
      yield* test.begin("docs")
      yield* pass(3_000)
      assert.strictEqual(test.fake.messages(room).length, 1)
      assert.include(test.screen(), "*▸ 1 of 2 running")
      yield* test.done("docs", "fine now")
      yield* pass(3_000)
      assert.include(test.screen(), "*✓ 2 done · $0.20 · 3s*")
      assert.include(test.screen(), "fine now")
      assert.strictEqual(test.fake.messages(room).length, 1)
      assert.strictEqual(test.mark(), "done")
      yield* second.end
      const third = yield* test.life
      const before = test.fake.transcript.length
      yield* pass(30_000)
      assert.strictEqual(test.fake.transcript.length, before)
      yield* third.end
    })
  )

  it.effect("a lost answer, a limit and a deleted card: one card in the end, with everything in it", () =>
    Effect.gen(function* () {
      const test = yield* rig()
      const { end } = yield* test.life
      test.fake.fail({ kind: "unreachable-after", when: ({ _tag }) => _tag === "Post" })
      test.fake.fail({ kind: { rateLimitedMillis: 4_000 }, when: ({ _tag }) => _tag === "Edit" })
      yield* test.asks(["tests", "docs"])
      yield* pass(1_000)
      yield* test.begin("tests")
      yield* pass(6_000)
      assert.include(test.screen(), "1 of 2 running")
      const [card] = test.fake.messages(room)
      assert.isDefined(card)
      test.fake.remove(card.ref)
      yield* test.begin("docs")
      yield* test.done("tests", "all pass")
      yield* test.done("docs", "two typos")
      yield* pass(5_000)
      assert.strictEqual(test.fake.messages(room).length, 1)
      assert.include(test.screen(), "two typos")
      assert.strictEqual(test.mark(), "done")
      yield* end
    })
  )

  it.effect("what nobody sees has no card: a job that was asked for over a wire", () =>
    Effect.gen(function* () {
      const test = yield* rig()
      const { end } = yield* test.life
      yield* test.asks(["tests"], { conversation: controlConversation("desk") })
      yield* test.begin("tests")
      yield* test.done("tests", "all pass")
      yield* pass(1_000)
      assert.strictEqual(test.fake.transcript.length, 0)
      yield* end
    })
  )
})
