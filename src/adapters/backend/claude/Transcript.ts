/**
 * Reads the CLI's own record of a conversation back: what became of one message. Pure; owns the shape of the record as
 * far as it is needed, and tolerates everything else in it.
 */
import * as Exit from "effect/Exit"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import { ResumeToken } from "../../../core/model/Ids.ts"
import { noUsage, type Usage } from "../../../core/model/Usage.ts"
import type { Recovered } from "../../../core/ports/AgentBackend.ts"
import { answerTool, spokenAnswer } from "./StructuredAnswer.ts"
import { makeTranslation } from "./Translation.ts"
import { addApiUsage } from "./TurnUsage.ts"
import { ApiUsage, readAssistant, readUser } from "./Wire.ts"

const optionalString = Schema.optionalKey(Schema.NullOr(Schema.String))
const Entry = Schema.Struct({
  type: Schema.String,
  uuid: optionalString,
  isSidechain: Schema.optionalKey(Schema.NullOr(Schema.Boolean)),
  /** Only on messages that came from outside. */
  promptSource: optionalString,
  message: Schema.optionalKey(Schema.Unknown),
  toolUseResult: Schema.optionalKey(Schema.Unknown),
  totalCostUSD: Schema.optionalKey(Schema.NullOr(Schema.Finite))
})
type Entry = typeof Entry.Type

const readJson = Schema.decodeUnknownOption(Schema.Json)
const readEntry = Schema.decodeUnknownExit(Schema.fromJsonString(Entry))
const readAnswer = Schema.decodeUnknownOption(
  Schema.Struct({
    id: Schema.String,
    model: optionalString,
    stop_reason: optionalString,
    usage: Schema.optionalKey(Schema.NullOr(ApiUsage))
  })
)

/** What the CLI wrote in the model's place, such as an error or a filler after a crash. */
const isOfTheCli = (entry: Entry): boolean =>
  entry.type === "assistant" && Option.getOrUndefined(readAnswer(entry.message))?.model === "<synthetic>"

const entriesOf = (transcript: string): ReadonlyArray<Entry> =>
  transcript.split("\n").flatMap((line) => {
    // Nine tenths of a record are requests and reminders; they are not even parsed.
    if (!/"type":"(?:user|assistant|cost-state)"/.test(line)) return []
    const exit = readEntry(line)
    return Exit.isSuccess(exit) && exit.value.isSidechain !== true && !isOfTheCli(exit.value) ? [exit.value] : []
  })

const isPrompt = (entry: Entry): boolean => entry.type === "user" && typeof entry.promptSource === "string"

/** The record writes a line of stdout a little differently. */
const asLine = (entry: Entry) => ({
  type: entry.type,
  message: entry.message,
  parent_tool_use_id: null,
  ...(entry.toolUseResult === undefined ? {} : { tool_use_result: entry.toolUseResult })
})

/** Tokens of the answers; the money only where the record tells it of this message alone. */
const usageOf = (before: ReadonlyArray<Entry>, after: ReadonlyArray<Entry>): Usage => {
  const counted = new Set<string>()
  let usage: Usage = noUsage
  for (const entry of after) {
    const answer = entry.type === "assistant" ? Option.getOrUndefined(readAnswer(entry.message)) : undefined
    if (answer === undefined || counted.has(answer.id)) continue
    counted.add(answer.id)
    usage = {
      ...addApiUsage(usage, answer.usage ?? {}),
      ...(typeof answer.model === "string" ? { model: answer.model } : {})
    }
  }
  const costAt = before.findLastIndex((entry) => typeof entry.totalCostUSD === "number")
  const alone = !before.slice(costAt + 1).some(isPrompt)
  const total = after.find((entry) => typeof entry.totalCostUSD === "number")?.totalCostUSD ?? undefined
  if (!alone || total === undefined) return usage
  return { ...usage, costUsd: Math.max(0, total - (before[costAt]?.totalCostUSD ?? 0)) }
}

const lastStop = (after: ReadonlyArray<Entry>): string | undefined => {
  const last = after.findLast((entry) => entry.type === "assistant" || entry.type === "user")
  const answer = last?.type === "assistant" ? Option.getOrUndefined(readAnswer(last.message)) : undefined
  return answer?.stop_reason ?? undefined
}

/** The answer by a JSON schema that the CLI took; it refuses those that do not meet it. */
const structuredOf = (after: ReadonlyArray<Entry>): Schema.Json | undefined => {
  const given = new Map<string, unknown>()
  let taken: unknown
  for (const line of after.map(asLine)) {
    for (const block of readAssistant(line)?.message.content ?? []) {
      if ("name" in block && block.name === answerTool) given.set(block.id, block.input)
    }
    const results = readUser(line)?.message.content ?? []
    for (const block of typeof results === "string" ? [] : results) {
      if ("tool_use_id" in block && block.is_error !== true) taken = given.get(block.tool_use_id) ?? taken
    }
  }
  return Option.getOrUndefined(readJson(taken))
}

/** What the record says of the message with one of these ids; of several the one that was sent last counts. */
export const readTranscript = (options: {
  readonly transcript: string
  readonly token: ResumeToken
  readonly messageIds: ReadonlyArray<string>
  readonly cwd: string
  /** The answer was to meet a JSON schema. */
  readonly structured?: boolean
}): Recovered => {
  const entries = entriesOf(options.transcript)
  const at = entries.findLastIndex((entry) => entry.type === "user" && options.messageIds.includes(entry.uuid ?? ""))
  if (at === -1) return { _tag: "NotReached" }
  const next = entries.findIndex((entry, index) => index > at && isPrompt(entry))
  const before = entries.slice(0, at)
  const after = entries.slice(at + 1, next === -1 ? undefined : next)

  const translation = makeTranslation({ cwd: options.cwd })
  translation.expect(entries[at]?.uuid ?? "")
  const told = after
    .filter((entry) => entry.type !== "cost-state")
    .flatMap((entry) => translation.line({ _tag: "Json", value: asLine(entry), text: "" }).events)
  const structured = options.structured === true ? structuredOf(after) : undefined
  // Without the answer that was asked for, whatever else was said is half a turn.
  const finished = options.structured === true ? structured !== undefined : lastStop(after) === "end_turn"
  if (!finished) {
    const said = told.flatMap((event) => (event._tag === "Text" ? [event.delta] : []))
    return { _tag: "Unfinished", said: said.join("\n\n") }
  }
  const usage = usageOf(before, after)
  return {
    _tag: "Finished",
    events: [
      AgentEvent.cases.Started.make({
        token: ResumeToken.make(options.token),
        ...(usage.model === undefined ? {} : { model: usage.model })
      }),
      ...told.filter((event) => event._tag === "Text" || event._tag === "Activity" || event._tag === "Plan"),
      ...(structured === undefined ? [] : [spokenAnswer(structured)]),
      AgentEvent.cases.Used.make({ usage }),
      AgentEvent.cases.Completed.make({
        outcome: { _tag: "Done", ...(structured === undefined ? {} : { structured }) }
      })
    ]
  }
}
