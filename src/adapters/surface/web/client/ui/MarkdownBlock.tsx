/** One block of Markdown, parsed again only when its text changes. Raw HTML in it is text like any other. */
import { memo } from "react"
import ReactMarkdown from "react-markdown"
import remarkGfm from "remark-gfm"
import { useHighlighter } from "./Highlighter.ts"
import { markdownParts } from "./MarkdownParts.tsx"
import { relevel } from "./Outline.ts"
import { usePaced } from "./Paced.ts"
import { rawAsText } from "./RawHtml.ts"

export interface MarkdownBlockProps {
  readonly text: string
  /** Where links of the whole text lead; empty where this block names none. */
  readonly definitions: string
  /** The levels of the headings that it stands below, such as `1,2`. */
  readonly outline: string
  /** Still being written: its code gets its colours when it is done. */
  readonly growing: boolean
}

/** Longer than anybody writes: shown as it is. */
const longest = 200_000

/** Colours for more would hold the page up: each word becomes an element of its own. */
const mostColoured = 20_000
const mostColouredLines = 500

const isColourable = (text: string): boolean =>
  text.length <= mostColoured &&
  text.split("\n", mostColouredLines + 1).length <= mostColouredLines &&
  /^[ \t>]*(?:`{3,}|~{3,})[ \t]*\w/m.test(text)

const plugins = [remarkGfm]

export const MarkdownBlock = memo(function MarkdownBlock({
  text: whole,
  definitions,
  outline,
  growing
}: MarkdownBlockProps) {
  const text = usePaced(whole, growing)
  const highlight = useHighlighter(!growing && isColourable(text))
  if (text.length > longest) return <pre className="whitespace-pre-wrap text-xs">{text}</pre>
  return (
    <ReactMarkdown
      remarkPlugins={plugins}
      rehypePlugins={[rawAsText, [relevel, outline], ...(highlight === undefined ? [] : [highlight])]}
      urlTransform={(address) => address}
      components={markdownParts}
    >
      {definitions === "" ? text : `${definitions}\n\n${text}`}
    </ReactMarkdown>
  )
})
