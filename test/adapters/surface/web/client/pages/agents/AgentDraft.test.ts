/**
 * What a filled-in form says of an agent: all that is meant, and nothing that was not touched.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  changedKeys,
  copyOf,
  draftOf,
  emptyDraft,
  isChanged,
  newKeys
} from "../../../../../../../src/adapters/surface/web/client/pages/agents/AgentDraft.ts"
import type { Agent } from "../../../../../../../src/core/model/Agent.ts"
import { AgentName, BackendName, HostName } from "../../../../../../../src/core/model/Ids.ts"

const scout: Agent = {
  name: AgentName.make("scout"),
  description: "reads",
  backend: BackendName.make("claude"),
  model: "opus",
  workdir: "/srv/project",
  permissions: "full",
  tools: ["Read", "Bash(git log:*, git diff:*)"],
  budget: { turn: 0.5, day: 2 },
  host: HostName.make("default"),
  busy: "queue",
  face: { name: "Scout" },
  verbosity: "essentials",
  skills: [],
  mcp: { notes: { command: "notes" } },
  persona: "You are Scout.\n",
  personaVersion: "1"
}

describe("AgentDraft", () => {
  it("a new agent's file holds what was said and nothing that is so anyway", () => {
    const draft = { ...emptyDraft("claude"), name: " smith ", description: "makes", dayBudget: "$3" }
    assert.deepStrictEqual(newKeys(draft), {
      name: "smith",
      description: "makes",
      backend: "claude",
      budget: { day: 3 }
    })
    assert.deepStrictEqual(
      newKeys(emptyDraft("")),
      { name: null, description: null },
      "what must be there is asked for"
    )
  })

  it("an edit says what was changed alone, and takes out what was emptied", () => {
    const before = draftOf(scout)
    assert.deepStrictEqual(changedKeys(before, before), {})
    assert.isFalse(isChanged(before, { ...before, persona: "You are Scout." }))
    const edited = { ...before, model: "", dayBudget: "", allTools: true, faceName: "", turnBudget: "a lot" }
    assert.deepStrictEqual(
      changedKeys(before, edited),
      { model: null, tools: null, face: null, budget: { turn: "a lot" } },
      "what is no number goes as it was typed: the refusal names it"
    )
    assert.deepStrictEqual(changedKeys(before, { ...before, tools: "Read" }), { tools: "Read" })
  })

  it("a copy has no name, no folder of its own, and is never beyond asking", () => {
    const copy = copyOf(scout)
    assert.deepInclude(copy, { name: "", workdir: "", permissions: "accept-edits", model: "opus" })
  })
})
