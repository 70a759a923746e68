/**
 * Slack counts calls by method and workspace in a minute, and posts by channel in a second. Owns those numbers, a little
 * below Slack's own, and until when a method that was refused is not worth calling. Pure: the time is handed in.
 *
 * What must be shared out fairly below these limits is shared out elsewhere; here a call only never leaves into a refusal.
 */
import { makeRecent } from "../../../../core/chat/Recent.ts"
import type { ApiCall } from "./Api.ts"
import { makePace, type Pace } from "./Pace.ts"

export interface Tiers {
  /** 0: it leaves now, and is counted. Else in how many milliseconds Slack would take it. */
  readonly leave: (call: ApiCall, now: number) => number
  /** Slack refused it all the same. */
  readonly refused: (call: ApiCall, retryAfterMillis: number, now: number) => void
}

/** A minute, and what calls may overtake each other on the way. */
const windowMillis = 61_000

const tier2 = 19
const tier3 = 48
const tier4 = 97

const perMinute: Readonly<Record<string, number>> = {
  "chat.startStream": tier2,
  "chat.appendStream": 99,
  "chat.update": tier3,
  "chat.delete": tier3,
  "chat.postEphemeral": tier4,
  "chat.getPermalink": tier4,
  "conversations.history": tier3,
  "conversations.replies": tier3,
  "conversations.info": tier3,
  "conversations.open": tier3,
  "conversations.join": tier3,
  "conversations.list": tier2,
  "users.conversations": tier3,
  "users.info": tier4,
  "usergroups.list": tier2,
  "usergroups.users.list": tier2,
  "reactions.add": tier3,
  "reactions.remove": tier2,
  "reactions.get": tier3,
  "assistant.threads.setStatus": tier4,
  "assistant.threads.setTitle": tier4,
  "assistant.threads.setSuggestedPrompts": tier4,
  "agents.sessions.setStatus": tier3,
  "agents.sessions.rename": tier3,
  "views.open": tier4,
  "views.update": tier4,
  "views.push": tier4,
  "views.publish": tier4,
  "files.getUploadURLExternal": tier4,
  "files.completeUploadExternal": tier4,
  "files.info": tier4,
  "files.delete": tier3
}

const post = "chat.postMessage"
/**
 * One a second in a channel, with short bursts; and some hundred a minute in a workspace. Of the four that Slack takes at
 * once one is left for what was long on its way: a post that comes late makes the next one come early.
 */
const inChannel = { everyMillis: 1050, atOnce: 3 }
const inWorkspace = { everyMillis: 120, atOnce: 20 }
const remembered = 5000

const channelOf = ({ args }: ApiCall): string => (typeof args?.channel === "string" ? args.channel : "")

export const makeTiers = (): Tiers => {
  const windows = new Map<string, Array<number>>()
  const channels = makeRecent<string, Pace>(remembered)
  const workspaces = makeRecent<string, Pace>(remembered)
  const until = makeRecent<string, number>(remembered)

  const nameOf = (call: ApiCall) =>
    call.method === post ? `${call.team} ${post} ${channelOf(call)}` : `${call.team} ${call.method}`

  const paceOf = (kept: typeof channels, name: string, kind: typeof inChannel) => {
    const pace = kept.get(name) ?? makePace(kind)
    kept.set(name, pace)
    return pace
  }

  const leavePost = (call: ApiCall, now: number): number => {
    const channel = paceOf(channels, nameOf(call), inChannel)
    const workspace = paceOf(workspaces, call.team, inWorkspace)
    const wait = Math.max(channel.wait(now), workspace.wait(now))
    if (wait > 0) return wait
    channel.spend(now)
    workspace.spend(now)
    return 0
  }

  const leave = (call: ApiCall, now: number): number => {
    const refusedFor = (until.get(nameOf(call)) ?? 0) - now
    if (refusedFor > 0) return refusedFor
    if (call.method === post) return leavePost(call, now)
    const most = perMinute[call.method]
    if (most === undefined) return 0
    const left = windows.get(nameOf(call)) ?? []
    windows.set(nameOf(call), left)
    while (left.length > 0 && (left[0] ?? now) <= now - windowMillis) left.shift()
    const blocking = left.length < most ? undefined : left[left.length - most]
    if (blocking !== undefined) return blocking + windowMillis - now
    left.push(now)
    return 0
  }

  return {
    leave,
    refused: (call, retryAfterMillis, now) => until.set(nameOf(call), now + retryAfterMillis)
  }
}
