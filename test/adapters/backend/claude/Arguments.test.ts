import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { sessionArguments } from "../../../../src/adapters/backend/claude/Arguments.ts"
import { Agent } from "../../../../src/core/model/Agent.ts"
import { ResumeToken } from "../../../../src/core/model/Ids.ts"

const id = ResumeToken.make("11111111-1111-4111-8111-111111111111")
const from = ResumeToken.make("22222222-2222-4222-8222-222222222222")
const agent = (change: Partial<typeof Agent.Encoded> = {}) =>
  Schema.decodeSync(Agent)({
    name: "scout",
    description: "looks around",
    backend: "claude",
    workdir: "/workspace",
    persona: "--dangerously-skip-permissions = nice",
    personaVersion: "1",
    ...change
  })

const valueAfter = (args: ReadonlyArray<string>, flag: string) => args[args.indexOf(flag) + 1]

describe("sessionArguments", () => {
  it("begins a conversation under our id, with the persona said once", () => {
    assert.deepStrictEqual(sessionArguments({ agent: agent(), conversation: { _tag: "New", id } }), [
      "-p",
      "--input-format",
      "stream-json",
      "--output-format",
      "stream-json",
      "--verbose",
      "--include-partial-messages",
      "--permission-prompt-tool",
      "stdio",
      "--session-id",
      id,
      "--permission-mode",
      "default",
      "--disallowedTools=ListAgents,SendMessage,EnterWorktree,ExitWorktree",
      "--append-system-prompt=--dangerously-skip-permissions = nice"
    ])
  })

  it("resumes and forks without saying the persona again", () => {
    const resumed = sessionArguments({ agent: agent(), conversation: { _tag: "Resume", id } })
    assert.strictEqual(valueAfter(resumed, "--resume"), id)
    assert.notInclude(resumed, "--session-id")
    const forked = sessionArguments({ agent: agent(), conversation: { _tag: "Fork", from, id } })
    assert.strictEqual(valueAfter(forked, "--resume"), from)
    assert.strictEqual(valueAfter(forked, "--session-id"), id)
    assert.include(forked, "--fork-session")
    for (const args of [resumed, forked]) {
      assert.isFalse(args.some((arg) => arg.startsWith("--append-system-prompt")))
    }
  })

  it("a tool with a limit is available and allowed that far; others only available", () => {
    const args = sessionArguments({
      agent: agent({ tools: ["Read", "Bash(git log:*)", "Bash(git diff:*)", "mcp__files__read"] }),
      conversation: { _tag: "New", id }
    })
    assert.include(args, "--tools=Read,Bash")
    assert.include(args, "--allowedTools=Bash(git log:*),Bash(git diff:*),mcp__files__read")
    assert.include(sessionArguments({ agent: agent({ tools: [] }), conversation: { _tag: "New", id } }), "--tools=")
  })

  it("says permissions, model, servers and budget", () => {
    const modes = { plan: "plan", ask: "default", "accept-edits": "acceptEdits", full: "bypassPermissions" } as const
    for (const permissions of ["plan", "ask", "accept-edits", "full"] as const) {
      const args = sessionArguments({
        agent: agent({ permissions, model: "opus" }),
        conversation: { _tag: "New", id },
        mcpConfigPath: "/data/mcp.json",
        budgetUsd: 1.5
      })
      assert.strictEqual(valueAfter(args, "--permission-mode"), modes[permissions])
      assert.include(args, "--model=opus")
      assert.include(args, "--mcp-config=/data/mcp.json")
      assert.strictEqual(valueAfter(args, "--max-budget-usd"), "1.5")
    }
  })

  it("gives the service's own tools beside few tools and many, and the schema as one argument", () => {
    const withTools = (tools?: ReadonlyArray<string>) =>
      sessionArguments({
        agent: agent(tools === undefined ? {} : { tools }),
        conversation: { _tag: "New", id },
        ownTools: true,
        schema: { type: "object", properties: { "-p": {} } }
      })
    assert.include(withTools(), "--allowedTools=mcp__orchestrator")
    assert.isFalse(withTools().some((arg) => arg.startsWith("--tools=")))
    assert.include(withTools(["Read", "Bash(ls:*)"]), "--tools=Read,Bash")
    assert.include(withTools(["Read", "Bash(ls:*)"]), "--allowedTools=Bash(ls:*),mcp__orchestrator")
    assert.include(withTools(), '--json-schema={"type":"object","properties":{"-p":{}}}')
  })
})
