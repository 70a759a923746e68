/** chat.postMessage, update, delete, postEphemeral and getPermalink. */
import { lengthOf } from "../Json.ts"
import { needContent, readFace, readMessageBody } from "./MessageBody.ts"
import { messagePayload } from "./MessagePayload.ts"
import { addMessage, changeMessage, deleteMessage } from "./Messages.ts"
import { type Call, type Methods, needChannel, needPlace, needThread, seenMessage } from "./Method.ts"
import { teamUrl } from "./Payloads.ts"
import { need, refuse } from "./Refusal.ts"
import { isStamp } from "./Stamps.ts"
import type { Channel, Message, World } from "./World.ts"

const mostUpdated = 4_000

export const ownBot = ({ install, world }: Call): NonNullable<Message["bot"]> => ({
  id: install.botId,
  app: world.app.id
})

/** The thread that is named, when it is one that can be answered in. */
export const readThread = (call: Call, channel: Channel, name = "thread_ts"): string | undefined => {
  const ts = call.args.text(name)
  if (ts === undefined) return undefined
  if (!isStamp(ts)) return refuse("invalid_thread_ts")
  const parent = needThread(call, channel, ts)
  return parent.thread === undefined ? ts : refuse("cannot_reply_to_message")
}

export const ownMessage = (call: Call, channel: Channel, error: string): Message => {
  const message = seenMessage(call, channel, call.args.needed("ts"))
  return message.bot?.id === call.install.botId ? message : refuse(error)
}

/** A workspace may forbid to edit what is older. */
export const refuseLateEdit = (world: World, message: Message): void => {
  const { editMillis } = world.settings
  if (editMillis > 0 && Date.now() - Number(message.ts) * 1_000 > editMillis) refuse("edit_window_closed")
}

export const chatMethods: Methods = {
  "chat.postMessage": {
    scopes: ["chat:write"],
    answer: (call) => {
      const { args, install, world } = call
      const channel = needPlace(call, args.needed("channel"))
      const body = readMessageBody(call)
      needContent(body)
      const thread = readThread(call, channel)
      const message = addMessage(world, {
        channel: channel.id,
        user: install.bot.id,
        bot: ownBot(call),
        text: body.text ?? "",
        blocks: body.blocks ?? [],
        broadcast: thread !== undefined && args.flag("reply_broadcast"),
        ...readFace(call),
        ...(thread === undefined ? {} : { thread }),
        ...(body.metadata === undefined ? {} : { metadata: body.metadata })
      })
      return {
        channel: channel.id,
        ts: message.ts,
        message: messagePayload(world, message, { metadata: true }),
        ...(body.blocks !== undefined && body.text === undefined
          ? { warning: "missing_text_in_message", response_metadata: { warnings: ["missing_text_in_message"] } }
          : {})
      }
    }
  },
  "chat.update": {
    scopes: ["chat:write"],
    answer: (call) => {
      const { args, install, world } = call
      const channel = needPlace(call, args.needed("channel"))
      const message = ownMessage(call, channel, "cant_update_message")
      if (message.streaming?.state === "in_progress") return refuse("streaming_state_conflict")
      refuseLateEdit(world, message)
      const body = readMessageBody(call)
      const files = args.json("file_ids")
      if (body.text === undefined && body.blocks === undefined && files === undefined && body.metadata === undefined) {
        return refuse("no_text")
      }
      if (args.text("markdown_text") === undefined && body.text !== undefined && lengthOf(body.text) > mostUpdated) {
        return refuse("msg_too_long")
      }
      const wasWritten = message.streaming !== undefined || message.blocks[0]?.block_id === "markdown_text"
      const blocks = body.blocks ?? (wasWritten && body.text !== undefined ? [] : message.blocks)
      const text = body.text ?? message.text
      if (text.trim() === "" && blocks.length === 0) return refuse("no_text")
      changeMessage(world, message, (changed) => {
        if (blocks.length === 0 && text !== changed.text) {
          changed.edited = { user: install.bot.id, ts: world.nextStamp() }
        }
        changed.text = text
        changed.blocks = blocks
        if (body.text !== undefined || body.blocks !== undefined) delete changed.streaming
        if (body.metadata !== undefined) changed.metadata = body.metadata
        if (args.flag("reply_broadcast") && changed.thread !== undefined) changed.broadcast = true
        for (const id of Array.isArray(files) ? files.map(String) : []) {
          if (!changed.files.includes(need(world.files.get(id), "file_not_found").id)) changed.files.push(id)
        }
      })
      return { channel: channel.id, ts: message.ts, text, message: messagePayload(world, message, { metadata: true }) }
    }
  },
  "chat.delete": {
    scopes: ["chat:write"],
    answer: (call) => {
      const channel = needPlace(call, call.args.needed("channel"))
      const message = ownMessage(call, channel, "cant_delete_message")
      deleteMessage(call.world, message)
      return { channel: channel.id, ts: message.ts }
    }
  },
  "chat.postEphemeral": {
    scopes: ["chat:write"],
    answer: (call) => {
      const { args, install, world } = call
      const channel = needPlace(call, args.needed("channel"))
      const person = need(world.users.get(args.needed("user")), "user_not_found")
      if (!channel.members.has(person.id)) return refuse("user_not_in_channel")
      const body = readMessageBody(call)
      needContent(body)
      const thread = readThread(call, channel)
      const message = addMessage(world, {
        channel: channel.id,
        user: install.bot.id,
        bot: ownBot(call),
        text: body.text ?? "",
        blocks: body.blocks ?? [],
        seenBy: person.id,
        ...readFace(call),
        ...(thread === undefined ? {} : { thread })
      })
      return { message_ts: message.ts }
    }
  },
  "chat.getPermalink": {
    reads: true,
    answer: (call) => {
      const channel = needChannel(call, call.args.needed("channel"))
      const { thread, ts } = seenMessage(call, channel, call.args.needed("message_ts"))
      const below = thread === undefined ? "" : `?thread_ts=${thread}&cid=${channel.id}`
      return {
        channel: channel.id,
        permalink: `${teamUrl(call.team)}archives/${channel.id}/p${ts.replace(".", "")}${below}`
      }
    }
  }
}
