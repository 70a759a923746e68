/** A message that grows while it is written: its pieces, its limits, how it lives and dies. */
import { isRecord, type Json, lengthOf, textOf } from "../Json.ts"
import { checkBlocks } from "./BlockChecks.ts"
import { changeMessage } from "./Messages.ts"
import { Refusal, refuse, refuseWith } from "./Refusal.ts"
import type { Message, Piece, Streaming, World } from "./World.ts"

const mostText = 12_000
const mostField = 256
const statuses = ["pending", "in_progress", "complete", "error"]

const cut = (text: string): string => [...text].slice(0, mostField).join("")

const wrong: (index: number, words: string) => never = (index, words) =>
  refuseWith("invalid_chunks", [`[ERROR] ${words} [json-pointer:/chunks/${index}]`])

/** Steps stand between two texts, but not where they are gathered in a plan. */
const addText = (pieces: Array<Piece>, text: string, display: Streaming["display"]): void => {
  const last = display === "plan" ? pieces.findLast(({ kind }) => kind !== "task") : pieces.at(-1)
  if (last?.kind === "text") last.text += text
  else pieces.push({ kind: "text", text })
}

const addTask = (pieces: Array<Piece>, chunk: Json, index: number): void => {
  const { details, id, output, status, title } = chunk
  if (typeof id !== "string" || id === "") wrong(index, "missing required field: id")
  if (typeof title !== "string" || title === "") wrong(index, "missing required field: title")
  if (!statuses.includes(textOf(status))) wrong(index, `status must be one of: ${statuses.join(", ")}`)
  const known = pieces.find((piece) => piece.kind === "task" && piece.id === id)
  const task =
    known?.kind === "task" ? known : ({ kind: "task", id, title: "", status: "", details: "", output: "" } as const)
  const changed = {
    title: cut(title),
    status: textOf(status),
    details: cut(`${task.details}${textOf(details)}`),
    output: typeof output === "string" ? cut(output) : task.output
  }
  if (known === undefined) pieces.push({ ...task, ...changed })
  else Object.assign(known, changed)
}

const addBlocks = (pieces: Array<Piece>, chunk: Json): void => {
  const blocks = checkBlocks(chunk.blocks)
  const before = pieces.reduce((sum, piece) => sum + (piece.kind === "blocks" ? piece.blocks.length : 0), 0)
  if (before + blocks.length > 50) refuse("invalid_blocks")
  pieces.push({ kind: "blocks", blocks })
}

/** What the stream holds after these; refused as a whole, with nothing added. */
export const extend = (
  { display, pieces, planTitle }: Pick<Streaming, "display" | "pieces" | "planTitle">,
  markdown: string | undefined,
  chunks: ReadonlyArray<unknown>
): Pick<Streaming, "pieces" | "planTitle"> => {
  const next = pieces.map((piece) => ({ ...piece }))
  let title = planTitle
  if (markdown !== undefined) addText(next, markdown, display)
  for (const [index, chunk] of chunks.entries()) {
    if (!isRecord(chunk)) return wrong(index, "must be an object")
    if (chunk.type === "markdown_text") {
      if (typeof chunk.text !== "string" || chunk.text === "") return wrong(index, "missing required field: text")
      addText(next, chunk.text, display)
    } else if (chunk.type === "task_update") addTask(next, chunk, index)
    else if (chunk.type === "plan_update") {
      if (typeof chunk.title !== "string" || chunk.title === "") return wrong(index, "missing required field: title")
      title = cut(chunk.title)
      if (!next.some(({ kind }) => kind === "plan" || kind === "task")) next.push({ kind: "plan" })
    } else if (chunk.type === "blocks") addBlocks(next, chunk)
    else return wrong(index, `unsupported type: ${String(chunk.type)}`)
  }
  const written = next.reduce((sum, piece) => sum + (piece.kind === "text" ? lengthOf(piece.text) : 0), 0)
  return written > mostText ? refuse("msg_too_long") : { pieces: next, planTitle: title }
}

const taskBlock = ({ details, id, output, status, title }: Extract<Piece, { kind: "task" }>): Json => ({
  type: "task_card",
  task_id: id,
  title,
  status,
  ...(details === "" ? {} : { details: richText(details) }),
  ...(output === "" ? {} : { output: richText(output) })
})

export const richText = (text: string): Json => ({
  type: "rich_text",
  elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }]
})

/** As blocks of the message: one after the other, or all tasks in one plan, where it began. */
export const streamBlocks = ({ display, pieces, planTitle }: Streaming): ReadonlyArray<Json> => {
  const tasks = pieces.filter((piece) => piece.kind === "task")
  let planned = false
  const plan = { type: "plan", title: planTitle === "" ? "Plan" : planTitle, tasks: tasks.map(taskBlock) }
  return pieces.flatMap((piece): ReadonlyArray<Json> => {
    if (piece.kind === "text") return [{ type: "markdown", text: piece.text }]
    if (piece.kind === "blocks") return piece.blocks
    if (display !== "plan") return piece.kind === "plan" ? [] : [taskBlock(piece)]
    if (planned) return []
    planned = true
    return [plan]
  })
}

const textIn = (pieces: ReadonlyArray<Piece>): string =>
  pieces.flatMap((piece) => (piece.kind === "text" ? [piece.text] : [])).join("\n\n")

/** What a message shows of its stream, with blocks below it. */
export const streamed = (streaming: Streaming, below: ReadonlyArray<Json> = []): Pick<Message, "text" | "blocks"> => ({
  text: textIn(streaming.pieces),
  blocks: [...streamBlocks(streaming), ...below]
})

/** It is over without having been stopped, however much is still being written. */
export const dieLater = (world: World, message: Message): void => {
  const timer = setTimeout(() => {
    if (message.streaming?.state !== "in_progress") return
    changeMessage(world, message, (changed) => {
      if (changed.streaming !== undefined) changed.streaming.state = "errored"
    })
  }, world.settings.streamMillis)
  timer.unref()
}

/** The stream of a message to which something may be added. */
export const liveStream = (message: Message): Streaming => {
  const { streaming } = message
  if (streaming?.stoppedBy !== undefined) throw new Refusal("stopped_by_user")
  if (streaming?.state !== "in_progress") return refuse("message_not_in_streaming_state")
  return streaming
}
