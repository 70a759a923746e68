/**
 * What people see in a channel, as text. Pure; ids never appear in it.
 *
 *   ann: @Orchestrator fix the build (edited)
 *     + trace.log (12 B)
 *     [👀 1]
 *     > fix the build
 *         scout [APP]: working
 *           [Stop] [Allow once] <pick one: tests | lint>
 */
import { ComponentType, MessageType } from "discord-api-types/v10"
import { isRecord, type Json } from "./ApiError.ts"
import { listOf } from "./ComponentChecks.ts"
import { Flags } from "./MessageBody.ts"
import { findMessage, messagesIn, threadOf } from "./Payloads.ts"
import type { Channel, Message, World } from "./World.ts"

export const nameOf = (world: World, channel: Channel | undefined, user: string): string => {
  const member = world.guilds.get(channel?.guild ?? "")?.members.get(user)
  const known = world.users.get(user)
  return member?.nick ?? known?.globalName ?? known?.username ?? "somebody"
}

/** Mentions as they are read. */
export const readable = (world: World, channel: Channel | undefined, text: string): string =>
  text
    .replaceAll(/<@!?(\d+)>/g, (_, id: string) => `@${nameOf(world, channel, id)}`)
    .replaceAll(/<@&(\d+)>/g, (_, id: string) => {
      const role = [...world.guilds.values()].flatMap(({ roles }) => roles.get(id) ?? [])[0]
      return `@${role?.name ?? "some role"}`
    })
    .replaceAll(/<#(\d+)>/g, (_, id: string) => `#${world.channels.get(id)?.name ?? "somewhere"}`)

const size = (bytes: number): string =>
  bytes < 1_000 ? `${bytes} B` : bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${Math.round(bytes / 1e6)} MB`

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

const emojiOf = (component: Json): string => (isRecord(component.emoji) ? `${textOf(component.emoji.name)} ` : "")

const componentText = (component: Json): string => {
  if (component.type === ComponentType.Button) {
    const label = `${emojiOf(component)}${textOf(component.label)}`.trim()
    if (component.disabled === true) return `[${label} (off)]`
    return component.style === 5 ? `[${label} -> ${textOf(component.url)}]` : `[${label}]`
  }
  const options = listOf(component.options).map(({ default: chosen, label }) =>
    chosen === true ? `*${textOf(label)}` : textOf(label)
  )
  const placeholder = textOf(component.placeholder)
  const many = Number(component.max_values ?? 1) > 1 ? " (several)" : ""
  const off = component.disabled === true ? " (off)" : ""
  return `<${placeholder === "" ? "" : `${placeholder}: `}${options.join(" | ")}${many}${off}>`
}

const componentLines = (components: ReadonlyArray<Json>): ReadonlyArray<string> =>
  components.flatMap((component) => {
    if (component.type === ComponentType.ActionRow) return [listOf(component.components).map(componentText).join(" ")]
    if (component.type === ComponentType.TextDisplay) return textOf(component.content).split("\n")
    if (component.type === ComponentType.Separator) return ["----"]
    return componentLines(listOf(component.components))
  })

const embedLines = (embed: Json): ReadonlyArray<string> => {
  const fields = listOf(embed.fields).map(({ name, value }) => `${textOf(name)}: ${textOf(value)}`)
  return [textOf(embed.title), textOf(embed.description), ...fields]
    .filter((text) => text !== "")
    .flatMap((text) => text.split("\n").map((line) => `| ${line}`))
}

const indented = (lines: ReadonlyArray<string>, by: string): ReadonlyArray<string> =>
  lines.map((line) => `${by}${line}`)

const authorOf = (world: World, channel: Channel | undefined, message: Message): string => {
  const name = message.face?.username ?? nameOf(world, channel, message.author)
  const isApp = message.webhook !== undefined || world.users.get(message.author)?.bot === true
  return isApp ? `${name} [APP]` : name
}

const notes = (world: World, channel: Channel | undefined, message: Message): string => {
  const interaction = world.interactions.get(message.interaction ?? "")
  const used = interaction?.title.startsWith("/") === true && interaction.original === message.id
  return [
    ...(used ? [` (${nameOf(world, channel, interaction.person)} used ${interaction.title})`] : []),
    ...(message.seenBy === undefined ? [] : [` (only ${nameOf(world, channel, message.seenBy)} sees this)`])
  ].join("")
}

const replyLine = (world: World, channel: Channel | undefined, message: Message): ReadonlyArray<string> => {
  if (message.replyTo === undefined) return []
  const target = findMessage(world, message.channel, message.replyTo)
  if (target === undefined) return ["^ (deleted)"]
  const [first = ""] = readable(world, channel, target.content).split("\n")
  const text = [...first].length > 40 ? `${[...first].slice(0, 39).join("")}…` : first
  return [`^ ${authorOf(world, channel, target)}: ${text}`]
}

/** One message, and the thread that it opened. */
export const messageLines = (world: World, message: Message): ReadonlyArray<string> => {
  const channel = world.channels.get(message.channel)
  const isThinking = (message.flags & Flags.loading) !== 0
  const text = isThinking ? "(is thinking…)" : readable(world, channel, message.content)
  const edited = message.editedAt !== undefined && message.before.some((before) => before !== "") ? " (edited)" : ""
  const [first = "", ...more] = text.split("\n")
  const last = more.pop()
  const head = `${authorOf(world, channel, message)}${notes(world, channel, message)}:${first === "" ? "" : ` ${first}`}`
  const body = last === undefined ? [`${head}${edited}`] : [head, ...indented([...more, `${last}${edited}`], "  ")]
  const reactions = [...message.reactions.values()].map(({ emoji, users }) => `${emoji.name} ${users.size}`)
  const thread = threadOf(world, message)
  const shown = (message.flags & Flags.suppressEmbeds) === 0 ? message.embeds : []
  return [
    ...replyLine(world, channel, message),
    ...body,
    ...indented(
      [
        ...shown.flatMap(embedLines),
        ...message.attachments.map(({ data, name }) => `+ ${name} (${size(data.byteLength)})`),
        ...componentLines(message.components),
        ...(reactions.length === 0 ? [] : [`[${reactions.join("] [")}]`])
      ],
      "  "
    ),
    ...(thread === undefined ? [] : threadLines(world, thread))
  ]
}

const threadLines = (world: World, thread: Channel): ReadonlyArray<string> => {
  const state = [thread.thread?.archived === true ? "archived" : "", thread.thread?.locked === true ? "locked" : ""]
  const said = state.filter((word) => word !== "").join(", ")
  return [`  > ${thread.name}${said === "" ? "" : ` (${said})`}`, ...indented(channelLines(world, thread), "      ")]
}

const hidden: ReadonlyArray<number> = [MessageType.ThreadStarterMessage, MessageType.ThreadCreated]

const channelLines = (world: World, channel: Channel): ReadonlyArray<string> => [
  ...messagesIn(world, channel.id)
    .filter(({ type }) => !hidden.includes(type))
    .flatMap((message) => messageLines(world, message)),
  // Threads that no message opened, and those whose message is gone.
  ...[...world.channels.values()]
    .filter(
      ({ id, parent, thread }) =>
        thread !== undefined && parent === channel.id && findMessage(world, channel.id, id) === undefined
    )
    .flatMap((thread) => threadLines(world, thread)),
  ...[...world.interactions.values()]
    .filter((interaction) => interaction.failed && interaction.channel === channel.id)
    .map(
      ({ person, title }) =>
        `(only ${nameOf(world, channel, person)} sees this): ${title}: the application did not respond`
    )
]

export const transcriptOf = (world: World, channel: Channel): string => channelLines(world, channel).join("\n")

/** Everything there is, for who looks for what went wrong. */
export const wholeTranscript = (world: World): string =>
  [...world.channels.values()]
    .filter(({ thread }) => thread === undefined)
    .map((channel) => {
      const title =
        channel.recipient === undefined
          ? `#${channel.name}`
          : `direct with ${nameOf(world, undefined, channel.recipient)}`
      return [`== ${title}`, transcriptOf(world, channel)].join("\n")
    })
    .join("\n")
