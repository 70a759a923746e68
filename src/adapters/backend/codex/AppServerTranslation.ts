/**
 * Lines of `codex app-server` as events of turns: a reducer. Owns which turn and thread a line speaks of, retracted
 * text and running totals. Does no I/O: what must be written back is returned as replies.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { CliLine } from "../../../core/cli/CliProcess.ts"
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import { AskId, ResumeToken } from "../../../core/model/Ids.ts"
import type { Outcome } from "../../../core/model/Outcome.ts"
import { handleRequest } from "./Approvals.ts"
import * as Wire from "./AppServerWire.ts"
import { onItemCompleted, onItemStarted, onOutput } from "./ItemSteps.ts"
import { closed, forget, type Known, note, type Step, says, textOf, without, withoutPart } from "./Known.ts"
import { failed, outcomeOf } from "./Outcomes.ts"
import { structuredOutcome } from "./StructuredAnswer.ts"
import { contextShareOf, totalBefore, usageBetween } from "./TurnUsage.ts"

/** The person's ask as it is named in a chat: short, and never the same in another process. */
const askIdOf = (turn: string, request: Wire.RequestId): AskId => AskId.make(`codex-${turn.slice(-12)}-${request}`)

const onTokens = (known: Known, update: typeof Wire.TokenUpdate.Type): Step => {
  const { last, modelContextWindow, total } = update.tokenUsage
  const before = known.totals.get(update.threadId)
  const ours = update.threadId === known.thread
  const counted = says({ ...known, totals: new Map(known.totals).set(update.threadId, total) })
  if (known.turn === undefined) return before === undefined ? counted : says(known)
  if (ours && update.turnId !== known.turn && before === undefined) return counted
  const usage = usageBetween(before ?? totalBefore(total, last), total, {
    model: ours ? known.model : undefined,
    contextShare: ours ? contextShareOf(last.totalTokens, modelContextWindow) : undefined
  })
  return says(counted.known, AgentEvent.cases.Used.make({ usage }))
}

const onTurnStarted = (known: Known, turn: string): Step => {
  const token = ResumeToken.make(known.thread ?? turn)
  return says(
    { ...withoutPart(known), turn, waiting: false, commands: new Map(), changes: new Map() },
    AgentEvent.cases.Started.make(known.model === undefined ? { token } : { token, model: known.model })
  )
}

const endOf = (known: Known, turn: Wire.WireTurn): Outcome => {
  if (turn.status === "completed") return known.structured ? structuredOutcome(known.message) : { _tag: "Done" }
  if (known.verdict !== undefined) return known.verdict
  if (turn.status === "interrupted") return { _tag: "Stopped" }
  return turn.error === undefined || turn.error === null
    ? failed("unknown", "codex failed and did not say why")
    : outcomeOf({
        message: turn.error.message,
        info: turn.error.codexErrorInfo,
        details: turn.error.additionalDetails,
        resetsAt: known.resetsAt
      })
}

const onTurnCompleted = (before: Known, turn: Wire.WireTurn): Step => {
  if (before.turn !== undefined && before.turn !== turn.id) return says(before)
  const [known, lost] = turn.status === "completed" ? forget(before) : [withoutPart(before), []]
  const { turn: _, verdict: __, message: ___, ...rest } = known
  return says(
    { ...rest, asks: new Map(), commands: new Map(), changes: new Map(), waiting: false },
    ...lost,
    ...[...known.asks.keys()].map(closed),
    AgentEvent.cases.Completed.make({ outcome: endOf(known, turn) })
  )
}

const onError = (known: Known, event: typeof Wire.ErrorEvent.Type): Step => {
  if (!event.willRetry) return says(known)
  const details = event.error.additionalDetails ?? ""
  return says(
    { ...known, broken: known.part !== undefined, waiting: /waiting for network/i.test(event.error.message) },
    note(details === "" ? event.error.message : `${event.error.message} (${details})`)
  )
}

const onRateLimits = (known: Known, limits: typeof Wire.RateLimits.Type): Step => {
  const full = [limits.rateLimits.primary, limits.rateLimits.secondary].flatMap((window) =>
    window !== undefined && window !== null && window.usedPercent >= 100 && typeof window.resetsAt === "number"
      ? [window.resetsAt * 1000]
      : []
  )
  return full.length === 0 ? says(known) : says({ ...known, resetsAt: Math.max(...full) })
}

const onRequest = (known: Known, id: Wire.RequestId, method: string, params: unknown): Step => {
  const handled = handleRequest(method, params, (itemId) => known.changes.get(itemId))
  if (handled._tag === "Refuse") {
    return { known, events: [note(handled.note)], replies: [{ _tag: "Refuse", id, message: "not supported" }] }
  }
  if (handled._tag === "Reply") {
    return { known, events: [note(handled.note)], replies: [{ _tag: "Result", id, result: handled.result }] }
  }
  // Outside of a turn there is nobody to ask.
  if (known.turn === undefined) {
    const result = handled.asking.reply({ _tag: "Deny", reason: "" })
    return { known, events: [], replies: [{ _tag: "Result", id, result }] }
  }
  const ask = askIdOf(known.turn, id)
  const asks = new Map(known.asks).set(ask, { request: id, reply: handled.asking.reply })
  return says({ ...known, asks }, AgentEvent.cases.Asked.make({ ask: { id: ask, subject: handled.asking.subject } }))
}

const onResolved = (known: Known, request: Wire.RequestId): Step => {
  const open = [...known.asks].find(([, pending]) => pending.request === request)?.[0]
  return open === undefined ? says(known) : says({ ...known, asks: without(known.asks, open) }, closed(open))
}

/** Runs `then` with the decoded parameters of the running turn; lines of other turns and threads are not shown. */
const forTurn = <A extends { readonly threadId: string; readonly turnId: string }>(
  known: Known,
  value: A,
  then: (value: A) => Step
): Step =>
  known.turn !== undefined && value.turnId === known.turn && (known.thread ?? value.threadId) === value.threadId
    ? then(value)
    : says(known)

const planStatus = (status: string): "pending" | "active" | "done" =>
  status === "completed" ? "done" : status === "inProgress" ? "active" : "pending"

type Reader = (known: Known, params: unknown, at: number) => Option.Option<Step>

const reader = <S extends Schema.ConstraintDecoder<unknown>>(
  schema: S,
  step: (known: Known, value: S["Type"], at: number) => Step
): Reader => {
  const decode = Schema.decodeUnknownOption(schema)
  return (known, params, at) => Option.map(decode(params), (value) => step(known, value, at))
}

const thinking = (known: Known, value: typeof Wire.Delta.Type): Step =>
  forTurn(known, value, ({ delta }) => says({ ...known, waiting: false }, AgentEvent.cases.Thinking.make({ delta })))

const writing = (known: Known, value: typeof Wire.Delta.Type): Step =>
  forTurn(known, value, ({ delta, itemId }) => {
    const text = known.part?.id === itemId ? known.part.text : ""
    return says({ ...known, waiting: false, part: { id: itemId, text: text + delta } }, textOf(itemId, delta))
  })

const readers: Readonly<Partial<Record<string, Reader>>> = {
  "item/agentMessage/delta": reader(Wire.Delta, writing),
  "item/plan/delta": reader(Wire.Delta, writing),
  "item/reasoning/summaryTextDelta": reader(Wire.Delta, thinking),
  "item/reasoning/textDelta": reader(Wire.Delta, thinking),
  "item/reasoning/summaryPartAdded": reader(Wire.SummaryPart, (known, part) =>
    forTurn(known, part, ({ summaryIndex }) =>
      summaryIndex === 0 ? says(known) : says(known, AgentEvent.cases.Thinking.make({ delta: "\n\n" }))
    )
  ),
  "item/commandExecution/outputDelta": reader(Wire.Delta, (known, value, at) =>
    forTurn(known, value, ({ delta, itemId }) => onOutput(known, itemId, delta, at))
  ),
  "item/started": reader(Wire.ItemEvent, (known, value) =>
    forTurn(known, value, ({ item }) => onItemStarted(known, item))
  ),
  "item/completed": reader(Wire.ItemEvent, (known, value) =>
    forTurn(known, value, ({ item }) => onItemCompleted(known, item))
  ),
  "turn/plan/updated": reader(Wire.PlanUpdate, (known, value) =>
    forTurn(known, value, ({ plan }) =>
      says(
        known,
        AgentEvent.cases.Plan.make({
          items: plan.map(({ status, step }) => ({ text: step, status: planStatus(status) }))
        })
      )
    )
  ),
  "turn/started": reader(Wire.TurnEvent, (known, { threadId, turn }) =>
    (known.thread ?? threadId) === threadId ? onTurnStarted(known, turn.id) : says(known)
  ),
  "turn/completed": reader(Wire.TurnEvent, (known, { threadId, turn }) =>
    (known.thread ?? threadId) === threadId ? onTurnCompleted(known, turn) : says(known)
  ),
  "thread/tokenUsage/updated": reader(Wire.TokenUpdate, onTokens),
  error: reader(Wire.ErrorEvent, (known, value) => forTurn(known, value, (event) => onError(known, event))),
  "serverRequest/resolved": reader(Wire.Resolved, (known, { requestId }) => onResolved(known, requestId)),
  "account/rateLimits/updated": reader(Wire.RateLimits, onRateLimits),
  "model/rerouted": reader(Wire.Rerouted, (known, value) =>
    forTurn(known, value, ({ fromModel, toModel }) =>
      says({ ...known, model: toModel }, note(`the provider answers with ${toModel} instead of ${fromModel}`))
    )
  ),
  warning: reader(Wire.Warning, (known, { message }) => says(known, note(message))),
  guardianWarning: reader(Wire.Warning, (known, { message }) => says(known, note(message))),
  "mcpServer/startupStatus/updated": reader(Wire.McpStartup, (known, server) =>
    server.status === "failed" ? says(known, note(server.error ?? `mcp server ${server.name} failed`)) : says(known)
  )
}

const unreadMethods = new Set(Wire.unread)

const shorten = (text: string): string => (text.length > 2_000 ? `${text.slice(0, 2_000)}…` : text)
const decodeMessage = Schema.decodeUnknownOption(Wire.Message)
const decodeUnknownItem = Schema.decodeUnknownOption(Wire.UnknownItemEvent)

/** One line further. */
export const step = (known: Known, line: CliLine): Step => {
  const decoded = line._tag === "Json" ? decodeMessage(line.value) : Option.none()
  if (Option.isNone(decoded)) return says(known, note(shorten(line.text)))
  const message = decoded.value
  const method = message.method
  if (method === undefined) return { ...says(known), response: message }
  if (message.id !== undefined) return onRequest(known, message.id, method, message.params)
  if (unreadMethods.has(method)) return says(known)
  const read = readers[method]?.(known, message.params, message.emittedAtMs ?? 0) ?? Option.none()
  if (Option.isSome(read)) return read.value
  const ended = method === "item/completed" && Option.isSome(decodeUnknownItem(message.params))
  return ended ? says(known) : says(known, note(shorten(line.text)))
}
