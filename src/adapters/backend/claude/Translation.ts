/**
 * Turns the CLI's lines into AgentEvents, one conversation at a time. Owns the state between lines: which message is
 * being sent, which turn runs, which asks wait. Must not send anything: what the CLI needs to be told comes back as
 * actions.
 */
import type { CliLine } from "../../../core/cli/CliProcess.ts"
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import { ResumeToken } from "../../../core/model/Ids.ts"
import type { Outcome } from "../../../core/model/Outcome.ts"
import { makeAnswerText } from "./AnswerText.ts"
import { isOwnTool } from "./Arguments.ts"
import { notSignedIn, resultOutcome } from "./Outcomes.ts"
import { askOf, type PendingAsk, pendingAsk } from "./Permissions.ts"
import { makeRunningTools } from "./RunningTools.ts"
import { spokenAnswer } from "./StructuredAnswer.ts"
import { systemNote } from "./SystemNotes.ts"
import { inputText, oneLine } from "./ToolInput.ts"
import { contextTokens, turnUsage } from "./TurnUsage.ts"
import * as Wire from "./Wire.ts"

/** What is to be done besides telling events. */
export type Action =
  | { readonly _tag: "Answered"; readonly response: Wire.ControlResponseLine["response"] }
  /** The turn is over for us, the CLI still tries: stop it. */
  | { readonly _tag: "GiveUp" }
  /** The CLI dropped the turn's message as one it has seen. */
  | { readonly _tag: "Dropped" }
  /** The CLI asks for what nobody needs to be asked for. */
  | { readonly _tag: "Allow"; readonly request: PendingAsk }
  /** A request that nobody here serves. */
  | { readonly _tag: "Refuse"; readonly requestId: string }
  /** An answer of the model was paid. */
  | { readonly _tag: "Spent" }
  /** The process takes no more turns. */
  | { readonly _tag: "Exhausted" }

export interface Translated {
  readonly events: ReadonlyArray<AgentEvent>
  readonly actions: ReadonlyArray<Action>
  /** The events belong to a turn that the CLI began by itself. */
  readonly own: boolean
}

export interface Translation {
  readonly line: (line: CliLine) => Translated
  /** From here on the turn of that message runs. */
  readonly expect: (uuid: string) => void
  /** The outcome of the running turn when the CLI stops it. */
  readonly stopAs: (outcome: Outcome) => void
  readonly stopping: () => Outcome | undefined
  readonly waiting: (ask: string) => PendingAsk | undefined
  readonly answered: (ask: string) => void
  /** Ids of what runs in the background. */
  readonly backgroundTasks: () => ReadonlyArray<string>
  /** Whether anything was answered: a CLI that dies before that may have kept nothing of the conversation. */
  readonly used: () => boolean
}

interface Turn {
  /** The message that it answers, where there is one and it has an id. */
  readonly uuid: string | undefined
  /** The CLI took the message up. */
  taken: boolean
  stopping: Outcome | undefined
  error: string | undefined
}

/** Whose events they are where that is not plain from which turn runs. */
type Told = Omit<Translated, "own"> & { readonly own?: boolean }

const nothing: Told = { events: [], actions: [] }
const events = (list: ReadonlyArray<AgentEvent>): Told => (list.length === 0 ? nothing : { events: list, actions: [] })
const note = (text: string): AgentEvent => AgentEvent.cases.Note.make({ text })
const completed = (outcome: Outcome): AgentEvent => AgentEvent.cases.Completed.make({ outcome })

export interface TranslationOptions {
  readonly cwd: string
  readonly budgetUsd?: number
  /** Every answer is to meet a JSON schema. */
  readonly structured?: boolean
  /** The CLI was given the service's own tools. */
  readonly ownTools?: boolean
}

export const makeTranslation = (options: TranslationOptions): Translation => {
  const text = makeAnswerText()
  const tools = makeRunningTools()
  const pending = new Map<string, PendingAsk>()
  let cwd = options.cwd
  /** The turn of the message that was sent last, until its result. */
  let asked: Turn | undefined
  /** A turn that the CLI began by itself; its lines come before those of `asked`. */
  let own: Turn | undefined
  let model: string | undefined
  /** The model of the last answer, which need not be the one that was asked for. */
  let answering: string | undefined
  let context: number | undefined
  let total: number | undefined
  let limitResetsAt: number | undefined
  let tasks: ReadonlyArray<string> = []
  let used = false
  /** The message that streams, and whether its thinking was told as deltas. */
  let streaming: string | undefined

  const begin = (uuid: string | undefined): Turn => ({ uuid, taken: false, stopping: undefined, error: undefined })
  const running = (): Turn | undefined => own ?? asked
  const over = () => {
    if (own === undefined) asked = undefined
    own = undefined
  }

  const onStream = (line: Wire.StreamEventLine): Told => {
    // Without a turn it is the rest of one that was given up.
    if (running() === undefined || typeof line.parent_tool_use_id === "string") return nothing
    const event = line.event
    if ("delta" in event) {
      return "thinking" in event.delta && event.delta.thinking !== ""
        ? events([AgentEvent.cases.Thinking.make({ delta: event.delta.thinking })])
        : nothing
    }
    if ("message" in event) {
      streaming = event.message.id
      answering = event.message.model ?? answering
      if (event.message.usage !== undefined) context = contextTokens({ ...event.message.usage, output_tokens: 0 })
      return events(text.begin(event.message.id))
    }
    if (event.type === "message_delta" && "usage" in event) {
      context = context === undefined ? undefined : context + (event.usage?.output_tokens ?? 0)
      return nothing
    }
    return event.type === "message_stop" ? { events: text.end(), actions: [{ _tag: "Spent" }] } : nothing
  }

  const onAssistant = (line: Wire.AssistantLine): Told => {
    const { message } = line
    const parent = line.parent_tool_use_id ?? undefined
    const turn = running()
    if (message.model === "<synthetic>" && (typeof line.error === "string" || line.is_api_error_message === true)) {
      if (turn !== undefined) turn.error = line.error ?? "unknown"
      return nothing
    }
    used = true
    if (turn === undefined) return nothing
    const list: Array<AgentEvent> = []
    for (const block of message.content) {
      if ("text" in block) list.push(...(parent === undefined ? text.confirm(message.id, block.text) : []))
      else if ("thinking" in block) {
        if (parent === undefined) list.push(...text.touch(message.id))
        if (parent === undefined && streaming !== message.id && block.thinking !== "")
          list.push(AgentEvent.cases.Thinking.make({ delta: block.thinking }))
      } else if ("name" in block) {
        if (parent === undefined) list.push(...text.touch(message.id))
        list.push(...tools.called(block, parent, cwd))
      }
    }
    if (streaming !== message.id && parent === undefined && message.model !== "<synthetic>") {
      answering = message.model ?? answering
      if (message.usage) context = contextTokens(message.usage)
    }
    return { events: list, actions: [{ _tag: "Spent" }] }
  }

  const onUser = (line: Wire.UserLine): Told => {
    const { content } = line.message
    if (typeof content === "string") return nothing
    const told = content.flatMap((block) => ("tool_use_id" in block ? tools.returned(block, line.tool_use_result) : []))
    return running() === undefined ? nothing : events(told)
  }

  const onSystem = (line: Wire.SystemLine): Told => {
    switch (line.subtype) {
      case "init": {
        cwd = line.cwd ?? cwd
        model = line.model ?? model
        answering = undefined
        // A turn that nobody asked for begins like any other, but no message was taken up for it.
        const saysTaken = line.capabilities?.includes("msg_lifecycle_v1") === true
        if (asked === undefined || (saysTaken && !asked.taken)) own ??= begin(undefined)
        return typeof line.session_id === "string"
          ? events([
              AgentEvent.cases.Started.make({
                token: ResumeToken.make(line.session_id),
                ...(model === undefined ? {} : { model })
              })
            ])
          : nothing
      }
      case "api_retry": {
        const told = note(systemNote(line) ?? "")
        if (line.error !== "authentication_failed") return events([told])
        over()
        return { events: [told, completed(notSignedIn())], actions: [{ _tag: "GiveUp" }] }
      }
      case "background_tasks_changed":
        tasks = (line.tasks ?? []).map((task) => task.task_id)
        return nothing
      case "task_started":
      case "task_progress":
      case "task_notification": {
        const told = tools.task(line)
        return running() === undefined ? nothing : events(told)
      }
      default: {
        const words = systemNote(line)
        return words === undefined ? nothing : events([note(words)])
      }
    }
  }

  /** Whether a result ends the turn that runs, and not one that was merged, dropped or began by itself. */
  const isOfTurn = (turn: Turn, line: Wire.ResultLine): boolean => {
    const uuids = line.user_message_uuids ?? []
    if (turn.uuid === undefined || uuids.includes(turn.uuid)) return true
    return uuids.length === 0 && line.origin?.kind !== "task-notification"
  }

  const onResult = (line: Wire.ResultLine): Told => {
    const usage = turnUsage({ result: line, totalBefore: total, context, model: answering ?? model })
    total = line.total_cost_usd ?? total
    const turn = running()
    const told = usage === undefined ? [] : [AgentEvent.cases.Used.make({ usage })]
    if (turn === undefined || !isOfTurn(turn, line)) return events(told)
    const outcome = resultOutcome(line, {
      stopping: turn.stopping,
      error: turn.error,
      limitResetsAt,
      budgetUsd: options.budgetUsd,
      structured: options.structured === true
    })
    const left = outcome._tag === "Done" ? text.end() : []
    const answered =
      outcome._tag === "Done" && outcome.structured !== undefined ? [spokenAnswer(outcome.structured)] : []
    const closed = [...pending.values()].filter((ask) => !ask.ofAgent)
    for (const ask of closed) pending.delete(ask.id)
    tools.turnEnded()
    over()
    return {
      events: [
        ...left,
        ...answered,
        ...closed.map((ask) => AgentEvent.cases.AskClosed.make({ id: ask.id })),
        ...told,
        completed(outcome)
      ],
      actions: line.subtype === "error_max_budget_usd" ? [{ _tag: "Exhausted" }] : []
    }
  }

  const onLifecycle = (line: Wire.LifecycleLine): Told => {
    if (asked === undefined || asked.uuid !== line.command_uuid) return nothing
    switch (line.state) {
      case "queued":
        return nothing
      case "started":
        asked.taken = true
        if (own === undefined) return nothing
        // Taken up in the middle of the CLI's own turn: what follows answers the message.
        own = undefined
        return { ...events([completed({ _tag: "Done" })]), own: true }
      case "completed":
        return asked.taken ? nothing : { events: [], actions: [{ _tag: "Dropped" }] }
      case "cancelled": {
        // Withdrawn before it was taken up: there will be no result.
        const outcome = asked.stopping ?? { _tag: "Stopped" as const }
        asked = undefined
        return { ...events([completed(outcome)]), own: false }
      }
      default:
        return nothing
    }
  }

  const onRequest = (line: Wire.ControlRequestLine): Told => {
    if (line.request.subtype !== "can_use_tool") {
      return {
        events: [note(`the cli asked for ${line.request.subtype}, which nobody here serves`)],
        actions: [{ _tag: "Refuse", requestId: line.request_id }]
      }
    }
    const request = pendingAsk(line)
    // Asked for in plan mode, although they are allowed. What they may do, the service itself decides.
    if (options.ownTools === true && isOwnTool(request.tool)) {
      return { events: [], actions: [{ _tag: "Allow", request }] }
    }
    // The request leaves the plan out when it was written into the call itself.
    const called = tools.inputOf(line.request.tool_use_id ?? "")
    const waiting =
      request.tool === "ExitPlanMode" && inputText(request.input, "plan") === undefined && called !== undefined
        ? { ...request, input: called }
        : request
    pending.set(waiting.id, waiting)
    if (running() === undefined) own = begin(undefined)
    return events([AgentEvent.cases.Asked.make({ ask: askOf(waiting, cwd) })])
  }

  const onCancel = (requestId: string): Told =>
    pending.delete(requestId) ? events([AgentEvent.cases.AskClosed.make({ id: requestId })]) : nothing

  const onRateLimit = ({ rate_limit_info: info }: Wire.RateLimitLine): Told => {
    limitResetsAt = info.status === "rejected" ? (info.resetsAt ?? undefined) : undefined
    return info.status === "allowed_warning" && typeof info.utilization === "number"
      ? events([note(`${Math.round(info.utilization * 100)}% of the account's usage limit is used`)])
      : nothing
  }

  const unknown = (line: string): Told => events([note(oneLine(line))])

  const read = <A>(value: A | undefined, line: CliLine, use: (value: A) => Told): Told =>
    value === undefined ? unknown(line.text) : use(value)

  const translate = (line: CliLine): Told => {
    if (line._tag === "Garbage") return unknown(line.text)
    const { value } = line
    switch (Wire.kindOf(value)) {
      case "stream_event": {
        const delta = Wire.readTextDelta(value)
        if (delta !== undefined) return running() === undefined ? nothing : events(text.delta(delta))
        return read(Wire.readStreamEvent(value), line, onStream)
      }
      case "assistant":
        return read(Wire.readAssistant(value), line, onAssistant)
      case "user":
        return read(Wire.readUser(value), line, onUser)
      case "system":
        return read(Wire.readSystem(value), line, onSystem)
      case "result":
        return read(Wire.readResult(value), line, onResult)
      case "command_lifecycle":
        return read(Wire.readLifecycle(value), line, onLifecycle)
      case "control_request":
        return read(Wire.readControlRequest(value), line, onRequest)
      case "control_response":
        return read(Wire.readControlResponse(value), line, ({ response }) => ({
          events: [],
          actions: [{ _tag: "Answered", response }]
        }))
      case "control_cancel_request":
        return read(Wire.readControlCancel(value), line, ({ request_id }) => onCancel(request_id))
      case "rate_limit_event":
        return read(Wire.readRateLimit(value), line, onRateLimit)
      case "tool_progress":
        return read(Wire.readToolProgress(value), line, (progress) =>
          running() === undefined ? nothing : events(tools.heartbeat(progress))
        )
      case "keep_alive":
      case "conversation_reset":
      case "auth_status":
      case "prompt_suggestion":
      case "active_goal":
      case "tool_use_summary":
        return nothing
      default:
        return unknown(line.text)
    }
  }

  return {
    line: (line) => {
      const before = own
      const told = translate(line)
      return { ...told, own: told.own ?? (before ?? own) !== undefined }
    },
    expect: (uuid) => {
      asked = begin(uuid)
    },
    stopAs: (outcome) => {
      const turn = running()
      if (turn !== undefined) turn.stopping = outcome
    },
    stopping: () => running()?.stopping,
    waiting: (ask) => pending.get(ask),
    answered: (ask) => {
      pending.delete(ask)
    },
    backgroundTasks: () => tasks,
    used: () => used
  }
}
