/**
 * What the CLI asks before it acts, as an Ask, and the person's answer, as the CLI wants to hear it. Owns both
 * translations; pure. Must not widen what was allowed: "for this session" stays within the CLI's own suggestion.
 */
import * as Option from "effect/Option"
import * as Predicate from "effect/Predicate"
import * as Schema from "effect/Schema"
import { type Answer, type Ask, AskSubject, type Question } from "../../../core/model/Ask.ts"
import { AskId } from "../../../core/model/Ids.ts"
import { toolWords } from "./Activities.ts"
import { diffOfInput } from "./Diff.ts"
import { inputText, oneLine } from "./ToolInput.ts"
import type { ControlRequestLine } from "./Wire.ts"

/** A `can_use_tool` request that waits for its answer. */
export interface PendingAsk {
  readonly id: string
  readonly tool: string
  readonly input: unknown
  readonly suggestions: ReadonlyArray<unknown>
  /** Asked by a sub-agent, which may outlive the turn. */
  readonly ofAgent: boolean
}

const readQuestions = Schema.decodeUnknownOption(
  Schema.Struct({
    questions: Schema.NonEmptyArray(
      Schema.Struct({
        question: Schema.String,
        header: Schema.optionalKey(Schema.String),
        multiSelect: Schema.optionalKey(Schema.Boolean),
        options: Schema.optionalKey(
          Schema.Array(Schema.Struct({ label: Schema.String, description: Schema.optionalKey(Schema.String) }))
        )
      })
    )
  })
)

export const pendingAsk = (line: ControlRequestLine): PendingAsk => ({
  id: line.request_id,
  tool: line.request.tool_name ?? "",
  input: line.request.input ?? {},
  suggestions: line.request.permission_suggestions ?? [],
  ofAgent: typeof line.request.agent_id === "string"
})

const questionsOf = (input: unknown) =>
  Option.map(readQuestions(input), ({ questions: [first, ...rest] }): readonly [Question, ...Array<Question>] => {
    const question = (asked: typeof first): Question => ({
      question: asked.question,
      header: asked.header ?? "",
      multiple: asked.multiSelect ?? false,
      options: (asked.options ?? []).map(({ description = "", label }) => ({ label, description }))
    })
    return [question(first), ...rest.map(question)]
  })

const permissionWords = (pending: PendingAsk, cwd: string) => {
  const { kind, title } = toolWords(pending.tool, pending.input, cwd)
  const json = { detail: JSON.stringify(pending.input, null, 2) ?? "", language: "json" }
  switch (kind) {
    case "command": {
      const command = inputText(pending.input, "command")
      return { title: "run a command", ...(command === undefined ? json : { detail: command, language: "sh" }) }
    }
    case "edit": {
      const diff = diffOfInput(pending.input)
      const verb = pending.tool === "Write" ? "write" : "edit"
      return { title: `${verb} ${title}`, ...(diff === undefined ? json : { detail: diff, language: "diff" }) }
    }
    case "read":
      return { title: `read ${title}`, ...json }
    case "web":
      return { title: oneLine(pending.tool === "WebSearch" ? `search the web: ${title}` : `fetch ${title}`), ...json }
    case "mcp":
      return { title: `use ${title}`, ...json }
    default:
      return { title: oneLine(`use ${pending.tool}`), ...json }
  }
}

export const askOf = (pending: PendingAsk, cwd: string): Ask => {
  const id = AskId.make(pending.id)
  const questions = pending.tool === "AskUserQuestion" ? questionsOf(pending.input) : Option.none()
  if (Option.isSome(questions)) {
    return { id, subject: AskSubject.cases.Questions.make({ questions: questions.value }) }
  }
  if (pending.tool === "ExitPlanMode") {
    return { id, subject: AskSubject.cases.PlanReview.make({ plan: inputText(pending.input, "plan") ?? "" }) }
  }
  const words = permissionWords(pending, cwd)
  return {
    id,
    subject: AskSubject.cases.Permission.make({
      tool: pending.tool,
      ...words,
      rememberable: sessionUpdates(pending).length > 0
    })
  }
}

const isRule = (suggestion: unknown): boolean =>
  Predicate.hasProperty(suggestion, "type") && suggestion.type === "addRules"

/** The narrowest of the CLI's suggestions, kept in memory only: nothing is written to the user's settings. */
const sessionUpdates = (pending: PendingAsk): ReadonlyArray<unknown> => {
  const rules = pending.suggestions.filter(isRule)
  return (rules.length > 0 ? rules : pending.suggestions)
    .filter(Predicate.isObject)
    .map((suggestion) => ({ ...suggestion, destination: "session" }))
}

const allow = (pending: PendingAsk, more: object = {}) => ({
  behavior: "allow",
  updatedInput: pending.input,
  ...more
})

const deny = (message: string) => ({ behavior: "deny", message })

const chosen = (pending: PendingAsk, answers: Readonly<Record<string, ReadonlyArray<string>>>) => ({
  behavior: "allow",
  updatedInput: {
    ...(Predicate.isObject(pending.input) ? pending.input : {}),
    answers: Object.fromEntries(Object.entries(answers).map(([question, labels]) => [question, labels.join(", ")]))
  }
})

const decision = (pending: PendingAsk, answer: Answer): object => {
  switch (answer._tag) {
    case "Allow": {
      const updatedPermissions = answer.scope === "session" ? sessionUpdates(pending) : []
      return allow(pending, updatedPermissions.length === 0 ? {} : { updatedPermissions })
    }
    case "Approve":
      return allow(pending)
    case "Deny":
      return deny(answer.reason === "" ? "The person said no." : answer.reason)
    case "Revise":
      return deny(answer.feedback === "" ? "Please revise the plan." : answer.feedback)
    case "Chosen":
      return pending.tool === "AskUserQuestion"
        ? chosen(pending, answer.answers)
        : deny("The person gave no permission.")
  }
}

/** The line for stdin that answers an ask. */
export const answerLine = (pending: PendingAsk, answer: Answer) => ({
  type: "control_response",
  response: { subtype: "success", request_id: pending.id, response: decision(pending, answer) }
})

/** The line for stdin that refuses a request which nobody here can serve, so that the CLI does not wait for it. */
export const refusalLine = (requestId: string) => ({
  type: "control_response",
  response: { subtype: "error", request_id: requestId, error: "not supported by this host" }
})
