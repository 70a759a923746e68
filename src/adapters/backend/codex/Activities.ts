/**
 * Items of a turn as activities: kind, title and detail for a person. Owns the wording for both ways of running codex;
 * must not keep state.
 */
import type { AgentEvent } from "../../../core/model/AgentEvent.ts"
import type { FileChange, Item } from "./AppServerWire.ts"
import { oneLine, unwrapCommand } from "./CommandLine.ts"

export type ActivityEvent = Extract<AgentEvent, { readonly _tag: "Activity" }>
type Shape = Omit<ActivityEvent, "_tag" | "phase">
export type Phase = ActivityEvent["phase"]

export const activity = (phase: Phase, shape: Shape): ActivityEvent => ({ _tag: "Activity", phase, ...shape })

/** The phase in which an item ended. */
export const endPhase = (status: string): Phase => (status === "completed" ? "done" : "failed")

const withDetail = (detail: string | null | undefined) =>
  detail === null || detail === undefined || detail === "" ? {} : { detail }

export const commandShape = (command: {
  readonly id: string
  readonly command: string
  readonly status: string
  readonly output?: string | null | undefined
  readonly actions?: ReadonlyArray<{ readonly type: string }> | null | undefined
}): Shape => {
  const actions = command.actions ?? []
  const all = (type: string) => actions.length > 0 && actions.every((action) => action.type === type)
  return {
    id: command.id,
    kind: all("read") ? "read" : all("search") ? "search" : "command",
    tool: "commandExecution",
    title: oneLine(unwrapCommand(command.command)),
    ...withDetail(command.status === "declined" ? "declined" : command.output)
  }
}

/** A path as the agent's folder sees it. */
export const relativeTo = (cwd: string, path: string): string =>
  path.startsWith(`${cwd}/`) ? path.slice(cwd.length + 1) : path

const prefixed = (sign: string, text: string): string =>
  text
    .replace(/\n$/, "")
    .split("\n")
    .map((line) => sign + line)
    .join("\n")

/** One readable diff of all changed files; new and deleted files come as bare content on the wire. */
export const diffOf = (cwd: string, changes: ReadonlyArray<FileChange>): string =>
  changes
    .map(({ diff, kind, path }) => {
      const from = relativeTo(cwd, path)
      const to = relativeTo(cwd, kind.move_path ?? path)
      if (kind.type === "add") return `--- /dev/null\n+++ ${to}\n${prefixed("+", diff)}`
      if (kind.type === "delete") return `--- ${from}\n+++ /dev/null\n${prefixed("-", diff)}`
      return `--- ${from}\n+++ ${to}\n${diff.replace(/\n$/, "")}`
    })
    .join("\n")

/** What the changes write: a moved file under its new name, a deleted one not at all. */
export const filesOf = (
  cwd: string,
  changes: ReadonlyArray<{ readonly path: string; readonly kind: FileChange["kind"] | string }>
): ReadonlyArray<string> =>
  changes.flatMap(({ kind, path }) => {
    const { move_path: moved, type } = typeof kind === "string" ? { type: kind } : kind
    return type === "delete" ? [] : [relativeTo(cwd, moved ?? path)]
  })

export const pathsOf = (cwd: string, changes: ReadonlyArray<{ readonly path: string }>): string =>
  changes.map(({ path }) => relativeTo(cwd, path)).join(", ")

const isText = (block: unknown): block is { readonly text: string } =>
  typeof block === "object" && block !== null && "text" in block && typeof block.text === "string"

/** Arguments short enough for a title. */
const brief = (value: unknown): string => {
  if (typeof value !== "object" || value === null) return ""
  const text = Object.values(value)
    .filter((field) => typeof field === "string" || typeof field === "number")
    .join(" ")
  return oneLine(text.length > 80 ? `${text.slice(0, 79)}…` : text)
}

export const mcpShape = (call: {
  readonly id: string
  readonly server: string
  readonly tool: string
  readonly arguments?: unknown
  readonly result?: { readonly content: ReadonlyArray<unknown> } | null | undefined
  readonly error?: { readonly message: string } | null | undefined
}): Shape => ({
  id: call.id,
  kind: "mcp",
  tool: `${call.server}.${call.tool}`,
  title: `${call.server}.${call.tool} ${brief(call.arguments)}`.trim(),
  ...withDetail(
    call.error?.message ??
      call.result?.content
        .filter(isText)
        .map((block) => block.text)
        .join("\n")
  )
})

export const searchShape = (id: string, query: string | null | undefined): Shape => ({
  id,
  kind: "web",
  tool: "webSearch",
  title: oneLine(query ?? "") || "search the web"
})

/** The activity that an item is, or undefined for what is no activity: messages and thoughts. */
export const shapeOf = (cwd: string, item: Item): Shape | undefined => {
  switch (item.type) {
    case "commandExecution":
      return commandShape({ ...item, output: item.aggregatedOutput, actions: item.commandActions })
    case "fileChange":
      return {
        id: item.id,
        kind: "edit",
        tool: "fileChange",
        title: pathsOf(cwd, item.changes),
        files: filesOf(cwd, item.changes),
        ...withDetail(diffOf(cwd, item.changes))
      }
    case "mcpToolCall":
      return mcpShape(item)
    case "dynamicToolCall":
      return { id: item.id, kind: "other", tool: item.tool, title: `${item.tool} ${brief(item.arguments)}`.trim() }
    case "collabAgentToolCall":
      return { id: item.id, kind: "agent", tool: item.tool, title: oneLine(item.prompt ?? "") || item.tool }
    case "webSearch":
      return searchShape(item.id, item.query)
    case "imageView":
      return { id: item.id, kind: "read", tool: item.type, title: relativeTo(cwd, item.path) }
    case "contextCompaction":
      return { id: item.id, kind: "other", tool: item.type, title: "compact the conversation" }
    case "sleep":
      return { id: item.id, kind: "other", tool: item.type, title: "wait" }
    case "imageGeneration":
      return { id: item.id, kind: "other", tool: item.type, title: "generate an image" }
    case "subAgentActivity":
      return { id: item.id, kind: "agent", tool: item.type, title: "sub-agent" }
    case "enteredReviewMode":
    case "exitedReviewMode":
      return { id: item.id, kind: "other", tool: item.type, title: "review" }
    default:
      return undefined
  }
}

/** The end of an item: items without a status succeed by ending. */
export const statusOf = (item: Item): string => ("status" in item ? item.status : "completed")
