/**
 * Lines of one `codex exec --json` as events of its one turn: a reducer. Owns the traps of that format: errors that are
 * not final, usage of the whole thread, and a resume that silently began another conversation.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { CliLine } from "../../../core/cli/CliProcess.ts"
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import { ResumeToken } from "../../../core/model/Ids.ts"
import type { Outcome } from "../../../core/model/Outcome.ts"
import {
  type ActivityEvent,
  activity,
  commandShape,
  endPhase,
  filesOf,
  mcpShape,
  pathsOf,
  searchShape
} from "./Activities.ts"
import type { Tokens } from "./AppServerWire.ts"
import { type ExecItem, ExecLine } from "./ExecWire.ts"
import { failed, outcomeOf } from "./Outcomes.ts"
import { fromSnake } from "./Rollout.ts"
import { structuredOutcome } from "./StructuredAnswer.ts"
import { usageBetween } from "./TurnUsage.ts"

export interface ExecKnown {
  readonly cwd: string
  readonly model?: string
  /** The thread that must answer; absent for a new one and for a fork. */
  readonly expected?: string
  readonly thread?: string
  /** The thread's running total: before the turn, and after it once it has ended. */
  readonly total?: Tokens
  /** The answer is to meet a JSON schema. */
  readonly structured: boolean
  /** The last message of the turn. */
  readonly message?: string
  readonly waiting: boolean
  readonly ended: boolean
  /** How the turn ends when the process just ends. */
  readonly verdict?: Outcome
}

export interface ExecStep {
  readonly known: ExecKnown
  readonly events: ReadonlyArray<AgentEvent>
}

const says = (known: ExecKnown, ...events: ReadonlyArray<AgentEvent>): ExecStep => ({ known, events })
const note = (text: string): AgentEvent => AgentEvent.cases.Note.make({ text })
const completed = (outcome: Outcome): AgentEvent => AgentEvent.cases.Completed.make({ outcome })

type ItemPhase = "item.started" | "item.updated" | "item.completed"

const shapeOf = (cwd: string, item: ExecItem): Omit<ActivityEvent, "_tag" | "phase"> | undefined => {
  switch (item.type) {
    case "command_execution":
      return commandShape({ ...item, output: item.aggregated_output })
    case "file_change":
      return {
        id: item.id,
        kind: "edit",
        tool: "fileChange",
        title: pathsOf(cwd, item.changes),
        files: filesOf(cwd, item.changes)
      }
    case "mcp_tool_call":
      return mcpShape(item)
    case "web_search":
      return searchShape(item.id, item.query)
    default:
      return undefined
  }
}

const onItem = (known: ExecKnown, phase: ItemPhase, item: ExecItem): ExecStep => {
  if (item.type === "todo_list") {
    const items = item.items.map(({ completed: done, text }) => ({
      text,
      status: done ? ("done" as const) : ("pending" as const)
    }))
    return says(known, AgentEvent.cases.Plan.make({ items }))
  }
  const shape = shapeOf(known.cwd, item)
  if (shape !== undefined) {
    if (phase === "item.started") return says(known, activity("started", shape))
    if (phase === "item.updated") return says(known, activity("progress", shape))
    return says(known, activity(endPhase("status" in item ? item.status : "completed"), shape))
  }
  if (phase !== "item.completed") return says(known)
  switch (item.type) {
    case "agent_message":
      return item.text === ""
        ? says(known)
        : says({ ...known, message: item.text }, AgentEvent.cases.Text.make({ part: item.id, delta: item.text }))
    case "reasoning":
      return says(known, AgentEvent.cases.Thinking.make({ delta: item.text }))
    case "error":
      return says(known, note(item.message))
    default:
      return says(known)
  }
}

const otherThread = failed("invalid", "codex does not know this conversation any more and began another one", {
  remedy: "start a new session"
})

const onThread = (known: ExecKnown, thread: string): ExecStep => {
  if (known.expected !== undefined && known.expected !== thread) {
    return says({ ...known, ended: true }, completed(otherThread))
  }
  const token = ResumeToken.make(thread)
  return says(
    { ...known, thread },
    AgentEvent.cases.Started.make(known.model === undefined ? { token } : { token, model: known.model })
  )
}

const shorten = (text: string): string => (text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text)
const decode = Schema.decodeUnknownOption(ExecLine)

/** One line further. After the turn's end nothing is said any more. */
export const execStep = (known: ExecKnown, line: CliLine): ExecStep => {
  if (known.ended) return says(known)
  const decoded = line._tag === "Json" ? decode(line.value) : Option.none()
  if (Option.isNone(decoded)) return says(known, note(shorten(line.text)))
  const said = decoded.value
  switch (said.type) {
    case "thread.started":
      return onThread(known, said.thread_id)
    case "turn.started":
      return says(known)
    case "error":
      return says({ ...known, waiting: /waiting for network/i.test(said.message) }, note(said.message))
    case "turn.completed": {
      const total = fromSnake(said.usage)
      const usage = usageBetween(known.total, total, { model: known.model, contextShare: undefined })
      return says(
        { ...known, total, waiting: false, ended: true },
        AgentEvent.cases.Used.make({ usage }),
        completed(known.structured ? structuredOutcome(known.message) : { _tag: "Done" })
      )
    }
    case "turn.failed":
      return says({ ...known, waiting: false, ended: true }, completed(outcomeOf({ message: said.error.message })))
    default:
      return onItem({ ...known, waiting: false }, said.type, said.item)
  }
}
