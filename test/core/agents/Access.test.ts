import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { AccessRules, allowed } from "../../../src/core/agents/Access.ts"
import { Conversation, Person } from "../../../src/core/model/Conversation.ts"

const rules = Schema.decodeSync(AccessRules)({
  owners: [{ platform: "plaza", user: "ada" }],
  allow: [
    { platform: "plaza", role: "team", actions: ["talk"] },
    { platform: "plaza", role: "team", channel: "ops", actions: ["approve"] },
    { platform: "plaza", channel: "lobby", actions: ["talk"] },
    { platform: "plaza", user: "bob", actions: ["administer", "spend"] }
  ],
  local: ["desk"]
})
const nothing = Schema.decodeSync(AccessRules)({})

const person = (id: string, ...roles: ReadonlyArray<string>) => Schema.decodeSync(Person)({ id, name: id, roles })
/** `platform/workspace/channel/thread`, the last being the conversation itself. */
const at = (where: string) => {
  const [platform = "", ...ids] = where.split("/")
  const [id = "", ...within] = ids.reverse()
  return Schema.decodeSync(Conversation)({ platform, id, within, kind: "channel" })
}

describe("Access", () => {
  it.each([
    ["an owner may do everything anywhere on that platform", rules, person("ada"), "plaza/w/dev", "administer", true],
    ["an owner of one platform is a stranger on another", rules, person("ada"), "desk/x", "talk", false],
    ["a role may do what its rule says", rules, person("cy", "team"), "plaza/w/dev", "talk", true],
    ["a role may not do more", rules, person("cy", "team"), "plaza/w/dev", "approve", false],
    ["all that a rule names must hold", rules, person("cy"), "plaza/w/ops", "approve", false],
    ["a rule for a channel holds in its threads", rules, person("cy", "team"), "plaza/w/ops/t1", "approve", true],
    ["a rule for a channel alone holds for everybody there", rules, person("eve"), "plaza/w/lobby", "talk", true],
    ["a stranger elsewhere may nothing", rules, person("eve"), "plaza/w/dev", "talk", false],
    ["one person may be given single actions", rules, person("bob"), "plaza/w/dev", "spend", true],
    ["and has no others by them", rules, person("bob"), "plaza/w/dev", "talk", false],
    ["the owner role counts on a local platform", rules, person("me", "owner"), "desk/x", "administer", true],
    ["a role that is called owner counts nowhere else", rules, person("eve", "owner"), "plaza/w/dev", "talk", false],
    ["rules hold on their own platform only", rules, person("cy", "team"), "other/w/dev", "talk", false],
    ["nobody may anything by default", nothing, person("ada"), "plaza/w/dev", "talk", false],
    ["not even at this machine", nothing, person("me", "owner"), "desk/x", "talk", false]
  ] as const)("%s", (_, rules, who, where, action, expected) => {
    assert.strictEqual(allowed(rules, who, at(where), action), expected)
  })
})
