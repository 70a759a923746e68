/**
 * The command line of one conversation's process: pure, from what the core asks for to argv. Must not start anything.
 * Free text and lists travel as `--flag=value`, so that no value can be taken for a flag.
 */
import type { Agent, Permissions } from "../../../core/model/Agent.ts"
import type { ResumeToken } from "../../../core/model/Ids.ts"
import type { JsonSchema } from "../../../core/model/Worker.ts"
import { ownToolsName } from "../../../core/ports/AgentBackend.ts"

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
  /** The file names the service's own tools too: they are used unasked. */
  readonly ownTools?: boolean
  readonly schema?: JsonSchema
}

/**
 * Sessions of one machine see and message one another through the first two, behind the service's back. The others move a
 * session into a worktree, which stays when the session ends: an agent works where its file says.
 */
const disallowed = "ListAgents,SendMessage,EnterWorktree,ExitWorktree"

/** How the CLI names all tools of the service's own MCP server. */
const ownServer = `mcp__${ownToolsName}`
export const isOwnTool = (tool: string): boolean => tool.startsWith(`${ownServer}__`)

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
const toolFlags = (tools: ReadonlyArray<string> | undefined, ownTools: boolean): ReadonlyArray<string> => {
  const named = tools ?? []
  const builtIn = named.filter((tool) => !tool.startsWith("mcp__"))
  const available = [...new Set(builtIn.map((tool) => tool.replace(/\(.*$/s, "").trim()))]
  const allowed = [
    ...named.filter((tool) => tool.startsWith("mcp__") || tool.includes("(")),
    ...(ownTools ? [ownServer] : [])
  ]
  return [
    // Limits the CLI's own tools only: those of MCP servers stay.
    ...(tools === undefined ? [] : [`--tools=${available.join(",")}`]),
    ...(allowed.length === 0 ? [] : [`--allowedTools=${allowed.join(",")}`])
  ]
}

export const sessionArguments = (options: ArgumentOptions): ReadonlyArray<string> => {
  const { agent, budgetUsd, conversation, mcpConfigPath, ownTools = false, schema } = options
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
    `--disallowedTools=${disallowed}`,
    ...(agent.model === undefined ? [] : [`--model=${agent.model}`]),
    ...(conversation._tag !== "New" || agent.persona.trim() === "" ? [] : [`--append-system-prompt=${agent.persona}`]),
    ...toolFlags(agent.tools, ownTools),
    ...(schema === undefined ? [] : [`--json-schema=${JSON.stringify(schema)}`]),
    ...(mcpConfigPath === undefined ? [] : [`--mcp-config=${mcpConfigPath}`]),
    ...(budgetUsd === undefined ? [] : ["--max-budget-usd", String(budgetUsd)])
  ]
}
