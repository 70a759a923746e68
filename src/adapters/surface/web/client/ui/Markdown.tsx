/**
 * What a person or a model wrote, drawn. While it is written, what is open in it is closed, and only the block that
 * grows is parsed again.
 */
import { memo, useMemo, useRef } from "react"
import { tameText } from "../../../../../core/chat/HostileText.ts"
import { healMarkdown } from "../../../../../core/render/Heal.ts"
import { classes } from "./Classes.ts"
import { MarkdownBlock } from "./MarkdownBlock.tsx"
import { type MarkdownBlocks, markdownBlocks } from "./MarkdownBlocks.ts"
import { type Outline, outlineAfter } from "./Outline.ts"
import { settled } from "./Settled.ts"

export interface MarkdownProps {
  readonly text: string
  /** Still being written. */
  readonly growing?: boolean | undefined
  readonly className?: string | undefined
}

export const Markdown = memo(function Markdown({ text, growing = false, className }: MarkdownProps) {
  const before = useRef<MarkdownBlocks>(undefined)
  const { blocks, definitions } = useMemo(() => {
    const tame = tameText(text)
    before.current = markdownBlocks(growing ? settled(tame) : tame, before.current)
    const { blocks, definitions } = before.current
    return { blocks, definitions: definitions.filter((each) => each !== "").join("\n") }
  }, [text, growing])
  let outline: Outline = []
  return (
    <div className={classes("prose", className)}>
      {blocks.map((block, index) => {
        const below = outline
        outline = outlineAfter(outline, block)
        const last = growing && index === blocks.length - 1
        return (
          <MarkdownBlock
            // biome-ignore lint/suspicious/noArrayIndexKey: a block has no other name than its place
            key={index}
            text={last ? healMarkdown(block) : block}
            definitions={block.includes("[") ? definitions : ""}
            outline={below.join()}
            growing={last}
          />
        )
      })}
    </div>
  )
})
