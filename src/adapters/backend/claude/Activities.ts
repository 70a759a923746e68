/**
 * The CLI's tools in words for people: what kind of work one is, its one-line title, and what its result shows. Owns
 * the table of tools; must not know where in a turn they run.
 */
import * as Predicate from "effect/Predicate"
import type { ActivityKind } from "../../../core/model/AgentEvent.ts"
import { diffOfResult } from "./Diff.ts"
import { firstText, inputText, oneLine, shortPath } from "./ToolInput.ts"
import type { ToolResult } from "./Wire.ts"

export interface ToolWords {
  readonly kind: ActivityKind
  readonly title: string
  /** Of an edit: what it writes, as the working directory names it. */
  readonly files?: ReadonlyArray<string>
}

interface Tool {
  readonly kind: ActivityKind
  /** The fields of the input that name the work, the best one first. */
  readonly fields: ReadonlyArray<string>
  readonly path?: boolean
}

const tools: Readonly<Record<string, Tool>> = {
  Bash: { kind: "command", fields: ["command", "description"] },
  PowerShell: { kind: "command", fields: ["command", "description"] },
  BashOutput: { kind: "command", fields: ["bash_id"] },
  KillShell: { kind: "command", fields: ["shell_id"] },
  Monitor: { kind: "command", fields: ["command", "description"] },
  Read: { kind: "read", fields: ["file_path"], path: true },
  Edit: { kind: "edit", fields: ["file_path"], path: true },
  MultiEdit: { kind: "edit", fields: ["file_path"], path: true },
  Write: { kind: "edit", fields: ["file_path"], path: true },
  NotebookEdit: { kind: "edit", fields: ["notebook_path"], path: true },
  Grep: { kind: "search", fields: ["pattern"] },
  Glob: { kind: "search", fields: ["pattern"] },
  LS: { kind: "search", fields: ["path"], path: true },
  ToolSearch: { kind: "search", fields: ["query"] },
  WebFetch: { kind: "web", fields: ["url"] },
  WebSearch: { kind: "web", fields: ["query"] },
  Agent: { kind: "agent", fields: ["description", "prompt"] },
  Task: { kind: "agent", fields: ["description", "prompt"] },
  Skill: { kind: "other", fields: ["skill", "command"] }
}

/** `mcp__files__read` as `files: read`. */
const mcpTitle = (name: string): string => {
  const [, server = "", ...tool] = name.split("__")
  return `${server}: ${tool.join("__")}`
}

export const toolWords = (name: string, input: unknown, cwd: string): ToolWords => {
  if (name.startsWith("mcp__")) return { kind: "mcp", title: mcpTitle(name) }
  const tool = Object.hasOwn(tools, name) ? tools[name] : undefined
  const said = tool === undefined ? firstText(input) : tool.fields.map((key) => inputText(input, key)).find(Boolean)
  if (said === undefined) return { kind: tool?.kind ?? "other", title: name }
  if (tool === undefined) return { kind: "other", title: oneLine(`${name} ${said}`) }
  const title = oneLine(tool.path === true ? shortPath(said, cwd) : said)
  return tool.kind === "edit" ? { kind: tool.kind, title, files: [shortPath(said, cwd)] } : { kind: tool.kind, title }
}

const blockText = (block: unknown): string => {
  if (Predicate.hasProperty(block, "text") && typeof block.text === "string") return block.text
  return Predicate.hasProperty(block, "type") && block.type === "image" ? "[image]" : ""
}

/** The text of a tool's result, without the CLI's own wrapping. */
export const resultText = (content: unknown): string => {
  const text = Array.isArray(content) ? content.map(blockText).filter(Boolean).join("\n") : content
  return typeof text === "string" ? text.replace(/^<tool_use_error>(.*)<\/tool_use_error>$/s, "$1") : ""
}

/** A sub-agent's own words; what the model hears of them is wrapped in advice to the model. */
const agentReport = (toolUseResult: unknown): string | undefined =>
  Predicate.hasProperty(toolUseResult, "agentId") &&
  Predicate.hasProperty(toolUseResult, "content") &&
  Array.isArray(toolUseResult.content)
    ? toolUseResult.content
        .map(blockText)
        .filter((text) => text !== "" && !text.startsWith("<tools-used"))
        .join("\n")
    : undefined

/** What the model hears of a tool that was stopped; no person needs to read that. */
const toTheModel = "The user doesn't want to proceed with this tool use."

/** What a finished activity shows: the diff of an edit, the report of a sub-agent, else the output. */
export const resultDetail = (result: ToolResult, toolUseResult: unknown): string | undefined => {
  const made = result.is_error === true ? undefined : (diffOfResult(toolUseResult) ?? agentReport(toolUseResult))
  const detail = made ?? resultText(result.content)
  return detail.trim() === "" || detail.startsWith(toTheModel) ? undefined : detail
}
