/**
 * What a person or a model wrote, drawn. While it is written, what is open in it is closed, and only the block that
 * grows is parsed again.
 */
import { memo, useMemo, useRef } from "react"
import { healMarkdown } from "../../../../../core/render/Heal.ts"
import { classes } from "./Classes.ts"
import { MarkdownBlock } from "./MarkdownBlock.tsx"
import { type MarkdownBlocks, markdownBlocks } from "./MarkdownBlocks.ts"

export interface MarkdownProps {
  readonly text: string
  /** Still being written. */
  readonly growing?: boolean | undefined
  readonly className?: string | undefined
}

export const Markdown = memo(function Markdown({ text, growing = false, className }: MarkdownProps) {
  const before = useRef<MarkdownBlocks>(undefined)
  const blocks = useMemo(() => {
    before.current = markdownBlocks(text, before.current)
    return before.current.blocks
  }, [text])
  return (
    <div className={classes("prose", className)}>
      {blocks.map((block, index) => {
        const last = growing && index === blocks.length - 1
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a block has no other name than its place
          <MarkdownBlock key={index} text={last ? healMarkdown(block) : block} growing={last} />
        )
      })}
    </div>
  )
})
