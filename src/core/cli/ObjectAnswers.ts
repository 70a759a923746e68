/**
 * For CLIs that answer by a schema of an object only: whatever else is asked for is asked for as the one field of an
 * object, and told without it. Owns that wrapping, around a whole backend; must not check an answer.
 */
import * as Effect from "effect/Effect"
import * as Predicate from "effect/Predicate"
import * as Stream from "effect/Stream"
import { AgentEvent } from "../model/AgentEvent.ts"
import { Outcome } from "../model/Outcome.ts"
import type { JsonSchema } from "../model/Worker.ts"
import type { AgentBackend, BackendSession, OpenSession } from "../ports/AgentBackend.ts"

const field = "value"

/** Definitions stay at the root, where references look for them. */
export const asObject = ({ $defs, definitions, ...schema }: JsonSchema): JsonSchema => ({
  type: "object",
  properties: { [field]: schema },
  required: [field],
  additionalProperties: false,
  ...($defs === undefined ? {} : { $defs }),
  ...(definitions === undefined ? {} : { definitions })
})

const told = (event: AgentEvent): AgentEvent => {
  if (event._tag !== "Completed" || event.outcome._tag !== "Done") return event
  const { structured } = event.outcome
  const outcome =
    Predicate.isReadonlyObject(structured) && Predicate.hasProperty(structured, field)
      ? Outcome.cases.Done.make({ structured: structured[field] })
      : Outcome.cases.Failed.make({
          kind: "invalid",
          message: "the answer does not meet its schema",
          remedy: "retry, or loosen the schema"
        })
  return AgentEvent.cases.Completed.make({ outcome })
}

const unwrapping = (session: BackendSession): BackendSession => ({
  ...session,
  run: (input) => Stream.map(session.run(input), told),
  spontaneous: Stream.map(session.spontaneous, (turn) => Stream.map(turn, told))
})

export const withObjectAnswers = (backend: AgentBackend): AgentBackend => {
  const wrapped = (options: OpenSession): OpenSession | undefined =>
    options.schema === undefined || options.schema.type === "object"
      ? undefined
      : { ...options, schema: asObject(options.schema) }
  return {
    ...backend,
    open: (options) => {
      const other = wrapped(options)
      return other === undefined ? backend.open(options) : Effect.map(backend.open(other), unwrapping)
    },
    recover: (options, input) => {
      const other = wrapped(options)
      if (other === undefined) return backend.recover(options, input)
      return Effect.map(backend.recover(other, input), (found) =>
        found._tag === "Finished" ? { ...found, events: found.events.map(told) } : found
      )
    }
  }
}
