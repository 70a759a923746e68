/**
 * What an application does with an interaction's token once it has acknowledged it: `@original` and further messages.
 * Refused when nothing was acknowledged (10015) and when the token's time is over (50027).
 */
import { InteractionResponseType, InteractionType, MessageType } from "discord-api-types/v10"
import { refuse } from "./ApiError.ts"
import type { Interaction } from "./Interaction.ts"
import { Flags, readMessageBody } from "./MessageBody.ts"
import { messagePayload } from "./MessagePayload.ts"
import { addMessage, deleteMessage, editMessage, messageFrom, type NewMessage } from "./Messages.ts"
import { findMessage } from "./Payloads.ts"
import { type Answer, type Call, nothing, ok } from "./Route.ts"
import { isSnowflake } from "./Snowflakes.ts"
import type { Message, World } from "./World.ts"

const full = { content: true }

const interactionOf = (call: Call): Interaction => {
  const token = call.part("token")
  const found = [...call.world.interactions.values()].find((interaction) => interaction.token === token)
  if (found === undefined || Date.now() - found.at > call.world.settings.tokenMillis)
    return refuse("invalidWebhookToken")
  return found.ack === undefined ? refuse("unknownWebhook") : found
}

const originalOf = (world: World, interaction: Interaction): Message => {
  const channel = interaction.channel
  const found = interaction.original === undefined ? undefined : findMessage(world, channel, interaction.original)
  return found ?? refuse("unknownMessage")
}

const named = (call: Call, interaction: Interaction): Message => {
  const name = call.part("message")
  if (name === "@original") return originalOf(call.world, interaction)
  if (!isSnowflake(name) || !interaction.messages.includes(name)) return refuse("unknownMessage")
  return findMessage(call.world, interaction.channel, name) ?? refuse("unknownMessage")
}

/** The message that an interaction is answered with. */
export const answerMessage = (
  world: World,
  interaction: Interaction,
  message: Omit<NewMessage, "channel" | "author">,
  ephemeral: boolean
): Message => {
  const isFirst = interaction.original === undefined
  const byCommand = interaction.type === InteractionType.ApplicationCommand && isFirst
  const made = addMessage(world, {
    type: byCommand
      ? interaction.data.type === 3
        ? MessageType.ContextMenuCommand
        : MessageType.ChatInputCommand
      : MessageType.Default,
    ...message,
    channel: interaction.channel,
    author: world.bot.id,
    application: world.application.id,
    interaction: interaction.id,
    flags: (message.flags ?? 0) | (ephemeral ? Flags.ephemeral : 0),
    ...(ephemeral ? { seenBy: interaction.person } : {})
  })
  interaction.messages.push(made.id)
  return made
}

const isPending = (message: Message | undefined): message is Message =>
  message !== undefined && (message.flags & Flags.loading) !== 0

const post = (call: Call): Answer => {
  const { files, world } = call
  const interaction = interactionOf(call)
  const body = readMessageBody(world, call.body, { files, fresh: true })
  const original =
    interaction.original === undefined ? undefined : findMessage(world, interaction.channel, interaction.original)
  // The first follow-up to a deferred response takes its place, and its visibility with it.
  if (interaction.ack?.type === InteractionResponseType.DeferredChannelMessageWithSource && isPending(original)) {
    editMessage(world, original, body)
    return ok(messagePayload(world, original, full))
  }
  const ephemeral = (body.flags & Flags.ephemeral) !== 0
  const given = messageFrom(world, interaction.channel, world.bot.id, body)
  return ok(messagePayload(world, answerMessage(world, interaction, given, ephemeral), full))
}

const get = (call: Call): Answer => ok(messagePayload(call.world, named(call, interactionOf(call)), full))

const edit = (call: Call): Answer => {
  const { files, world } = call
  const message = named(call, interactionOf(call))
  const layouts = (message.flags & Flags.layouts) !== 0
  editMessage(world, message, readMessageBody(world, call.body, { files, fresh: false, layouts }))
  return ok(messagePayload(world, message, full))
}

const erase = (call: Call): Answer => {
  deleteMessage(call.world, named(call, interactionOf(call)))
  return nothing
}

export const followUpRoutes = { post, get, edit, erase }
