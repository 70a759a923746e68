/** How an interaction is acknowledged: once, within three seconds, in a way that its kind allows. */
import { InteractionType, InteractionResponseType as Response } from "discord-api-types/v10"
import { isRecord, type Json, need, refuse } from "./ApiError.ts"
import { checkModal } from "./ComponentChecks.ts"
import { answerMessage } from "./FollowUps.ts"
import { makeForm } from "./Form.ts"
import type { Choice, Interaction } from "./Interaction.ts"
import { Flags, readMessageBody } from "./MessageBody.ts"
import { messagePayload } from "./MessagePayload.ts"
import { editMessage, messageFrom } from "./Messages.ts"
import { findMessage } from "./Payloads.ts"
import { type Answer, type Call, nothing, ok, type Route, route } from "./Route.ts"
import type { Message } from "./World.ts"

const fresh = [Response.ChannelMessageWithSource, Response.DeferredChannelMessageWithSource]
const inPlace = [Response.DeferredMessageUpdate, Response.UpdateMessage]

const allowedFor = (interaction: Interaction): ReadonlyArray<Response> => {
  switch (interaction.type) {
    case InteractionType.ApplicationCommandAutocomplete:
      return [Response.ApplicationCommandAutocompleteResult]
    case InteractionType.MessageComponent:
      return [...fresh, ...inPlace, Response.Modal]
    case InteractionType.ModalSubmit:
      return interaction.message === undefined ? fresh : [...fresh, ...inPlace]
    default:
      return [...fresh, Response.Modal]
  }
}

const readChoices = (data: Json): ReadonlyArray<Choice> => {
  const form = makeForm()
  const choices = form.list(["data", "choices"], data.choices, { max: 25, required: true })
  for (const [index, { name, value }] of choices.entries()) {
    const at = ["data", "choices", index]
    form.text([...at, "name"], name, { min: 1, max: 100, required: true })
    if (typeof value !== "number") form.text([...at, "value"], value, { min: 1, max: 100, required: true })
  }
  form.settle()
  return choices.map(({ name, value }) => ({
    name: String(name),
    value: typeof value === "number" ? value : String(value)
  }))
}

const carryOut = (call: Call, interaction: Interaction, type: Response, data: Json): Message | undefined => {
  const { files, world } = call
  const ephemeral = (Number(data.flags ?? 0) & Flags.ephemeral) !== 0
  const pressed =
    interaction.message === undefined ? undefined : findMessage(world, interaction.channel, interaction.message)
  const body = () => readMessageBody(world, data, { files, fresh: true })
  switch (type) {
    case Response.ChannelMessageWithSource:
      return answerMessage(world, interaction, messageFrom(world, interaction.channel, world.bot.id, body()), ephemeral)
    case Response.DeferredChannelMessageWithSource:
      return answerMessage(world, interaction, { content: "", flags: Flags.loading }, ephemeral)
    case Response.UpdateMessage:
      if (pressed !== undefined) editMessage(world, pressed, readMessageBody(world, data, { files, fresh: false }))
      return pressed
    case Response.DeferredMessageUpdate:
      return pressed
    case Response.Modal: {
      const form = makeForm()
      checkModal(form, data)
      form.settle()
      interaction.modal = data
      return undefined
    }
    default:
      interaction.choices = readChoices(data)
      return undefined
  }
}

const callback = (call: Call): Answer => {
  const { world } = call
  const interaction = need(world.interactions.get(call.id("interaction")), "unknownInteraction")
  if (interaction.token !== call.part("token")) refuse("unknownInteraction")
  if (interaction.ack !== undefined) refuse("alreadyAcknowledged")
  if (interaction.failed || Date.now() - interaction.at > world.settings.ackMillis) refuse("unknownInteraction")
  const raw = isRecord(call.body) ? call.body : {}
  const form = makeForm()
  const type = form.choice(["type"], raw.type, allowedFor(interaction), true)
  form.settle()
  if (type === undefined) return refuse("invalidForm")
  const data = isRecord(raw.data) ? raw.data : {}
  const ephemeral = (Number(data.flags ?? 0) & Flags.ephemeral) !== 0
  const message = carryOut(call, interaction, type, data)
  interaction.ack = { type, at: Date.now(), ephemeral }
  if (message !== undefined) interaction.original = message.id
  world.touch()
  if (call.query.get("with_response") !== "true") return nothing
  const shows = type === Response.ChannelMessageWithSource || type === Response.UpdateMessage
  return ok({
    interaction: {
      id: interaction.id,
      type: interaction.type,
      ...(message === undefined
        ? {}
        : {
            response_message_id: message.id,
            response_message_loading: type === Response.DeferredChannelMessageWithSource,
            response_message_ephemeral: ephemeral
          })
    },
    resource: {
      type,
      ...(shows && message !== undefined ? { message: messagePayload(world, message, { content: true }) } : {})
    }
  })
}

export const interactionRoutes: ReadonlyArray<Route> = [
  route("POST", "/interactions/:interaction/:token/callback", callback, {
    auth: false,
    global: false,
    limit: { name: "interaction callback", limit: 1_000, windowMillis: 1_000 }
  })
]
