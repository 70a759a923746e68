/** What a person is asked for each request of codex, and the reply that each answer becomes. Nothing is allowed by itself. */
import { assert, describe, it } from "@effect/vitest"
import { handleRequest } from "../../../../src/adapters/backend/codex/Approvals.ts"
import type { Answer, AskSubject } from "../../../../src/core/model/Ask.ts"

const once: Answer = { _tag: "Allow", scope: "once" }
const always: Answer = { _tag: "Allow", scope: "session" }
const deny: Answer = { _tag: "Deny", reason: "no" }

const ask = (method: string, params: unknown): { subject: AskSubject; reply: (answer: Answer) => unknown } => {
  const handled = handleRequest(method, params, (id) =>
    id === "call" ? { title: "src/a.ts", diff: "--- src/a.ts" } : undefined
  )
  if (handled._tag !== "Ask") throw new Error(`not asked: ${JSON.stringify(handled)}`)
  return handled.asking
}

describe("Approvals", () => {
  it("shows a command whole and without its wrapping, and remembers only when told to", () => {
    const { reply, subject } = ask("item/commandExecution/requestApproval", {
      itemId: "call",
      command: `/bin/bash -lc 'rm -rf dist && echo "done"'`,
      reason: "Clean\nup"
    })
    assert.deepStrictEqual(subject, {
      _tag: "Permission",
      tool: "commandExecution",
      title: "run a command: Clean up",
      detail: 'rm -rf dist && echo "done"',
      language: "sh",
      rememberable: true
    })
    assert.deepStrictEqual([once, always, deny].map(reply), [
      { decision: "accept" },
      { decision: "acceptForSession" },
      { decision: "decline" }
    ])
    // An answer of another kind is no permission.
    assert.deepStrictEqual(reply({ _tag: "Approve" }), { decision: "decline" })
    assert.deepStrictEqual(reply({ _tag: "Chosen", answers: {} }), { decision: "decline" })
  })

  it("names a host, a running terminal and wider permissions for what they are", () => {
    const method = "item/commandExecution/requestApproval"
    const network = ask(method, { itemId: "c", command: "curl x", networkApprovalContext: { host: "evil.example" } })
    assert.deepInclude(network.subject, { title: "connect to evil.example" })
    const stdin = ask(method, { itemId: "c", command: "y", kind: "writeStdin" })
    assert.deepInclude(stdin.subject, { title: "type into a running command" })
    const more = ask(method, { itemId: "c", command: "ls", additionalPermissions: { network: { enabled: true } } })
    assert.deepInclude(more.subject, { detail: 'ls\n# with more permissions: {"network":{"enabled":true}}' })
  })

  it("shows a file change with the diff of its item, and the folder it would open", () => {
    const { reply, subject } = ask("item/fileChange/requestApproval", { itemId: "call", grantRoot: "/etc" })
    assert.deepInclude(subject, {
      title: "edit src/a.ts (and write under /etc from now on)",
      detail: "--- src/a.ts",
      language: "diff"
    })
    assert.deepStrictEqual(reply(deny), { decision: "decline" })
  })

  it("grants exactly the permissions that were asked for, or none", () => {
    const { reply } = ask("item/permissions/requestApproval", {
      permissions: { network: { enabled: true }, fileSystem: null }
    })
    assert.deepStrictEqual([once, always, deny].map(reply), [
      { permissions: { network: { enabled: true } }, scope: "turn" },
      { permissions: { network: { enabled: true } }, scope: "session" },
      { permissions: {}, scope: "turn" }
    ])
  })

  it("asks for a tool of an MCP server by name and arguments", () => {
    const { reply, subject } = ask("mcpServer/elicitation/request", {
      serverName: "git",
      mode: "form",
      message: "Allow?",
      requestedSchema: { type: "object", properties: {} },
      _meta: {
        codex_approval_kind: "mcp_tool_call",
        persist: ["session"],
        tool_name: "push",
        tool_params: { force: true }
      }
    })
    assert.deepInclude(subject, {
      tool: "git.push",
      title: "use git.push",
      detail: '{\n  "force": true\n}',
      rememberable: true
    })
    assert.deepStrictEqual([once, always, deny].map(reply), [
      { action: "accept", content: {}, _meta: null },
      { action: "accept", content: {}, _meta: { persist: "session" } },
      { action: "decline", content: null, _meta: null }
    ])
  })

  it("turns questions and forms into questions, and answers into what they expect", () => {
    const question = { id: "color", header: "Color", question: "Which?", options: [{ label: "Red", description: "" }] }
    const asked = ask("item/tool/requestUserInput", { questions: [question] })
    const chosen: Answer = { _tag: "Chosen", answers: { "Which?": ["Red"] } }
    assert.deepStrictEqual(asked.reply(chosen), { answers: { color: { answers: ["Red"] } } })
    assert.deepStrictEqual(asked.reply(deny), { answers: {} })

    const form = ask("mcpServer/elicitation/request", {
      serverName: "shop",
      mode: "form",
      message: "Order:",
      requestedSchema: {
        properties: {
          size: { type: "string", enum: ["S", "M"] },
          count: { type: "integer", title: "How many" },
          gift: { type: "boolean" },
          when: { type: "number" }
        }
      }
    })
    const answers = { "Order: size": ["M"], "Order: How many": ["3"], "Order: gift": ["no"], "Order: when": ["soon"] }
    assert.deepStrictEqual(form.reply({ _tag: "Chosen", answers }), {
      action: "accept",
      content: { size: "M", count: 3, gift: false },
      _meta: null
    })
  })

  it("answers by itself only with no: secrets, strange forms, unknown requests", () => {
    const handle = (method: string, params: unknown) => handleRequest(method, params, () => undefined)
    const secret = handle("item/tool/requestUserInput", {
      questions: [{ id: "k", header: "Key", question: "API key?", isSecret: true }]
    })
    assert.deepInclude(secret, { _tag: "Reply", result: { answers: {} } })
    const strange = handle("mcpServer/elicitation/request", { serverName: "x", mode: "openai/userVerification" })
    assert.deepInclude(strange, { _tag: "Reply", result: { action: "decline", content: null, _meta: null } })
    assert.strictEqual(handle("account/chatgptAuthTokens/refresh", {})._tag, "Refuse")
    assert.strictEqual(handle("item/commandExecution/requestApproval", "garbage")._tag, "Refuse")
  })
})
