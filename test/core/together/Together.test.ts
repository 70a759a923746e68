import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { Bindings } from "../../../src/core/agents/Bindings.ts"
import { AgentName } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { pass } from "../../support/Pass.ts"
import { makeToolRig, owner, room, thread } from "../toolbox/ToolRig.ts"

const names = (...all: ReadonlyArray<string>) => all.map((name) => AgentName.make(name))

describe("agents together", () => {
  it.effect("the question is seen, the asked turn spends the asker's budget, and its answer comes back", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig({ answers: ({ agent }) => `${agent} says yes` })
      const scout = yield* rig.begin("scout", room("a"))
      const answer = yield* rig.call(scout, "ask_agent", { agent: "smith", text: "is it good?" })
      const [turn] = rig.said
      assert.deepStrictEqual(answer, {
        agent: "smith",
        ask: turn?.id ?? "",
        state: "done",
        text: "smith says yes",
        seconds: 1
      })
      assert.strictEqual(rig.fake.screen(room("a").id), "scout: **smith**: is it good?")
      assert.deepStrictEqual(turn?.origin, rig.fake.messages(room("a").id)[0]?.ref, "it answers that message")
      assert.strictEqual(turn?.within, scout.id)
      assert.deepStrictEqual(turn?.asked, names("scout"))
      assert.deepStrictEqual(turn?.person, scout.person)
      assert.strictEqual(turn?.session, "default/smith/fake:a")
    }).pipe(Effect.scoped)
  )

  it.effect("a question that no message can hold is cut for people, and whole for the agent", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig({ answers: () => "yes" })
      const scout = yield* rig.begin("scout", room("a"))
      const text = `look at this\n\n\`\`\`ts\n${"const one = 1\n".repeat(1000)}\`\`\`\nis it good?`
      yield* rig.call(scout, "ask_agent", { agent: "smith", text })
      assert.strictEqual(rig.said[0]?.text, text)
      const [shown] = rig.fake.messages(room("a").id)
      const markdown = shown?.body.markdown ?? ""
      assert.match(markdown, /^\*\*smith\*\*:\nlook at this\n\n```ts\n(?:const one = 1\n)+```\n…$/)
      assert.deepStrictEqual(rig.said[0]?.origin, shown?.ref)
    }).pipe(Effect.scoped)
  )

  it.effect("circles, depth, number and rate are bounded, with words to the agent and one line to the people", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig({ limits: { hops: 2, perTurn: 3, perMinute: 4 }, answers: () => "yes" })
      const ask = (agent: string) => ({ agent, text: "x" })
      const scout = yield* rig.begin("scout", room("a"))
      assert.match(
        yield* rig.refused(scout, "ask_agent", ask("scout")),
        /^refused: scout was not asked: an agent cannot/
      )
      assert.match(yield* rig.refused(scout, "ask_agent", ask("scout")), /^refused/)
      const deep = yield* rig.begin("smith", room("b"), { asked: names("scout") })
      assert.match(yield* rig.refused(deep, "ask_agent", ask("scout")), /in a circle \(scout → smith → scout\)/)
      const deeper = yield* rig.begin("smith", room("c"), { asked: names("a", "b") })
      assert.match(yield* rig.refused(deeper, "hand_over", ask("critic")), /2 agents in a row is the limit/)
      for (let time = 0; time < 3; time++) yield* rig.call(scout, "ask_agent", ask("smith"))
      assert.match(yield* rig.refused(scout, "ask_agent", ask("smith")), /one turn may ask 3 times/)
      const critic = yield* rig.begin("critic", room("a"))
      yield* rig.call(critic, "ask_agent", ask("smith"))
      assert.match(yield* rig.refused(critic, "ask_agent", ask("smith")), /4 times a minute here/)
      yield* pass("61 seconds")
      yield* rig.call(critic, "ask_agent", ask("smith"))
      const told = rig.fake.messages(room("a").id).filter(({ author }) => author === "orchestrator")
      assert.deepStrictEqual(
        told.map(({ body }) => body.markdown.split(":")[0]),
        ["*✗ scout did not reach scout", "*✗ scout did not reach smith", "*✗ critic did not reach smith"],
        "each reason is told once"
      )
    }).pipe(Effect.scoped)
  )

  it.effect("two that ask each other out of two messages do not wait for one another for ever", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig()
      const scout = yield* rig.begin("scout", room("a"))
      const waiting = yield* Effect.forkChild(rig.call(scout, "ask_agent", { agent: "critic", text: "x" }))
      yield* pass("1 second")
      const critic = rig.said[0]
      assert.isDefined(critic)
      assert.match(
        yield* rig.refused({ ...critic, asked: [] }, "ask_agent", { agent: "scout", text: "x" }),
        /circle|waiting for an answer itself/
      )
      // Of its own message, not of scout's: nothing in the row tells that scout waits for it.
      const own = yield* rig.begin("critic", room("a"))
      assert.match(
        yield* rig.refused(own, "ask_agent", { agent: "scout", text: "x" }),
        /^refused: scout was not asked: scout is waiting for an answer itself/
      )
      yield* rig.end(critic, Outcome.cases.Done.make({}), "yes")
      yield* pass("6 seconds")
      yield* Fiber.join(waiting)
      yield* rig.begin("critic", room("a"))
      yield* rig.call(own, "ask_agent", { agent: "scout", text: "x", wait: 0 })
    }).pipe(Effect.scoped)
  )

  it.effect("who stops asking is not stopped waiting for: the answer can be fetched later, by nobody else", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig()
      const scout = yield* rig.begin("scout", room("a"))
      const smith = yield* rig.begin("smith", room("a"))
      const first = yield* Effect.forkChild(rig.call(scout, "ask_agent", { agent: "critic", text: "x", wait: 5 }))
      yield* pass("6 seconds")
      assert.include(JSON.stringify(yield* Fiber.join(first)), '"state":"working"')
      const [turn] = rig.said
      assert.isDefined(turn)
      assert.match(yield* rig.refused(smith, "ask_agent", { ask: turn.id }), /^unknown: nothing was asked/)
      const second = yield* Effect.forkChild(rig.call(scout, "ask_agent", { ask: turn.id }))
      yield* pass("1 second")
      yield* rig.end(turn, Outcome.cases.Failed.make({ kind: "crash", message: "it crashed" }), "half")
      yield* pass("6 seconds")
      const answer = yield* Fiber.join(second)
      assert.include(JSON.stringify(answer), '"state":"failed","text":"half","error":"it crashed; retry')
      assert.deepStrictEqual(rig.stopped, [])
    }).pipe(Effect.scoped)
  )

  for (const [how, outcome, ends] of [
    ["stopped", Outcome.cases.Stopped.make({ by: "ann" }), true],
    ["over its budget", Outcome.cases.OverBudget.make({ budget: "turn", limitUsd: 1, message: "over" }), true],
    ["done", Outcome.cases.Done.make({}), false]
  ] as const) {
    it.effect(`a turn that is ${how} ${ends ? "takes" : "leaves"} those that it asked`, () =>
      Effect.gen(function* () {
        const rig = yield* makeToolRig()
        const scout = yield* rig.begin("scout", room("a"))
        yield* rig.call(scout, "ask_agent", { agent: "smith", text: "x", wait: 0 })
        const [turn] = rig.said
        assert.isDefined(turn)
        yield* rig.call(turn, "ask_agent", { agent: "critic", text: "y", wait: 0 })
        yield* rig.end(scout, outcome)
        yield* pass("20 seconds")
        assert.deepStrictEqual(rig.stopped, ends ? rig.said.map(({ id }) => id) : [], "all the way down")
      }).pipe(Effect.scoped)
    )
  }

  it.effect("handing over makes the thread the other one's, and says so", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig()
      const scout = yield* rig.begin("scout", thread("t"))
      yield* rig.call(scout, "hand_over", { agent: "smith", text: "finish it" })
      assert.strictEqual(rig.fake.screen(thread("t").id), "scout: handed over to **smith**: finish it")
      assert.deepStrictEqual(rig.said[0]?.asked, names("scout"))
      const bindings = yield* Effect.provideContext(Bindings, rig.services)
      const of = (conversation: ReturnType<typeof room>) =>
        Effect.map(
          bindings.routes({ conversation, named: [] }),
          ([route]) => `${route?.agent} ${route?.trigger} ${route?.by}`
        )
      assert.deepStrictEqual(yield* of(thread("t")), "smith all conversation")
      assert.deepStrictEqual(yield* of(room("hall")), "scout mention default", "the channel is as it was")
      const channel = yield* rig.begin("scout", room("c"))
      yield* rig.call(channel, "hand_over", { agent: "smith", text: "yours" })
      assert.deepStrictEqual(yield* of(room("c")), "smith mention conversation")
      assert.match(yield* rig.refused(owner, "hand_over", { agent: "smith", text: "x" }), /^refused: only an agent/)
    }).pipe(Effect.scoped)
  )

  it.effect("a thread that was one agent's stays that agent's when it asks another one there", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig({ answers: () => "yes" })
      const smith = yield* rig.begin("smith", thread("t"))
      yield* rig.call(smith, "ask_agent", { agent: "scout", text: "x" })
      const bindings = yield* Effect.provideContext(Bindings, rig.services)
      const [route] = yield* bindings.routes({ conversation: thread("t"), named: [] })
      assert.deepStrictEqual([route?.agent, route?.trigger], ["smith", "all"])
    }).pipe(Effect.scoped)
  )

  it.effect("an owner asks in a conversation that is known, or where nobody sees it", () =>
    Effect.gen(function* () {
      const rig = yield* makeToolRig({ answers: ({ conversation }) => `from ${conversation.id}` })
      yield* rig.begin("scout", room("a"))
      const ask = { agent: "smith", text: "x" }
      assert.include(JSON.stringify(yield* rig.call(owner, "ask_agent", ask)), "from mcp")
      assert.include(JSON.stringify(yield* rig.call(owner, "ask_agent", { ...ask, conversation: "fake:a" })), "from a")
      assert.strictEqual(rig.fake.screen(room("a").id), "orchestrator: **smith**: x")
      assert.match(
        yield* rig.refused(owner, "ask_agent", { ...ask, conversation: "fake:nowhere" }),
        /^unknown: there is no conversation fake:nowhere/
      )
    }).pipe(Effect.scoped)
  )
})
