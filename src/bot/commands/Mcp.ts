/**
 * `orchestrator mcp` among the commands: its help, and the same program for whoever comes this way. A plain
 * `orchestrator mcp` never loads this (see `bin`).
 */
import * as Command from "effect/cli/Command"
import { mcpProgram } from "../McpProgram.ts"

export const mcp = Command.make("mcp", {}, () => mcpProgram).pipe(
  Command.withDescription("Serves the tools to another program, over standard input and output (MCP)"),
  Command.withExamples([
    {
      command: "claude mcp add orchestrator -- npx orchestrator mcp",
      description: "gives Claude Code the tools"
    }
  ])
)
