/**
 * The form of a command, and what it is filled with when it opens. Owns that it opens in time: nothing may come before
 * it, so what is known by then is all that it is filled with.
 */
import * as Effect from "effect/Effect"
import { inTime } from "../../../../core/chat/InTime.ts"
import type { Conversation, Person } from "../../../../core/model/Conversation.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import { commandModal, type Modal } from "../format/Modals.ts"
import type { CommandCall } from "./CommandCalls.ts"

const limit = "2 seconds"

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
