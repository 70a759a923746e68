import { assert, describe, it } from "@effect/vitest"
import { slashCall } from "../../../../../src/adapters/chat/slack/interactions/SlashCommands.ts"
import { AgentName } from "../../../../../src/core/model/Ids.ts"
import { vocabulary } from "./InteractionRig.ts"

const agents = ["scout", "build"].map((name) => AgentName.make(name))
const called = (line: string, more = vocabulary) => {
  const [name = "", ...words] = line.split(" ")
  const { args, command } = slashCall(name, words.join(" "), { vocabulary: more, agents })
  return [command, args]
}

describe("a slash command", () => {
  it("is the core's command, whichever of its first words it is called by", () => {
    const table: ReadonlyArray<readonly [string, string, Readonly<Record<string, string>>]> = [
      ["/orc agent list", "agent list", {}],
      ["/agent list", "agent list", {}],
      ["/orc Agent List", "agent list", {}],
      ["/orc agent bind scout mention", "agent bind", { name: "scout", trigger: "mention" }],
      ["/agent bind trigger=mention name=@scout", "agent bind", { name: "scout", trigger: "mention" }],
      ['/agent edit scout description="reads logs"', "agent edit", { name: "scout", description: "reads logs" }],
      [
        "/agent edit scout description=\u201creads logs\u201d",
        "agent edit",
        { name: "scout", description: "reads logs" }
      ],
      ["/orc stop", "stop", {}],
      ["/orc stop @scout", "stop", { agent: "scout" }],
      ["/orc stop @nobody", "stop", { agent: "@nobody" }],
      ["/orc", "help", {}],
      ["/orc help agent list", "help", { command: "agent list" }],
      ["/orc  ", "help", {}],
      ["/agent", "help", { command: "agent" }],
      ["/worker", "help", { command: "worker" }],
      ["/somewhere-else agent list", "agent list", {}],
      ["/worker run it", "worker run", { text: "it" }],
      ['/worker run review {{item}} each="a, b"', "worker run", { text: "review {{item}}", each: "a, b" }],
      ["/orc agnet list", "agnet list", {}],
      ["/orc launch", "launch", {}]
    ]
    for (const [line, command, args] of table) assert.deepEqual(called(line), [command, args], line)
  })

  it("that asks says one text, as it was written", () => {
    const text = 'why is "a b" = c?\n\n  x=1  agent=build @build'
    for (const [line, args] of [
      [`/ask ${text}`, { text }],
      [`/orc ask ${text}`, { text }],
      [`/orc Ask ${text}`, { text }],
      [`/ask @scout ${text}`, { text, agent: "scout" }],
      [`/ask @Scout: ${text}`, { text, agent: "scout" }],
      [`/ask agent=scout ${text}`, { text, agent: "scout" }],
      [`/ask agent=@scout ${text}`, { text, agent: "scout" }],
      ["/ask @scout @build which of you?", { text: "@build which of you?", agent: "scout" }],
      ["/ask @ann is away", { text: "@ann is away" }],
      ["/ask", {}],
      ["/ask @scout", { agent: "scout" }],
      ["/ask ask", { text: "ask" }]
    ] as const) {
      assert.deepEqual(called(line), ["ask", args], line)
    }
  })

  it("of a vocabulary to come works as soon as the core has it", () => {
    const later = [...vocabulary, { name: "worker sweep", help: "runs", options: [] }]
    const { command, shape } = slashCall("/worker", "sweep", { vocabulary: later, agents })
    assert.strictEqual(command, "worker sweep")
    assert.strictEqual(shape?.help, "runs")
    assert.isUndefined(slashCall("/worker", "sweep", { vocabulary, agents }).shape)
  })
})
