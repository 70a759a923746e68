/**
 * A form that an MCP server wants filled in, as questions, and the answers as the typed content it expects. Must not
 * guess: an answer that does not fit its type is left out.
 */
import type { Question } from "../../../core/model/Ask.ts"
import type { Elicitation, FormProperty } from "./AppServerWire.ts"

export interface Form {
  readonly questions: readonly [Question, ...ReadonlyArray<Question>]
  readonly content: (answers: Readonly<Record<string, ReadonlyArray<string>>>) => Record<string, unknown>
}

interface Field {
  readonly key: string
  readonly question: Question
  readonly read: (answer: string) => unknown
}

const option = (label: string) => ({ label, description: "" })

const field = (message: string, key: string, property: FormProperty): Field => {
  const words = property.description ?? property.title ?? key
  const options =
    property.type === "boolean" ? [option("yes"), option("no")] : (property.enum ?? []).map((value) => option(value))
  return {
    key,
    question: {
      question: message === "" ? words : `${message} ${words}`,
      header: property.title ?? key,
      options,
      multiple: false
    },
    read: (answer) => {
      if (property.type === "boolean") return answer === "yes" ? true : answer === "no" ? false : undefined
      if (property.type !== "number" && property.type !== "integer") return answer
      const value = Number(answer)
      return Number.isFinite(value) ? value : undefined
    }
  }
}

/** Undefined when the form has no field that a question could ask for. */
export const formOf = (request: Elicitation): Form | undefined => {
  const properties = Object.entries(request.requestedSchema?.properties ?? {})
  const fields = properties.map(([key, property]) => field(request.message ?? "", key, property))
  const [first, ...rest] = fields.map(({ question }) => question)
  if (first === undefined) return undefined
  return {
    questions: [first, ...rest],
    content: (answers) =>
      Object.fromEntries(
        fields.flatMap(({ key, question, read }) => {
          const answer = answers[question.question]?.[0]
          const value = answer === undefined ? undefined : read(answer)
          return value === undefined ? [] : [[key, value]]
        })
      )
  }
}
