/** The model of a turn that the rules choose: once, written down first, and kept when the turn is picked up again. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Agent } from "../../../src/core/model/Agent.ts"
import { BackendName, HostName } from "../../../src/core/model/Ids.ts"
import type { AgentBackend } from "../../../src/core/ports/AgentBackend.ts"
import { JournalEntry } from "../../../src/core/ports/Journal.ts"
import { leftToRules, Routing, type RoutingRule } from "../../../src/core/routing/Routing.ts"
import type { Equipped } from "../../../src/core/sessions/SessionContext.ts"
import { makeTurnModel } from "../../../src/core/sessions/TurnModel.ts"
import { makeLive, someTurn } from "./TurnRig.ts"

const agentOn = (model: string): Agent => ({
  name: someTurn.agent,
  description: "",
  backend: BackendName.make("rehearsal"),
  model,
  workdir: "/here",
  permissions: "ask",
  budget: {},
  host: HostName.make("default"),
  busy: "queue",
  face: {},
  verbosity: "essentials",
  skills: [],
  mcp: {},
  persona: "",
  personaVersion: "one"
})

const equippedOn = (model: string): Equipped => {
  const { agent, auto } = leftToRules(agentOn(model))
  // Nothing here opens a process.
  const backend = { name: agent.backend } as AgentBackend
  return { agent, auto, backend, open: { session: someTurn.session, agent, fork: false } }
}

const rules: ReadonlyArray<RoutingRule> = [{ when: { budgetBelow: 0.5 }, model: "quick", because: "little left" }]

const chosen = (equipped: Equipped, before: ReadonlyArray<JournalEntry>, budgetUsd?: number) =>
  Effect.gen(function* () {
    const { live, recorded } = makeLive(before)
    const model = yield* makeTurnModel(live)
    const { agent, open } = yield* model.choose(equipped, budgetUsd)
    assert.strictEqual(open.agent.model, agent.model)
    assert.strictEqual((yield* model.known(equipped)).agent.model, agent.model)
    return { model: agent.model, recorded }
  }).pipe(Effect.provide(Routing.layer(rules)))

describe("a turn of an agent with model: auto", () => {
  it.effect("gets what the rules say of it and of what it may spend", () =>
    Effect.gen(function* () {
      const entry = JournalEntry.cases.Routed.make({ model: "quick", reason: "little left" })
      assert.deepStrictEqual(yield* chosen(equippedOn("auto"), [], 0.4), { model: "quick", recorded: [entry] })
      const none = JournalEntry.cases.Routed.make({ reason: "no rule" })
      assert.deepStrictEqual(yield* chosen(equippedOn("auto"), [], 0.6), { model: undefined, recorded: [none] })
      assert.deepStrictEqual(yield* chosen(equippedOn("auto"), []), { model: undefined, recorded: [none] })
    })
  )

  it.effect("keeps what it was given when it is picked up again, whatever it may spend by then", () =>
    Effect.gen(function* () {
      const before = [JournalEntry.cases.Routed.make({ model: "grand", reason: "then" })]
      assert.deepStrictEqual(yield* chosen(equippedOn("auto"), before, 0.1), { model: "grand", recorded: [] })
      const nothing = [JournalEntry.cases.Routed.make({ reason: "no rule" })]
      assert.deepStrictEqual(yield* chosen(equippedOn("auto"), nothing, 0.1), { model: undefined, recorded: [] })
    })
  )

  it.effect("is no other agent's: theirs is not asked about", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* chosen(equippedOn("own"), [], 0.1), { model: "own", recorded: [] })
    })
  )
})
