/** One block of Markdown, parsed again only when its text changes. Raw HTML in it is text like any other. */
import { memo } from "react"
import ReactMarkdown from "react-markdown"
import remarkGfm from "remark-gfm"
import { useHighlighter } from "./Highlighter.ts"
import { markdownParts } from "./MarkdownParts.tsx"

export interface MarkdownBlockProps {
  readonly text: string
  /** Still being written: its code gets its colours when it is done. */
  readonly growing: boolean
}

/** Longer than anybody writes: shown as it is. */
const longest = 200_000

const plugins = [remarkGfm]

export const MarkdownBlock = memo(function MarkdownBlock({ text, growing }: MarkdownBlockProps) {
  const highlight = useHighlighter(!growing && /^[ \t>]*(?:`{3,}|~{3,})[ \t]*\w/m.test(text))
  if (text.length > longest) return <pre className="whitespace-pre-wrap text-xs">{text}</pre>
  return (
    <ReactMarkdown
      remarkPlugins={plugins}
      rehypePlugins={highlight === undefined ? [] : [highlight]}
      urlTransform={(address) => address}
      components={markdownParts}
    >
      {text}
    </ReactMarkdown>
  )
})
