/**
 * One answer to a person as messages that Slack takes. Pure; owns how many there may be, and that a cut is said.
 */
import { splitMarkdown } from "../../../../core/render/Split.ts"
import type { MessagePayload } from "../format/Body.ts"
import { contextBlock } from "../format/Context.ts"
import { fallbackText } from "../format/Fallback.ts"

type Blocks = MessagePayload["blocks"]
type Block = Blocks[number]

/** Of the 5 that Slack takes, one is kept for what may have to be said later. */
const mostMessages = 4
const mostBlocks = 50
/** In all Markdown of one message. */
const mostLetters = 11_000

const measure = (text: string): number => text.length

const markdownIn = (block: Block): string => (block.type === "markdown" ? block.text : "")

const cutUp = (block: Block): ReadonlyArray<Block> =>
  block.type === "markdown" && block.text.length > mostLetters
    ? splitMarkdown(block.text, { maxLength: mostLetters, measure }).map((text) => ({ ...block, text }))
    : [block]

const grouped = (blocks: Blocks): ReadonlyArray<Blocks> => {
  const groups: Array<Array<Block>> = []
  let letters = 0
  for (const block of blocks.flatMap(cutUp)) {
    const last = groups.at(-1)
    const more = markdownIn(block).length
    if (last === undefined || last.length === mostBlocks || letters + more > mostLetters) {
      groups.push([block])
      letters = more
    } else {
      last.push(block)
      letters += more
    }
  }
  return groups
}

const cut = contextBlock(["cut: the rest of this reply is too long to be shown here"])

/** At least one; the text is what a notification shows. */
export const replyParts = ({ blocks, text }: MessagePayload): ReadonlyArray<MessagePayload> => {
  const groups = grouped(blocks)
  if (groups.length <= 1) return [{ text, blocks }]
  return groups.slice(0, mostMessages).map((group, index) => ({
    text: index === 0 ? text : fallbackText(group.map(markdownIn).join("\n")),
    blocks:
      index === mostMessages - 1 && groups.length > mostMessages ? [...group.slice(0, mostBlocks - 1), cut] : group
  }))
}
