/** response_url: five answers within half an hour to what a person did, wherever that was. */
import { isRecord, type Json, textOf } from "../Json.ts"
import { argsOf } from "./Args.ts"
import { needContent, readMessageBody } from "./MessageBody.ts"
import { addMessage, changeMessage, deleteMessage } from "./Messages.ts"
import type { Call } from "./Method.ts"
import { need, Refusal, refuse } from "./Refusal.ts"
import type { Side } from "./Rest.ts"
import { findMessage, type Message, type ResponseUrl, secret, type World } from "./World.ts"

const most = 5

export const openResponseUrl = (world: World, given: Omit<ResponseUrl, "at" | "uses">): string => {
  const key = `${given.team}/${Date.now()}/${secret(12)}`
  world.responseUrls.set(key, { ...given, at: Date.now(), uses: 0 })
  return `${world.origin}/response/${key}`
}

/** A message to the person alone, or to the channel, or in place of the one it came from. */
export const respond = (world: World, to: ResponseUrl, body: Json, mayReplace: boolean): Message | undefined => {
  const install = need(world.installs.get(to.team), "team_not_found")
  const team = need(world.teams.get(to.team), "team_not_found")
  const before = to.message === undefined ? undefined : findMessage(world, to.channel, to.message)
  if (mayReplace && body.delete_original === true) {
    if (before !== undefined) deleteMessage(world, before)
    return undefined
  }
  const call: Call = { world, args: argsOf(body), install, team, headers: {} }
  const content = readMessageBody(call)
  needContent(content)
  if (mayReplace && body.replace_original === true && before !== undefined) {
    changeMessage(world, before, (changed) => {
      changed.text = content.text ?? ""
      changed.blocks = content.blocks ?? []
      delete changed.streaming
    })
    return before
  }
  const inChannel = body.response_type === "in_channel"
  const thread = typeof body.thread_ts === "string" ? body.thread_ts : to.thread
  return addMessage(world, {
    channel: to.channel,
    user: install.bot.id,
    bot: { id: install.botId, app: world.app.id },
    text: content.text ?? "",
    blocks: content.blocks ?? [],
    ...(thread === undefined ? {} : { thread }),
    ...(inChannel ? {} : { seenBy: to.person })
  })
}

const parse = (bytes: Buffer): Json => {
  try {
    const body: unknown = JSON.parse(bytes.toString("utf8"))
    return isRecord(body) ? body : refuse("invalid_payload")
  } catch (cause) {
    return refuse(cause instanceof Refusal ? cause.error : "invalid_payload")
  }
}

const said = (status: number, error: string) => ({
  status,
  body: JSON.stringify(error === "" ? { ok: true } : { ok: false, error }),
  headers: { "content-type": "application/json" }
})

export const responseSide = (world: World): Side => ({
  name: "response_url",
  fits: (path) => path.startsWith("/response/"),
  answer: ({ bytes, path }) => {
    const to = world.responseUrls.get(path.slice("/response/".length))
    if (to === undefined) return said(404, "no_such_url")
    if (Date.now() - to.at > world.settings.responseMillis) return said(404, "expired_url")
    if (to.uses >= most) return said(404, "used_url")
    if (world.installs.get(to.team)?.active !== true) return said(403, "account_inactive")
    try {
      const body = parse(bytes)
      const message = respond(world, to, body, true)
      to.uses += 1
      if (message !== undefined) to.answered(message)
      world.touch()
      return said(200, "")
    } catch (cause) {
      return cause instanceof Refusal ? said(400, textOf(cause.error)) : said(500, "server_error")
    }
  }
})
