/** An interaction as the server keeps it: who began it, how it was acknowledged, what came of it. */
import type { InteractionResponseType, InteractionType } from "discord-api-types/v10"
import type { Json } from "./ApiError.ts"

export interface Choice {
  readonly name: string
  readonly value: string | number
}

export interface Interaction {
  readonly id: string
  readonly token: string
  readonly type: InteractionType
  readonly at: number
  readonly person: string
  readonly channel: string
  readonly guild?: string
  /** What the person did, as others read it: `/agent show`. */
  readonly title: string
  readonly data: Json
  /** The message whose component was used. */
  readonly message?: string
  /** The interaction that opened the modal which this submits. */
  readonly openedBy?: string
  ack?: { readonly type: InteractionResponseType; readonly at: number; readonly ephemeral: boolean }
  /** The response that `@original` names. */
  original?: string
  /** Ids of every message that came of it, in order. */
  readonly messages: Array<string>
  choices?: ReadonlyArray<Choice>
  modal?: Json
  /** The person read that the application did not respond. */
  failed: boolean
}
