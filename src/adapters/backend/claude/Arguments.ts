/**
 * The command line of one conversation's process: pure, from what the core asks for to argv. Must not start anything.
 * Free text and lists travel as `--flag=value`, so that no value can be taken for a flag.
 */
import type { Agent, Permissions } from "../../../core/model/Agent.ts"
import type { ResumeToken } from "../../../core/model/Ids.ts"

/** How the process comes to its conversation. */
export type Conversation =
  | { readonly _tag: "New"; readonly id: ResumeToken }
  | { readonly _tag: "Resume"; readonly id: ResumeToken }
  | { readonly _tag: "Fork"; readonly from: ResumeToken; readonly id: ResumeToken }

export interface ArgumentOptions {
  readonly agent: Agent
  readonly conversation: Conversation
  /** A file with the agent's MCP servers; their tokens stay out of the process list. */
  readonly mcpConfigPath?: string
  readonly budgetUsd?: number
}

const modes = { plan: "plan", ask: "default", "accept-edits": "acceptEdits", full: "bypassPermissions" } as const

export const permissionMode = (permissions: Permissions): string => modes[permissions]

const conversationFlags = (conversation: Conversation): ReadonlyArray<string> => {
  switch (conversation._tag) {
    case "New":
      return ["--session-id", conversation.id]
    case "Resume":
      return ["--resume", conversation.id]
    case "Fork":
      return ["--resume", conversation.from, "--fork-session", "--session-id", conversation.id]
  }
}

/** `Bash(git *)` limits a tool and also allows that much of it; `Read` only makes the tool available. */
const toolFlags = (tools: ReadonlyArray<string>): ReadonlyArray<string> => {
  const own = tools.filter((tool) => !tool.startsWith("mcp__"))
  const available = [...new Set(own.map((tool) => tool.replace(/\(.*$/s, "").trim()))]
  const allowed = tools.filter((tool) => tool.startsWith("mcp__") || tool.includes("("))
  return [`--tools=${available.join(",")}`, ...(allowed.length === 0 ? [] : [`--allowedTools=${allowed.join(",")}`])]
}

export const sessionArguments = (options: ArgumentOptions): ReadonlyArray<string> => {
  const { agent, budgetUsd, conversation, mcpConfigPath } = options
  return [
    "-p",
    "--input-format",
    "stream-json",
    "--output-format",
    "stream-json",
    "--verbose",
    "--include-partial-messages",
    "--permission-prompt-tool",
    "stdio",
    ...conversationFlags(conversation),
    "--permission-mode",
    permissionMode(agent.permissions),
    // Sessions of one machine see and message one another through these, behind the service's back.
    "--disallowedTools=ListAgents,SendMessage",
    ...(agent.model === undefined ? [] : [`--model=${agent.model}`]),
    ...(conversation._tag !== "New" || agent.persona.trim() === "" ? [] : [`--append-system-prompt=${agent.persona}`]),
    ...(agent.tools === undefined ? [] : toolFlags(agent.tools)),
    ...(mcpConfigPath === undefined ? [] : [`--mcp-config=${mcpConfigPath}`]),
    ...(budgetUsd === undefined ? [] : ["--max-budget-usd", String(budgetUsd)])
  ]
}
