/**
 * Commands that are best filled in as a form: when one opens, what it is filled with, and what was written into it.
 * Owns that a form opens in time: nothing may come before it, so what is known by then is all that it is filled with.
 */
import * as Effect from "effect/Effect"
import { inTime } from "../../../../core/chat/InTime.ts"
import type { Conversation, Person } from "../../../../core/model/Conversation.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import { commandModal, type Modal } from "../format/Modals.ts"
import type { CommandCall } from "./CommandCalls.ts"

const limit = "2 seconds"

/**
 * A form asks for what is missing: something required, or, when nothing but what is required was said, the long texts
 * that nobody writes into an option.
 */
export const wantsForm = ({ args, shape }: CommandCall): boolean => {
  if (shape.form !== true) return false
  const isGiven = ({ name }: { readonly name: string }) => args[name] !== undefined
  if (shape.options.some((option) => option.required && !isGiven(option))) return true
  return (
    shape.options.some((option) => option.long === true && !isGiven(option)) &&
    !shape.options.some((option) => !option.required && isGiven(option))
  )
}

/** Nothing for a command that no form can take. */
export const formFor = <E>(options: {
  readonly intake: Intake
  readonly conversation: Effect.Effect<Conversation, E>
  readonly person: Person
  readonly call: CommandCall
}): Effect.Effect<Modal | undefined> => {
  const { args, shape } = options.call
  const draft = Effect.flatMap(options.conversation, (conversation) =>
    options.intake.draft({ conversation, person: options.person, command: shape.name, args })
  )
  return Effect.map(inTime(draft, limit, {}), (values) => commandModal(shape, { ...values, ...args }))
}

/** A field that was left empty was not said. */
export const argsOf = (fields: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ""))
