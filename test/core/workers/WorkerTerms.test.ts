import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Agent, Permissions } from "../../../src/core/model/Agent.ts"
import { onTerms } from "../../../src/core/workers/WorkerTerms.ts"

const agentWith = (permissions: Permissions): Agent => ({
  ...Schema.decodeSync(Agent)({
    name: "scout",
    description: "looks",
    backend: "test",
    workdir: "/",
    persona: "",
    personaVersion: "1"
  }),
  permissions
})

describe("an agent on a worker's terms", () => {
  it("may never do more than the agent may now, whatever was agreed on before", () => {
    for (const [may, now] of Permissions.literals.entries()) {
      for (const [wanted, agreed] of Permissions.literals.entries()) {
        const { permissions } = onTerms(agentWith(now), { permissions: agreed })
        assert.strictEqual(permissions, Permissions.literals[Math.min(may, wanted)])
      }
    }
  })
})
