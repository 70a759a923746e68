/**
 * A body of the core as the payload of a Slack message. Pure. Everything that is shown is in blocks; the text is for
 * notifications. Nothing in it ever notifies anybody: no text that a model or a person wrote may.
 */
import type { KnownBlock } from "@slack/types"
import type { Body } from "../../../../core/ports/ChatPlatform.ts"
import { contextBlock, dimmed } from "./Context.ts"
import { controlBlocks } from "./Controls.ts"
import { fallbackText, isVisible, nothing } from "./Fallback.ts"
import { slackMarkdown } from "./Markdown.ts"

export interface MessagePayload {
  /** At most 4,000 UTF-16 units, never empty. */
  readonly text: string
  /** At most 50, at least one. */
  readonly blocks: ReadonlyArray<KnownBlock>
}

/** A text as blocks; none when there is nothing to see in it. */
export const textBlocks = (text: string): ReadonlyArray<KnownBlock> => {
  const { above, below, markdown } = dimmed(text)
  const converted = slackMarkdown(markdown)
  return [
    ...(above.length === 0 ? [] : [contextBlock(above)]),
    ...(isVisible(converted) ? [{ type: "markdown" as const, text: converted }] : []),
    ...(below.length === 0 ? [] : [contextBlock(below)])
  ]
}

export const renderBody = ({ controls, markdown }: Body): MessagePayload => {
  const shown = textBlocks(markdown)
  return {
    text: fallbackText(markdown),
    blocks: [...(shown.length === 0 ? [contextBlock([nothing])] : shown), ...controlBlocks(controls)]
  }
}
