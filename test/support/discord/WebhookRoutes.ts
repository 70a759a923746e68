/** Routes of webhooks, and of what is written through them. */
import { ChannelType, MessageType } from "discord-api-types/v10"
import { ApiError, isRecord, need, refuse } from "./ApiError.ts"
import { followUpRoutes } from "./FollowUps.ts"
import { type Form, makeForm } from "./Form.ts"
import { Flags, readMessageBody } from "./MessageBody.ts"
import { messagePayload } from "./MessagePayload.ts"
import { channelOf } from "./MessageRoutes.ts"
import { addMessage, deleteMessage, editMessage, messageFrom } from "./Messages.ts"
import { findMessage, webhookPayload } from "./Payloads.ts"
import { can, demand } from "./Permissions.ts"
import { type Answer, type Call, nothing, ok, type Route, route } from "./Route.ts"
import { type Channel, type Message, textChannels, type Webhook } from "./World.ts"

const webhooksPerChannel = 15

const listed = (call: Call, channel: Channel): ReadonlyArray<Webhook> =>
  [...call.world.webhooks.values()].filter((webhook) => webhook.channel === channel.id)

/** Names that nobody may go by. */
export const checkName = (form: Form, field: string, value: unknown, required: boolean): string | undefined => {
  const name = form.text([field], value, { min: 1, max: 80, required })
  const forbidden = ["discord", "clyde", "system message", "```"].find((word) => name?.toLowerCase().includes(word))
  if (forbidden !== undefined) {
    form.wrong([field], "USERNAME_INVALID_CONTAINS", `Username cannot contain "${forbidden}"`)
  } else if (name !== undefined && /^(everyone|here)$/i.test(name.trim())) {
    form.wrong([field], "USERNAME_INVALID_OTHER", "Username is not allowed")
  } else if (name?.trim() === "") form.wrong([field], "BASE_TYPE_REQUIRED", "This field is required")
  return name?.trim()
}

const list = (call: Call) => {
  const channel = channelOf(call)
  demand(call.world, call.world.bot.id, channel, "ManageWebhooks")
  return ok(listed(call, channel).map((webhook) => webhookPayload(call.world, webhook)))
}

const create = (call: Call) => {
  const { world } = call
  const channel = channelOf(call)
  if (!textChannels.includes(channel.type) && channel.type !== ChannelType.GuildForum) refuse("channelType")
  demand(world, world.bot.id, channel, "ManageWebhooks")
  const form = makeForm()
  const name = checkName(form, "name", isRecord(call.body) ? call.body.name : undefined, true)
  form.settle()
  if (listed(call, channel).length >= webhooksPerChannel) refuse("tooManyWebhooks")
  const webhook: Webhook = {
    id: world.nextId(),
    channel: channel.id,
    guild: channel.guild ?? "",
    name: name ?? "",
    token: `${Buffer.from(world.nextId()).toString("base64url")}${"w".repeat(42)}`,
    application: world.application.id,
    owner: world.bot.id
  }
  world.webhooks.set(webhook.id, webhook)
  world.emit({
    event: "WEBHOOKS_UPDATE",
    data: () => ({ guild_id: webhook.guild, channel_id: channel.id }),
    guild: webhook.guild,
    channel: channel.id,
    intents: 1 << 5
  })
  return ok(webhookPayload(world, webhook))
}

const owned = (call: Call): Webhook => {
  const webhook = need(call.world.webhooks.get(call.id("webhook")), "unknownWebhook")
  const channel = need(call.world.channels.get(webhook.channel), "unknownWebhook")
  if (!can(call.world, call.world.bot.id, channel, "ManageWebhooks")) refuse("missingPermissions")
  return webhook
}

const remove = (call: Call) => {
  call.world.webhooks.delete(owned(call).id)
  return nothing
}

const withToken = (call: Call): Webhook => {
  const webhook = need(call.world.webhooks.get(call.id("webhook")), "unknownWebhook")
  return webhook.token === call.part("token") ? webhook : refuse("invalidWebhookToken")
}

/** The channel, or the thread of it that the query names. */
const target = (call: Call, webhook: Webhook): Channel => {
  const thread = call.query.get("thread_id")
  const channel = need(call.world.channels.get(thread ?? webhook.channel), "unknownChannel")
  const isInside = channel.id === webhook.channel || channel.parent === webhook.channel
  if (!isInside) refuse("unknownChannel")
  // In a forum there is no message but in a post.
  return channel.type === ChannelType.GuildForum ? refuse("channelType") : channel
}

const execute = (call: Call): Answer => {
  const { files, world } = call
  const webhook = withToken(call)
  const channel = target(call, webhook)
  const raw = isRecord(call.body) ? call.body : {}
  if (channel.thread?.locked === true) refuse("threadLocked")
  const form = makeForm()
  const username = checkName(form, "username", raw.username, false)
  const avatar = form.text(["avatar_url"], raw.avatar_url, { max: 2_048 })
  if (avatar !== undefined && !/^https?:\/\//.test(avatar)) {
    const message = `Scheme "${avatar.split(":")[0]}" is not supported. Scheme must be one of ('http', 'https').`
    form.wrong(["avatar_url"], "URL_TYPE_INVALID_SCHEME", message)
  }
  form.settle()
  const owns = webhook.application !== undefined
  const body = readMessageBody(world, owns ? raw : { ...raw, components: [] }, {
    files,
    fresh: true,
    sets: Flags.suppressEmbeds | Flags.silent | Flags.layouts
  })
  const message = addMessage(world, {
    ...messageFrom(world, channel.id, webhook.id, body),
    type: MessageType.Default,
    webhook: webhook.id,
    face: { username: username ?? webhook.name, ...(avatar === undefined ? {} : { avatar }) },
    ...(webhook.application === undefined ? {} : { application: webhook.application })
  })
  return call.query.get("wait") === "true" ? ok(messagePayload(world, message, { content: true })) : nothing
}

const written = (call: Call): Message => {
  const webhook = withToken(call)
  const message = findMessage(call.world, target(call, webhook).id, call.id("message"))
  if (message?.webhook !== webhook.id) throw new ApiError("unknownMessage")
  return message
}

const get = (call: Call) => ok(messagePayload(call.world, written(call), { content: true }))

const edit = (call: Call) => {
  const { files, world } = call
  const message = written(call)
  const layouts = (message.flags & Flags.layouts) !== 0
  editMessage(world, message, readMessageBody(world, call.body, { files, fresh: false, layouts }))
  return ok(messagePayload(world, message, { content: true }))
}

const erase = (call: Call) => {
  deleteMessage(call.world, written(call))
  return nothing
}

const byToken = "/webhooks/:webhook/:token"
const open = { auth: false, global: false, major: ["webhook", "token"] }
const executing = { ...open, limit: { name: "webhook execute", limit: 5, windowMillis: 2_000 } }
const editing = { ...open, limit: { name: "webhook edit", limit: 5, windowMillis: 5_000 } }

/** The same paths serve the follow-ups of interactions, where the application stands for the webhook. */
const either =
  (ofWebhook: (call: Call) => Answer, ofInteraction: (call: Call) => Answer) =>
  (call: Call): Answer =>
    call.id("webhook") === call.world.application.id ? ofInteraction(call) : ofWebhook(call)

export const webhookRoutes: ReadonlyArray<Route> = [
  route("GET", "/channels/:channel/webhooks", list),
  route("POST", "/channels/:channel/webhooks", create, {
    limit: { name: "webhook create", limit: 5, windowMillis: 5_000 }
  }),
  route("GET", "/webhooks/:webhook", (call) => ok(webhookPayload(call.world, owned(call)))),
  route("DELETE", "/webhooks/:webhook", remove),
  route("GET", byToken, (call) => ok(webhookPayload(call.world, withToken(call))), open),
  route("POST", byToken, either(execute, followUpRoutes.post), executing),
  route("GET", `${byToken}/messages/:message`, either(get, followUpRoutes.get), open),
  route("PATCH", `${byToken}/messages/:message`, either(edit, followUpRoutes.edit), editing),
  route("DELETE", `${byToken}/messages/:message`, either(erase, followUpRoutes.erase), editing)
]
