/** assistant.threads.* and agents.sessions.*: what the app says about what it does in a thread. */
import { lengthOf, textOf } from "../Json.ts"
import { type Call, type Methods, needChannel, needScope, needThread } from "./Method.ts"
import { refuse, refuseWith } from "./Refusal.ts"
import { type Channel, type Session, threadKey } from "./World.ts"

const statuses = ["active", "processing", "suspended", "closed"]

export const readStatus = (status: string): string => (statuses.includes(status) ? status : refuse("invalid_status"))

const nameIn = (call: Call): string => {
  const username = call.args.text("username")
  if (username !== undefined || call.args.text("icon_emoji") !== undefined) needScope(call, "chat:write.customize")
  return username ?? ""
}

/** The session of a thread; made when it is not there. */
export const putSession = (call: Call, channel: Channel, thread: string, status: string): Session => {
  const { args, world } = call
  const key = threadKey(channel.id, thread)
  const known = world.sessions.get(key)
  const session = known ?? { status, title: args.text("title") ?? "", name: "" }
  session.status = status
  const name = nameIn(call)
  if (name !== "") session.name = name
  world.sessions.set(key, session)
  return session
}

/** The channel and thread that are meant; the app has to be there. */
const placeOf = (call: Call, absent: string): { readonly channel: Channel; readonly thread: string } => {
  const channel = needChannel(call, call.args.needed("channel_id"))
  if (!channel.members.has(call.install.bot.id)) return refuse("not_authorized")
  const thread = call.args.text("thread_ts") ?? refuse(absent)
  needThread(call, channel, thread)
  return { channel, thread }
}

const titleIn = (call: Call): string => {
  const title = call.args.needed("title")
  return lengthOf(title) > 200 ? refuseWith("invalid_arguments", ["[ERROR] must be less than 201 characters"]) : title
}

export const agentMethods: Methods = {
  "assistant.threads.setStatus": {
    scopes: ["chat:write", "assistant:write"],
    answer: (call) => {
      const { args, install, world } = call
      const { channel, thread } = placeOf(call, "invalid_arguments")
      const loading = args.json("loading_messages")
      if (loading !== undefined) {
        if (!Array.isArray(loading) || loading.length > 10) return refuse("invalid_arguments")
        if (loading.some((words) => lengthOf(textOf(words)) > 50)) return refuse("invalid_arguments")
      }
      const status = textOf(args.raw.status)
      const key = threadKey(channel.id, thread)
      const name = nameIn(call)
      if (status === "") world.thinking.delete(key)
      else world.thinking.set(key, { status, name: name === "" ? install.bot.realName : name, at: Date.now() })
      setTimeout(world.touch, world.settings.statusMillis).unref()
      return {}
    }
  },
  "assistant.threads.setTitle": {
    scopes: ["assistant:write"],
    answer: (call) => {
      const { channel, thread } = placeOf(call, "invalid_arguments")
      if (channel.kind !== "im") return refuse("channel_not_found")
      const key = threadKey(channel.id, thread)
      call.world.prompts.set(key, { ...call.world.prompts.get(key), thread_title: titleIn(call) })
      return {}
    }
  },
  "assistant.threads.setSuggestedPrompts": {
    scopes: ["assistant:write"],
    answer: (call) => {
      const { args, world } = call
      const channel = needChannel(call, args.needed("channel_id"))
      if (channel.kind !== "im") {
        return refuse("channel_not_found")
      }
      const prompts = args.list("prompts") ?? refuse("invalid_arguments")
      if (prompts.length > 4 || prompts.some(({ message, title }) => textOf(message) === "" || textOf(title) === "")) {
        return refuse("invalid_arguments")
      }
      const key = threadKey(channel.id, args.text("thread_ts") ?? "")
      world.prompts.set(key, { ...world.prompts.get(key), title: args.text("title") ?? "", prompts })
      return {}
    }
  },
  "agents.sessions.setStatus": {
    scopes: ["chat:write"],
    answer: (call) => {
      if (!call.world.manifest.agent) return refuse("feature_disabled")
      const status = readStatus(call.args.needed("status"))
      const { channel, thread } = placeOf(call, "thread_ts_required")
      const initiator = call.args.text("initiator_user_id")
      if (initiator !== undefined && !channel.members.has(initiator)) return refuse("user_not_found")
      if (lengthOf(call.args.text("title") ?? "") > 200) return refuse("invalid_arguments")
      const { title } = putSession(call, channel, thread, status)
      const isDeaf = !call.world.manifest.botEvents.includes("agent_session_stopped")
      return {
        status,
        agent_status: status,
        title,
        ...(isDeaf ? { warning: "missing_agent_session_stopped_event_subscription" } : {})
      }
    }
  },
  "agents.sessions.rename": {
    scopes: ["chat:write"],
    answer: (call) => {
      const { channel, thread } = placeOf(call, "thread_ts_required")
      const session = call.world.sessions.get(threadKey(channel.id, thread)) ?? refuse("session_not_found")
      session.title = titleIn(call)
      return { title: session.title }
    }
  }
}
