/**
 * What people see in a channel, as text. Pure; ids never appear in it.
 *
 *   ann: @Orchestrator fix the build (edited)
 *     + trace.log (12 B)
 *     [:eyes: 1]
 *     | scout [APP]: working
 *     |   [the plan]
 *     |     ✓ read the log
 *     |   [Stop] <pick one: tests | lint>
 *     | scout [APP] is thinking…
 *     | (session "fix the build": processing)
 */
import { textOf } from "../Json.ts"
import { blockLines, type Line, objectText } from "./BlockText.ts"
import { nameOf, readMrkdwn } from "./Markup.ts"
import { repliesTo } from "./MessagePayload.ts"
import { viewBlocks } from "./Views.ts"
import { type Channel, type Message, messagesIn, threadKey, type View, type World } from "./World.ts"

const size = (bytes: number): string =>
  bytes < 1_000 ? `${bytes} B` : bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${Math.round(bytes / 1e6)} MB`

const indented = (lines: ReadonlyArray<string>, by: string): ReadonlyArray<string> =>
  lines.map((line) => `${by}${line}`.trimEnd())

const authorOf = (world: World, message: Message): string =>
  message.bot === undefined
    ? nameOf(world, message.user)
    : `${message.face?.username ?? nameOf(world, message.user)} [APP]`

const bodyOf = (world: World, message: Message, viewer: string): ReadonlyArray<Line> => {
  if (message.bot !== undefined && message.blocks.length > 0) {
    return blockLines(world, message.blocks, message.inputs.get(viewer) ?? new Map())
  }
  if (message.text === "") return []
  return readMrkdwn(world, message.text)
    .split("\n")
    .map((text) => ({ text, words: true }))
}

const notes = (world: World, message: Message): string =>
  [
    message.seenBy === undefined ? "" : ` (only ${nameOf(world, message.seenBy)} sees this)`,
    message.broadcast ? " (also sent to the channel)" : ""
  ].join("")

/** With the mark of an edit, or that it still grows, after the last of its words. */
const marked = (lines: ReadonlyArray<Line>, mark: string): ReadonlyArray<Line> => {
  if (mark === "") return lines
  const last = lines.findLastIndex(({ words }) => words)
  if (last === -1) return [{ text: mark.trim(), words: true }, ...lines]
  return lines.map((line, index) => (index === last ? { ...line, text: `${line.text}${mark}` } : line))
}

/** One message alone, as this person sees it. */
export const messageLines = (world: World, message: Message, viewer = ""): ReadonlyArray<string> => {
  if (message.tombstone === true) return ["(this message was deleted)"]
  const grows = message.streaming?.state === "in_progress" ? " (streaming)" : ""
  const edited = message.edited === undefined ? "" : " (edited)"
  const body = marked(bodyOf(world, message, message.seenBy ?? viewer), `${edited}${grows}`)
  const [first, ...more] = body
  const beside = first?.words === true ? ` ${first.text}` : ""
  const below = first === undefined || first.words ? more : body
  const reactions = [...message.reactions].map(([name, users]) => `[:${name}: ${users.size}]`)
  const files = message.files.flatMap((id) => world.files.get(id) ?? [])
  return [
    `${authorOf(world, message)}${notes(world, message)}:${beside}`.trimEnd(),
    ...indented(
      [
        ...below.map(({ text }) => text),
        ...files.map(({ data, name }) => `+ ${name} (${size(data?.byteLength ?? 0)})`),
        ...(reactions.length === 0 ? [] : [reactions.join(" ")])
      ],
      "  "
    )
  ]
}

const sessionLines = (world: World, channel: Channel, thread: string): ReadonlyArray<string> => {
  const key = threadKey(channel.id, thread)
  const thinking = world.thinking.get(key)
  const isFresh = thinking !== undefined && Date.now() - thinking.at < world.settings.statusMillis
  const session = world.sessions.get(key)
  const title = session?.title === undefined || session.title === "" ? "" : ` "${session.title}"`
  return [
    ...(isFresh ? [`${thinking.name} [APP] ${thinking.status}`] : []),
    ...(session === undefined ? [] : [`(session${title}: ${session.status})`])
  ]
}

const inThread = (world: World, parent: Message): ReadonlyArray<string> => {
  const channel = world.channels.get(parent.channel)
  if (channel === undefined) return []
  const hidden = messagesIn(world, parent.channel).filter(
    ({ seenBy, thread }) => thread === parent.ts && seenBy !== undefined
  )
  const replies = [...repliesTo(world, parent), ...hidden].sort((left, right) => (left.ts < right.ts ? -1 : 1))
  return indented(
    [...replies.flatMap((reply) => messageLines(world, reply)), ...sessionLines(world, channel, parent.ts)],
    "  | "
  )
}

export const transcriptOf = (world: World, channel: Channel): string => {
  const all = messagesIn(world, channel.id)
  const isTop = ({ thread }: Message) => thread === undefined || !all.some(({ ts }) => ts === thread)
  return all
    .filter((message) => isTop(message) || message.broadcast)
    .flatMap((message) =>
      isTop(message)
        ? [...messageLines(world, message), ...inThread(world, message)]
        : [`(from a thread) ${messageLines(world, message)[0] ?? ""}`]
    )
    .join("\n")
}

/** A modal, or the app's home. */
export const viewText = (world: World, view: View): string => {
  const { close, submit, title } = view.content
  const lines = blockLines(world, viewBlocks(view), view.inputs, view.errors).map(({ text }) => text)
  if (view.type === "home") return lines.join("\n")
  const buttons = [
    `[${close === undefined ? "Cancel" : objectText(world, close)}]`,
    ...(submit === undefined ? [] : [`[${objectText(world, submit)}]`])
  ]
  return [`== ${objectText(world, title)}`, ...lines, buttons.join(" ")].join("\n")
}

/** Everything there is, for who looks for what went wrong. */
export const wholeTranscript = (world: World): string => {
  const channels = [...world.channels.values()].map((channel) => {
    const others = [...channel.members].filter((member) => world.users.get(member)?.bot !== true)
    const team = world.teams.size > 1 ? ` in ${world.teams.get(channel.team)?.name ?? ""}` : ""
    const name =
      channel.kind === "im"
        ? `direct with ${others.map((id) => nameOf(world, id)).join(", ")}`
        : `#${textOf(channel.name)}`
    return [`== ${name}${team}`, transcriptOf(world, channel)].filter((text) => text !== "").join("\n")
  })
  const modals = [...world.modals].flatMap(([person, open]) =>
    open.map((view) => `== form of ${nameOf(world, person)}\n${viewText(world, view)}`)
  )
  return [...channels, ...modals].join("\n")
}
