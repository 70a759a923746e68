/**
 * The first answer to an interaction, which Discord wants within 3 seconds. Owns its forms and how it is sent: at once,
 * and once more when nobody answers; a second one that was not needed does no harm.
 */
import type { APIInteractionResponse } from "discord-api-types/v10"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Modal } from "../format/Modals.ts"
import type { Api } from "../rest/Api.ts"
import { codeOf } from "../rest/Faults.ts"
import type { OfferedValue } from "./Autocomplete.ts"
import type { Interaction } from "./InteractionSchema.ts"

export type Acknowledgement = APIInteractionResponse

const ephemeral = 64

/** The answer comes later; for the person alone. */
export const laterPrivately: Acknowledgement = { type: 5, data: { flags: ephemeral } }
/** The answer comes later; for everybody. */
export const laterPublicly: Acknowledgement = { type: 5 }
/** A press was seen; what comes of it shows in the message itself. */
export const seen: Acknowledgement = { type: 6 }
export const offer = (choices: ReadonlyArray<OfferedValue>): Acknowledgement => ({
  type: 8,
  data: { choices: [...choices] }
})
export const open = (modal: Modal): Acknowledgement => ({ type: 9, data: modal })
/** For the person alone, and nothing more comes. */
export const say = (content: string): Acknowledgement => ({
  type: 4,
  data: { content, flags: ephemeral, allowed_mentions: { parse: [] } }
})

const alreadyAcknowledged = 40060

/** Of the 3 seconds, what is left for the second try. */
const longestWait = 1500

const again = (error: PlatformError): number | undefined => {
  const { reason } = error
  if (reason._tag === "RateLimited" && reason.retryAfterMillis <= longestWait) return reason.retryAfterMillis
  return reason._tag === "Unreachable" ? 0 : undefined
}

/** `false` when it was too late: Discord does not know the interaction any more. */
export const acknowledge = (api: Api, interaction: Interaction, body: Acknowledgement): Effect.Effect<boolean> => {
  const request = api.tell({
    method: "POST",
    route: `/interactions/${interaction.id}/${Redacted.value(interaction.token)}/callback`,
    body,
    auth: false
  })
  return request.pipe(
    Effect.catch((error) => {
      const millis = again(error)
      return millis === undefined ? Effect.fail(error) : Effect.andThen(Effect.sleep(millis), request)
    }),
    Effect.as(true),
    Effect.catch((error) => {
      if (codeOf(error) === alreadyAcknowledged) return Effect.succeed(true)
      const detail = `a person's action could not be acknowledged: ${error.reason.message}`
      // Whoever types on does not miss what would have been offered.
      const log = interaction.type === 4 ? Effect.logDebug(detail) : Effect.logWarning(detail)
      return Effect.as(log, error.reason._tag !== "Gone")
    })
  )
}
