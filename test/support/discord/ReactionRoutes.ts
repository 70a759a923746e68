/** Routes of reactions. */

import { refuse } from "./ApiError.ts"
import { channelOf, messageOf } from "./MessageRoutes.ts"
import { userPayload } from "./Payloads.ts"
import { demand } from "./Permissions.ts"
import { addReaction, clearReactions, hasReaction, removeReaction } from "./Reactions.ts"
import { type Call, nothing, ok, type Route, route } from "./Route.ts"

const find = (call: Call) => {
  const channel = channelOf(call)
  demand(call.world, call.world.bot.id, channel, "ReadMessageHistory")
  const message = messageOf(call, channel)
  return { channel, message }
}

const add = (call: Call) => {
  const { channel, message } = find(call)
  if (!hasReaction(message, call.part("emoji"))) demand(call.world, call.world.bot.id, channel, "AddReactions")
  if (channel.thread?.archived === true) refuse("archivedThread")
  addReaction(call.world, message, call.world.bot.id, call.part("emoji"))
  return nothing
}

const removeOwn = (call: Call) => {
  const { message } = find(call)
  removeReaction(call.world, message, call.world.bot.id, call.part("emoji"))
  return nothing
}

const removeOther = (call: Call) => {
  const { channel, message } = find(call)
  demand(call.world, call.world.bot.id, channel, "ManageMessages")
  removeReaction(call.world, message, call.id("user"), call.part("emoji"))
  return nothing
}

const removeAll = (call: Call) => {
  const { channel, message } = find(call)
  demand(call.world, call.world.bot.id, channel, "ManageMessages")
  const emoji = call.part("emoji")
  clearReactions(call.world, message, emoji === "" ? undefined : emoji)
  return nothing
}

const who = (call: Call) => {
  const { message } = find(call)
  const reaction = message.reactions.get(call.part("emoji").replaceAll("\u{FE0F}", ""))
  return ok([...(reaction?.users ?? [])].flatMap((id) => call.world.users.get(id) ?? []).map(userPayload))
}

const reactions = "/channels/:channel/messages/:message/reactions"
const limit = { limit: { name: "reaction", limit: 1, windowMillis: 250 } }

export const reactionRoutes: ReadonlyArray<Route> = [
  route("PUT", `${reactions}/:emoji/@me`, add, limit),
  route("DELETE", `${reactions}/:emoji/@me`, removeOwn, limit),
  route("DELETE", `${reactions}/:emoji/:user`, removeOther, limit),
  route("DELETE", `${reactions}/:emoji`, removeAll, limit),
  route("DELETE", reactions, removeAll, limit),
  route("GET", `${reactions}/:emoji`, who)
]
