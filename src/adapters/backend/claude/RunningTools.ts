/**
 * The tools that run, from the message that called them to their result. Owns the activities of one conversation,
 * those of sub-agents and of work that goes on in the background included. Must not know of turns or text.
 */
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import { resultDetail, toolWords } from "./Activities.ts"
import { answerTool } from "./StructuredAnswer.ts"
import { isTodoTool, makeTodoList } from "./TodoList.ts"
import { oneLine } from "./ToolInput.ts"
import type { SystemLine, ToolProgressLine, ToolResult, ToolUse } from "./Wire.ts"

type Activity = Extract<AgentEvent, { readonly _tag: "Activity" }>

interface Running {
  readonly use: ToolUse
  readonly activity: Activity
  /** Goes on after its result, until the CLI tells that it ended. */
  background: boolean
}

export interface RunningTools {
  readonly called: (use: ToolUse, parent: string | undefined, cwd: string) => ReadonlyArray<AgentEvent>
  readonly returned: (result: ToolResult, toolUseResult: unknown) => ReadonlyArray<AgentEvent>
  readonly heartbeat: (line: ToolProgressLine) => ReadonlyArray<AgentEvent>
  /** `task_started`, `task_progress`, `task_notification`. */
  readonly task: (line: SystemLine) => ReadonlyArray<AgentEvent>
  readonly inputOf: (toolUseId: string) => unknown
  /** The turn is over: only what runs in the background is still known. */
  readonly turnEnded: () => void
}

/** Tools that people see as something else: as an ask, or as the answer itself. */
const hidden = ["AskUserQuestion", "ExitPlanMode", "EnterPlanMode", answerTool]

const failureWords = (status: string | null | undefined): "done" | "failed" =>
  status === "completed" || status === null || status === undefined ? "done" : "failed"

export const makeRunningTools = (): RunningTools => {
  const running = new Map<string, Running>()
  const todos = makeTodoList()

  const ended = (tool: Running, phase: "done" | "failed", detail: string | undefined): AgentEvent => ({
    ...tool.activity,
    phase,
    ...(detail === undefined ? {} : { detail })
  })

  return {
    called: (use, parent, cwd) => {
      const activity = AgentEvent.cases.Activity.make({
        id: use.id,
        phase: "started",
        tool: use.name,
        ...toolWords(use.name, use.input, cwd),
        ...(parent === undefined ? {} : { parent })
      })
      running.set(use.id, { use, activity, background: false })
      return isTodoTool(use.name) || hidden.includes(use.name) ? [] : [activity]
    },
    returned: (result, toolUseResult) => {
      const tool = running.get(result.tool_use_id)
      if (tool === undefined) return []
      if (tool.background && result.is_error !== true) return []
      running.delete(result.tool_use_id)
      const failed = result.is_error === true
      if (hidden.includes(tool.use.name)) return []
      if (isTodoTool(tool.use.name) && !failed) {
        const items = todos.apply(tool.use, toolUseResult)
        return items === undefined ? [] : [AgentEvent.cases.Plan.make({ items })]
      }
      return [ended(tool, failed ? "failed" : "done", resultDetail(result, toolUseResult))]
    },
    heartbeat: (line) => {
      const tool = running.get(line.parent_tool_use_id ?? line.tool_use_id)
      return tool === undefined || hidden.includes(tool.use.name) ? [] : [{ ...tool.activity, phase: "progress" }]
    },
    task: (line) => {
      const tool = typeof line.tool_use_id === "string" ? running.get(line.tool_use_id) : undefined
      if (tool === undefined) return []
      switch (line.subtype) {
        case "task_started":
          tool.background = line.is_backgrounded === true
          return []
        case "task_progress": {
          const detail = oneLine(line.description ?? "")
          return [{ ...tool.activity, phase: "progress", ...(detail === "" ? {} : { detail }) }]
        }
        case "task_notification": {
          if (!tool.background) return []
          running.delete(tool.use.id)
          const summary = (line.summary ?? "").trim()
          return [ended(tool, failureWords(line.status), summary === "" ? undefined : summary)]
        }
        default:
          return []
      }
    },
    inputOf: (toolUseId) => running.get(toolUseId)?.use.input,
    turnEnded: () => {
      for (const [id, tool] of running) if (!tool.background) running.delete(id)
    }
  }
}
