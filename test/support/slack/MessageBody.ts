/** What a message is made of: reads texts, blocks and metadata, refuses what Slack refuses. */
import { isRecord, type Json, lengthOf } from "../Json.ts"
import { checkBlocks } from "./BlockChecks.ts"
import { type Call, needScope } from "./Method.ts"
import { refuse } from "./Refusal.ts"
import type { Message } from "./World.ts"

export interface MessageBody {
  readonly text: string | undefined
  readonly blocks: ReadonlyArray<Json> | undefined
  readonly metadata: Json | undefined
}

const mostText = 40_000
const mostMarkdown = 12_000
const mostMetadata = 16 * 1024

/** What `link_names` and `parse: full` make of names that are merely written. */
const linked = (text: string): string => text.replaceAll(/(^|[^\w<!])@(channel|here|everyone)\b/g, "$1<!$2>")

export const readMetadata = (call: Call): Json | undefined => {
  const metadata = call.args.record("metadata", "invalid_metadata_format")
  if (metadata === undefined) return undefined
  const { event_payload, event_type } = metadata
  if (typeof event_type !== "string" || event_type === "" || !isRecord(event_payload)) {
    return refuse("invalid_metadata_schema")
  }
  return JSON.stringify(metadata).length > mostMetadata ? refuse("metadata_too_large") : metadata
}

export const markdownBlock = (text: string): Json => ({ type: "markdown", text })

export const readMarkdown = (call: Call): string | undefined => {
  const markdown = call.args.text("markdown_text")
  if (markdown !== undefined && lengthOf(markdown) > mostMarkdown) return refuse("msg_too_long")
  return markdown
}

export const readMessageBody = (call: Call): MessageBody => {
  const { args } = call
  const metadata = readMetadata(call)
  const markdown = readMarkdown(call)
  const text = args.text("text")
  const given = args.json("blocks", "invalid_blocks_format")
  if (markdown !== undefined) {
    if (text !== undefined || given !== undefined) return refuse("markdown_text_conflict")
    return { text: markdown, blocks: [{ ...markdownBlock(markdown), block_id: "markdown_text" }], metadata }
  }
  const blocks = given === undefined ? undefined : checkBlocks(given)
  const isLinked = args.flag("link_names") || args.text("parse") === "full"
  const cut = text === undefined ? undefined : [...text].slice(0, mostText).join("")
  return { text: cut === undefined || !isLinked ? cut : linked(cut), blocks, metadata }
}

/** Refuses a message in which nothing stands. */
export const needContent = ({ blocks, text }: MessageBody): void => {
  if ((text === undefined || text.trim() === "") && (blocks === undefined || blocks.length === 0)) refuse("no_text")
}

/** Under which name and icon the app speaks, when it is not its own. */
export const readFace = (call: Call): Pick<Message, "face"> => {
  const username = call.args.text("username")
  const icon = call.args.text("icon_emoji") ?? call.args.text("icon_url")
  if (username === undefined && icon === undefined) return {}
  needScope(call, "chat:write.customize")
  return {
    face: { ...(username === undefined ? {} : { username }), ...(icon === undefined ? {} : { icon }) }
  }
}
