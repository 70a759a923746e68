import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer, Schema } from "effect"
import * as FastCheck from "fast-check"
import { Binding, isAddressed, resolveRoutes } from "../../../src/core/agents/Binding.ts"
import { Bindings } from "../../../src/core/agents/Bindings.ts"
import { Conversation } from "../../../src/core/model/Conversation.ts"
import { AgentName, ConversationId, PlatformName } from "../../../src/core/model/Ids.ts"
import { memoryState } from "../../support/MemoryState.ts"

const plaza = PlatformName.make("plaza")
const thread = Schema.decodeSync(Conversation)({
  platform: "plaza",
  id: "thread",
  within: ["channel", "category", "workspace"],
  kind: "thread"
})
const bind = (agent: string, conversation?: string, platform = "plaza") =>
  Schema.decodeSync(Binding)({ platform, agent, ...(conversation === undefined ? {} : { conversation }) })
const fallback = AgentName.make("fallback")
const places = ["thread", "channel", "category", "workspace", undefined] as const
const agentOf = (place: string | undefined) => `for-${place ?? "platform"}`

describe("Binding", () => {
  it("answers by the nearest of thread, channel, category, workspace and platform, in whatever order they are written", () => {
    FastCheck.assert(
      FastCheck.property(FastCheck.shuffledSubarray([...places]), (bound) => {
        const bindings = [
          bind("stranger", "thread", "elsewhere"),
          ...bound.map((place) => bind(agentOf(place), place)),
          bind("stranger", undefined, "elsewhere")
        ]
        const [route, ...others] = resolveRoutes(bindings, fallback, { conversation: thread, named: [] })
        const nearest = places.find((place) => bound.includes(place))
        const expected = bound.length === 0 ? "fallback" : agentOf(nearest)
        assert.strictEqual(route?.agent, expected)
        assert.deepStrictEqual(others, [])
      })
    )
  })

  it("lets a message overrule every binding, and reach several agents", () => {
    const named = ["smith", "scout", "smith"].map((name) => AgentName.make(name))
    const routes = resolveRoutes([bind("bound", "thread")], fallback, { conversation: thread, named })
    assert.deepStrictEqual(
      routes.map((route) => [route.agent, route.by]),
      [
        ["smith", "directive"],
        ["scout", "directive"]
      ]
    )
  })

  it("says which rule decided, and nothing where nobody answers", () => {
    const ask = (bindings: ReadonlyArray<Binding>) =>
      resolveRoutes(bindings, undefined, { conversation: thread, named: [] }).map((route) => [route.by, route.at])
    assert.deepStrictEqual(ask([bind("a", "thread")]), [["conversation", ConversationId.make("thread")]])
    assert.deepStrictEqual(ask([bind("a", "category")]), [["container", ConversationId.make("category")]])
    assert.deepStrictEqual(ask([bind("a")]), [["platform", undefined]])
    assert.deepStrictEqual(ask([]), [])
  })

  it("ignores what is said to nobody unless the binding takes everything", () => {
    const [mention] = resolveRoutes([bind("a", "channel")], fallback, { conversation: thread, named: [] })
    if (mention === undefined) return assert.fail("no route")
    const said = { addressed: false, inSessionThread: false }
    assert.isFalse(isAddressed(mention, said))
    assert.isTrue(isAddressed({ ...mention, trigger: "all" }, said))
    assert.isTrue(isAddressed({ ...mention, by: "directive" }, said))
    assert.isTrue(isAddressed(mention, { ...said, addressed: true }))
    assert.isTrue(isAddressed(mention, { ...said, inSessionThread: true }))
  })
})

describe("Bindings", () => {
  const configured = [bind("smith", "channel"), bind("scout")]
  const layer = Bindings.layer({ configured, fallback }).pipe(Layer.provide(memoryState))

  it.effect("puts what was bound in the chat over the configuration, and brings that back", () =>
    Effect.gen(function* () {
      const bindings = yield* Bindings
      const answers = Effect.map(bindings.routes({ conversation: thread, named: [] }), ([route]) => route?.agent)
      const channel = { platform: plaza, conversation: ConversationId.make("channel") }
      assert.strictEqual(yield* answers, "smith")
      yield* bindings.bind(bind("reviewer", "channel"))
      assert.strictEqual(yield* answers, "reviewer")
      assert.strictEqual((yield* bindings.all).length, 2)
      yield* bindings.unbind(channel)
      assert.strictEqual(yield* answers, "smith")
      assert.strictEqual(
        (yield* Effect.flip(bindings.unbind(channel))).message,
        "smith is bound here in the configuration; remove it from bindings there, or bind another agent over it"
      )
      assert.strictEqual(
        (yield* Effect.flip(bindings.unbind({ ...channel, conversation: ConversationId.make("thread") }))).message,
        "no agent is bound here"
      )
    }).pipe(Effect.provide(layer))
  )
})
