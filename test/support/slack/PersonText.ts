/** What a person types, as Slack writes it down: entities, links, names; and the rich text that goes with it. Pure. */
import type { Json } from "../Json.ts"
import type { Channel, World } from "./World.ts"

/** As payloads of interactions call it. */
export const channelName = (channel: Channel): string =>
  channel.kind === "im" ? "directmessage" : channel.kind === "group" ? "privategroup" : channel.name

const control =
  /<(@[UW][A-Z0-9]+|#[CG][A-Z0-9]+(?:\|[^>]*)?|!(?:here|channel|everyone)|!subteam\^[A-Z0-9]+(?:\|[^>]*)?)>/
const address = /https?:\/\/[^\s<>]+[^\s<>.,;:!?)]/

const pieces = new RegExp(`(${control.source}|${address.source})`)

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;")

const split = (text: string): ReadonlyArray<string> =>
  text
    .split(new RegExp(pieces.source.replaceAll(/\((?!\?)/g, "(?:").replace(/^\(\?:/, "("), "g"))
    .filter((part) => part !== "")

const isControl = (part: string): boolean => new RegExp(`^${control.source}$`).test(part)
const isAddress = (part: string): boolean => new RegExp(`^${address.source}$`).test(part)

export const writtenText = (text: string): string =>
  split(text)
    .map((part) => (isControl(part) ? part : isAddress(part) ? `<${escaped(part)}>` : escaped(part)))
    .join("")

const element = (part: string): Json => {
  if (isAddress(part)) return { type: "link", url: part }
  if (!isControl(part)) return { type: "text", text: part }
  const [inner = ""] = part.slice(1, -1).split("|")
  if (inner.startsWith("@")) return { type: "user", user_id: inner.slice(1) }
  if (inner.startsWith("#")) return { type: "channel", channel_id: inner.slice(1) }
  if (inner.startsWith("!subteam^")) return { type: "usergroup", usergroup_id: inner.slice("!subteam^".length) }
  return { type: "broadcast", range: inner.slice(1) }
}

export const writtenBlocks = (text: string, id: string): ReadonlyArray<Json> =>
  text === ""
    ? []
    : [
        {
          type: "rich_text",
          block_id: id,
          elements: [{ type: "rich_text_section", elements: split(text).map(element) }]
        }
      ]

const names = (world: World, text: string, shown: (id: string, name: string, mark: string) => string): string =>
  text
    .replaceAll(/<@([UW][A-Z0-9]+)>/g, (_, id: string) => shown(id, world.users.get(id)?.name ?? id, "@"))
    .replaceAll(/<#([CG][A-Z0-9]+)>/g, (_, id: string) => shown(id, world.channels.get(id)?.name ?? id, "#"))

/** After a command: as it is typed, unless the manifest asks for ids. */
export const commandText = (world: World, text: string, withIds: boolean): string =>
  withIds
    ? names(world, writtenText(text), (id, name, mark) => `<${mark}${id}|${name}>`)
    : names(world, text, (_, name, mark) => `${mark}${name}`)
