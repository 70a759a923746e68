/**
 * The CLI's todo list, whichever of its tools keeps it. Owns the list of one conversation and the translation into
 * plan items. These tools are shown as the plan, not as activities.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { PlanItem } from "../../../core/model/AgentEvent.ts"
import type { ToolUse } from "./Wire.ts"

const Status = Schema.Literals(["pending", "in_progress", "completed", "deleted"])

const readTodos = Schema.decodeUnknownOption(
  Schema.Struct({ todos: Schema.Array(Schema.Struct({ content: Schema.String, status: Status })) })
)
const readCreated = Schema.decodeUnknownOption(
  Schema.Struct({ task: Schema.Struct({ id: Schema.String, subject: Schema.String }) })
)
const readUpdate = Schema.decodeUnknownOption(
  Schema.Struct({
    taskId: Schema.String,
    status: Schema.optionalKey(Status),
    subject: Schema.optionalKey(Schema.String)
  })
)
const readList = Schema.decodeUnknownOption(
  Schema.Struct({
    tasks: Schema.Array(Schema.Struct({ id: Schema.String, subject: Schema.String, status: Status }))
  })
)

interface Todo {
  readonly text: string
  readonly status: typeof Status.Type
}

const toolNames = ["TodoWrite", "TaskCreate", "TaskUpdate", "TaskList", "TaskGet"]
export const isTodoTool = (name: string): boolean => toolNames.includes(name)

const statuses = { pending: "pending", in_progress: "active", completed: "done", deleted: "done" } as const

export interface TodoList {
  /** The plan after a todo tool succeeded; undefined when it changed nothing. */
  readonly apply: (use: ToolUse, toolUseResult: unknown) => ReadonlyArray<PlanItem> | undefined
}

export const makeTodoList = (): TodoList => {
  let todos = new Map<string, Todo>()

  const change = (use: ToolUse, toolUseResult: unknown): boolean => {
    switch (use.name) {
      case "TodoWrite": {
        const written = Option.getOrUndefined(readTodos(use.input))
        if (written === undefined) return false
        todos = new Map(written.todos.map((todo, index) => [`${index}`, { text: todo.content, status: todo.status }]))
        return true
      }
      case "TaskCreate": {
        const created = Option.getOrUndefined(readCreated(toolUseResult))
        if (created === undefined) return false
        todos.set(created.task.id, { text: created.task.subject, status: "pending" })
        return true
      }
      case "TaskUpdate": {
        const update = Option.getOrUndefined(readUpdate(use.input))
        const known = update === undefined ? undefined : todos.get(update.taskId)
        if (update === undefined || known === undefined) return false
        todos.set(update.taskId, { text: update.subject ?? known.text, status: update.status ?? known.status })
        return true
      }
      case "TaskList": {
        const listed = Option.getOrUndefined(readList(toolUseResult))
        if (listed === undefined) return false
        todos = new Map(listed.tasks.map((task) => [task.id, { text: task.subject, status: task.status }]))
        return true
      }
      default:
        return false
    }
  }

  return {
    apply: (use, toolUseResult) =>
      change(use, toolUseResult)
        ? [...todos.values()]
            .filter((todo) => todo.status !== "deleted")
            .map((todo) => ({ text: todo.text, status: statuses[todo.status] }))
        : undefined
  }
}
