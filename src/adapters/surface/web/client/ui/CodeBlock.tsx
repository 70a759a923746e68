/** Code or output as a block of its own, with its colours: it scrolls and can be copied. */
import { fenced } from "../../../../../core/render/Fences.ts"
import { Markdown } from "./Markdown.tsx"

export interface CodeBlockProps {
  readonly text: string
  /** As in a code fence, such as `ts`. */
  readonly language?: string | undefined
}

export const CodeBlock = ({ text, language = "" }: CodeBlockProps) => (
  <Markdown text={fenced(text, language)} className="max-w-none" />
)
