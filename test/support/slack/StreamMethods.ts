/** chat.startStream, appendStream and stopStream. */

import { putSession, readStatus } from "./AgentMethods.ts"
import { checkBlocks } from "./BlockChecks.ts"
import { ownBot, ownMessage, readThread } from "./ChatMethods.ts"
import { readFace, readMarkdown, readMetadata } from "./MessageBody.ts"
import { messagePayload } from "./MessagePayload.ts"
import { addMessage, changeMessage } from "./Messages.ts"
import { type Call, type Methods, needPlace } from "./Method.ts"
import { need, refuse } from "./Refusal.ts"
import { dieLater, extend, liveStream, streamed } from "./Streams.ts"
import type { Channel, Streaming } from "./World.ts"

const displays = ["timeline", "plan", "dense"] as const

const readChunks = ({ args }: Call): ReadonlyArray<unknown> => {
  const chunks = args.json("chunks", "invalid_chunks")
  if (chunks === undefined) return []
  return Array.isArray(chunks) ? chunks : refuse("invalid_chunks")
}

const needRecipient = ({ args, world }: Call, channel: Channel): void => {
  const user = args.text("recipient_user_id")
  const team = args.text("recipient_team_id")
  if (channel.kind !== "im") {
    if (user === undefined) refuse("missing_recipient_user_id")
    if (team === undefined) refuse("missing_recipient_team_id")
  }
  if (user !== undefined) need(world.users.get(user), "user_not_found")
  if (team !== undefined && !world.teams.has(team)) refuse("team_not_found")
}

export const streamMethods: Methods = {
  "chat.startStream": {
    scopes: ["chat:write"],
    answer: (call) => {
      const { args, install, world } = call
      if (install.streams !== true) return refuse(install.streams)
      const channel = needPlace(call, args.needed("channel"))
      const thread = readThread(call, channel) ?? args.needed("thread_ts")
      needRecipient(call, channel)
      const wanted = args.text("task_display_mode") ?? "timeline"
      const display = displays.find((known) => known === wanted) ?? refuse("invalid_arguments")
      if (args.flag("is_stoppable") && !world.manifest.botEvents.includes("message_stream_stopped")) {
        return refuse("not_subscribed_to_message_stream_stopped")
      }
      const begun = extend({ display, pieces: [], planTitle: "" }, readMarkdown(call), readChunks(call))
      const streaming: Streaming = { state: "in_progress", display, ...begun, startedAt: Date.now() }
      const message = addMessage(world, {
        channel: channel.id,
        user: install.bot.id,
        bot: ownBot(call),
        thread,
        streaming,
        ...readFace(call),
        ...streamed(streaming)
      })
      dieLater(world, message)
      return { channel: channel.id, ts: message.ts }
    }
  },
  "chat.appendStream": {
    scopes: ["chat:write"],
    answer: (call) => {
      const channel = needPlace(call, call.args.needed("channel"))
      const message = ownMessage(call, channel, "message_not_owned_by_app")
      const streaming = liveStream(message)
      const markdown = readMarkdown(call)
      const chunks = readChunks(call)
      if (markdown === undefined && chunks.length === 0) return refuse("no_text")
      const next = extend(streaming, markdown, chunks)
      changeMessage(call.world, message, (changed) => {
        changed.streaming = { ...streaming, ...next }
        Object.assign(changed, streamed(changed.streaming))
      })
      return { channel: channel.id, ts: message.ts }
    }
  },
  "chat.stopStream": {
    scopes: ["chat:write"],
    answer: (call) => {
      const { args, world } = call
      const channel = needPlace(call, args.needed("channel"))
      const message = ownMessage(call, channel, "message_not_owned_by_app")
      const streaming = liveStream(message)
      const next = extend(streaming, readMarkdown(call), readChunks(call))
      const given = args.json("blocks", "invalid_blocks_format")
      const blocks = given === undefined ? [] : checkBlocks(given)
      const status = args.text("session_status")
      if (status !== undefined) readStatus(status)
      const metadata = readMetadata(call)
      changeMessage(world, message, (changed) => {
        changed.streaming = { ...streaming, ...next, state: "completed" }
        Object.assign(changed, streamed(changed.streaming, blocks))
        if (metadata !== undefined) changed.metadata = metadata
      })
      if (status !== undefined) putSession(call, channel, message.thread ?? message.ts, status)
      return { channel: channel.id, ts: message.ts, message: messagePayload(world, message, { metadata: true }) }
    }
  }
}
