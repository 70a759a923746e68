/**
 * What a stream has to say next: the difference between what it has shown and what a growing message shows now, and the
 * blocks with which it ends. Pure; what is sent stands, so a text that changed what was said has no such difference.
 */
import type { AnyChunk, KnownBlock, MarkdownTextChunk, TaskUpdateChunk } from "@slack/types"
import { tameText } from "../../../../core/chat/HostileText.ts"
import type { Control, Growth, Step } from "../../../../core/ports/ChatPlatform.ts"
import { scanLines } from "../../../../core/render/Lines.ts"
import { textBlocks } from "./Body.ts"
import { controlBlocks } from "./Controls.ts"
import { labelText, plainTitle } from "./Escapes.ts"
import { growthText, shownUntil } from "./GrowthText.ts"
import { longestBlock } from "./Markdown.ts"

/** What a stream has shown, in the core's words: lengths are those of the source. */
export interface Sent {
  readonly text: string
  readonly headline: string
  /** As they were last shown, by id. A detail that was told stays, since Slack adds to details. */
  readonly steps: ReadonlyMap<string, Step>
}

export const nothingSent: Sent = { text: "", headline: "", steps: new Map() }

const longestField = 256
const statuses: Record<Step["state"], TaskUpdateChunk["status"]> = {
  waiting: "pending",
  running: "in_progress",
  done: "complete",
  failed: "error"
}

const taskOf = (step: Step, before: Step | undefined): TaskUpdateChunk | undefined => {
  const detail = before?.detail === undefined ? plainTitle(step.detail ?? "", longestField) : ""
  if (before !== undefined && before.title === step.title && before.state === step.state && detail === "") {
    return undefined
  }
  return {
    type: "task_update",
    id: step.id,
    title: labelText(step.title, longestField, "step"),
    status: statuses[step.state],
    ...(detail === "" ? {} : { details: detail })
  }
}

const isLow = (code: number): boolean => (code & 0xfc00) === 0xdc00

const textChunks = (text: string): ReadonlyArray<MarkdownTextChunk> => {
  const chunks: Array<MarkdownTextChunk> = []
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + longestBlock)
    if (end < text.length && isLow(text.charCodeAt(end))) end--
    chunks.push({ type: "markdown_text", text: text.slice(at, end) })
    at = end
  }
  return chunks
}

/** A character may have come by half. */
const whole = (text: string, over: boolean): string =>
  over || (text.charCodeAt(text.length - 1) & 0xfc00) !== 0xd800 ? text : text.slice(0, -1)

interface Words {
  readonly chunks: ReadonlyArray<MarkdownTextChunk>
  readonly text: string
}

const wordsOf = (sent: string, { over, text: said }: Growth): Words | undefined => {
  const text = tameText(whole(said, over)).trimEnd()
  // The end of a text that grows is held back at times; what was sent of it stays.
  if (!over && text.length < sent.length && sent.startsWith(text)) return { chunks: [], text: sent }
  if (!text.startsWith(sent)) return undefined
  const lines = scanLines(text)
  const until = over ? text.length : shownUntil(text, lines, sent.length)
  if (until <= sent.length) return { chunks: [], text: sent }
  return { chunks: textChunks(growthText(text, lines, sent.length, until)), text: text.slice(0, until) }
}

/** Undefined when the text does not begin with what was sent: the message must be edited as a whole. */
export const growthChunks = (
  sent: Sent,
  growth: Growth
): { readonly chunks: ReadonlyArray<AnyChunk>; readonly sent: Sent } | undefined => {
  const words = wordsOf(sent.text, growth)
  if (words === undefined) return undefined
  const headline = plainTitle(growth.headline, longestField)
  const tasks: Array<TaskUpdateChunk> = []
  const steps = new Map(sent.steps)
  for (const step of growth.steps) {
    const before = steps.get(step.id)
    const task = taskOf(step, before)
    if (task === undefined) continue
    tasks.push(task)
    const detail = before?.detail ?? step.detail
    steps.set(step.id, { ...step, ...(detail === undefined ? {} : { detail }) })
  }
  const titled: ReadonlyArray<AnyChunk> =
    headline === "" || headline === sent.headline ? [] : [{ type: "plan_update", title: headline }]
  return {
    // What was said comes before what was begun then: a step may stand between two pieces of text.
    chunks: [...titled, ...words.chunks, ...tasks],
    sent: { text: words.text, headline: headline === "" ? sent.headline : headline, steps }
  }
}

/** For the end of a stream: outcome, footer, and what can be pressed. */
export const endingBlocks = (growth: Growth, controls: ReadonlyArray<Control>): ReadonlyArray<KnownBlock> => [
  ...textBlocks(growth.ending),
  ...controlBlocks(controls)
]
