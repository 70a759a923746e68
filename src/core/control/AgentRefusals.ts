/**
 * What the registry of agents says no to, as a surface tells it: with the field that is wrong. Pure.
 */
import type { AgentsError } from "../agents/AgentsError.ts"
import type { Problem } from "../agents/Problem.ts"
import { ControlError } from "./protocol/ControlError.ts"

/** By the name of the key; what belongs to no key is left out. */
const fieldsOf = (problems: ReadonlyArray<Problem>): Readonly<Record<string, string>> => {
  const fields: Record<string, string> = {}
  for (const { key, severity, text } of problems) {
    if (key === "" || severity === "warning") continue
    fields[key] = fields[key] === undefined ? text : `${fields[key]}; ${text}`
  }
  return fields
}

export const invalidAgent = (problems: ReadonlyArray<Problem>): ControlError =>
  new ControlError({
    reason: "invalid",
    detail: problems
      .filter(({ severity }) => severity === "error")
      .map(({ key, text }) => (key === "" ? text : `${key}: ${text}`))
      .join("\n"),
    fields: fieldsOf(problems)
  })

export const agentRefusal = ({ message, reason }: AgentsError): ControlError => {
  switch (reason._tag) {
    case "UnknownAgent":
      return new ControlError({ reason: "unknown-agent", detail: message })
    case "InvalidAgent":
      return invalidAgent(reason.problems)
    case "NameTaken":
      return new ControlError({ reason: "conflict", detail: message, fields: { name: message } })
    case "NotOurs":
    case "DisabledByProblems":
    case "ChangedMeanwhile":
      return new ControlError({ reason: "conflict", detail: message })
    case "CannotWrite":
      return new ControlError({ reason: "unavailable", detail: message })
  }
}
