/** Sends an interaction to the application and keeps it; says after three seconds that nobody acknowledged it. */
import { InteractionType } from "discord-api-types/v10"
import type { Json } from "./ApiError.ts"
import type { Interaction } from "./Interaction.ts"
import { messagePayload } from "./MessagePayload.ts"
import { channelPayload, findMessage, memberPayload, userPayload } from "./Payloads.ts"
import { permissionsIn } from "./Permissions.ts"
import type { Channel, User, World } from "./World.ts"

export interface NewInteraction {
  readonly type: InteractionType
  readonly person: User
  readonly channel: Channel
  readonly title: string
  readonly data: Json
  readonly message?: string
  readonly openedBy?: string
}

const payload = (world: World, interaction: Interaction, given: NewInteraction): Json => {
  const { channel, person } = given
  const guild = world.guilds.get(channel.guild ?? "")
  const member = guild?.members.get(person.id)
  const message = given.message === undefined ? undefined : findMessage(world, channel.id, given.message)
  return {
    id: interaction.id,
    application_id: world.application.id,
    type: given.type,
    token: interaction.token,
    version: 1,
    data: given.data,
    channel_id: channel.id,
    channel: { ...channelPayload(world, channel), permissions: String(permissionsIn(world, person.id, channel)) },
    app_permissions: String(permissionsIn(world, world.bot.id, channel)),
    locale: "en-US",
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: guild === undefined ? { "0": "0" } : { "0": guild.id },
    context: guild === undefined ? 1 : 0,
    attachment_size_limit: 10_485_760,
    ...(message === undefined ? {} : { message: messagePayload(world, message, { content: true }) }),
    ...(guild === undefined || member === undefined
      ? { user: userPayload(person) }
      : {
          guild_id: guild.id,
          guild: { id: guild.id, locale: "en-US", features: [] },
          guild_locale: "en-US",
          member: { ...memberPayload(world, member), permissions: String(permissionsIn(world, person.id, channel)) }
        })
  }
}

export const createInteraction = (world: World, given: NewInteraction): Interaction => {
  const id = world.nextId()
  const interaction: Interaction = {
    id,
    token: `aW50ZXJhY3Rpb246${Buffer.from(id).toString("base64url")}${"t".repeat(60)}`,
    type: given.type,
    at: Date.now(),
    person: given.person.id,
    channel: given.channel.id,
    ...(given.channel.guild === undefined ? {} : { guild: given.channel.guild }),
    title: given.title,
    data: given.data,
    ...(given.message === undefined ? {} : { message: given.message }),
    ...(given.openedBy === undefined ? {} : { openedBy: given.openedBy }),
    messages: [],
    failed: false
  }
  world.interactions.set(id, interaction)
  setTimeout(() => {
    if (interaction.ack !== undefined || interaction.type === InteractionType.ApplicationCommandAutocomplete) return
    interaction.failed = true
    world.touch()
  }, world.settings.ackMillis).unref()
  const data = payload(world, interaction, given)
  world.emit({
    event: "INTERACTION_CREATE",
    data: () => data,
    ...(given.channel.guild === undefined ? {} : { guild: given.channel.guild }),
    intents: 0
  })
  return interaction
}
