// @vitest-environment happy-dom
/** The form knows every key of an agent's file: what it leaves out is left out for a reason. */

import { Schema } from "effect"
import { afterEach, assert, describe, it } from "vitest"
import {
  changedKeys,
  draftOf,
  emptyDraft,
  keyOfField,
  newKeys
} from "../../../../../../../src/adapters/surface/web/client/pages/agents/AgentDraft.ts"
import { AgentForm } from "../../../../../../../src/adapters/surface/web/client/pages/agents/AgentForm.tsx"
import { AgentFields } from "../../../../../../../src/core/agents/AgentFile.ts"
import { Agent } from "../../../../../../../src/core/model/Agent.ts"
import { draw, eraseAll, isThere } from "../../Drawn.tsx"

afterEach(eraseAll)

/** Key by key, why a browser does not change it. */
const notFromHere: Readonly<Record<string, string>> = {
  mcp: "its servers are programs that run on the machine: they are shown, and changed in the file"
}

const full = Schema.decodeSync(Agent)({
  name: "scout",
  description: "reads",
  backend: "claude",
  model: "opus",
  workdir: "/srv/project",
  permissions: "plan",
  tools: ["Read"],
  budget: { turn: 1, day: 2 },
  host: "attic",
  busy: "steer",
  face: { name: "Scout", avatar: "https://example.org/scout.png" },
  verbosity: "answer",
  skills: ["review", "deploy"],
  mcp: { notes: { command: "notes", args: ["--key", "hush"], env: { KEY: "hush" } } },
  persona: "You are Scout.",
  personaVersion: "1"
})

describe("the form of an agent", () => {
  it("has every key of the file that may be changed from a browser", () => {
    const inForm = new Set(Object.values(keyOfField).map((key) => key.split(".")[0]))
    for (const key of Object.keys(AgentFields.fields)) {
      assert.strictEqual(inForm.has(key), notFromHere[key] === undefined, `${key} is in the form or left out, not both`)
    }
    const written = newKeys(draftOf(full))
    for (const key of Object.keys(AgentFields.fields).filter((each) => notFromHere[each] === undefined)) {
      assert.isDefined(written[key], `${key} is written into the file`)
    }
    const emptied = changedKeys(draftOf(full), { ...emptyDraft("claude"), name: "scout" })
    assert.deepInclude(emptied, { skills: null, host: null, model: null, tools: null, budget: null, face: null })
    assert.deepStrictEqual(written.skills, "review, deploy")
    assert.deepStrictEqual(written.host, "attic")
  })

  it("shows which programs it may start, and nothing that they are given", async () => {
    const { page } = await draw(
      <AgentForm
        draft={draftOf(full)}
        backends={[]}
        named
        disabled={false}
        mcp={{ ...full.mcp, wiki: { url: "https://user:hush@wiki.example/mcp?key=hush" } }}
        errorOf={() => undefined}
        onChange={() => undefined}
      />
    )
    assert.isTrue(isThere("textbox", "skills"))
    assert.isTrue(isThere("textbox", "host"))
    assert.include(page.textContent ?? "", "notes")
    assert.include(page.textContent ?? "", "https://wiki.example/mcp")
    assert.notInclude(page.innerHTML, "hush")
  })
})
