/** Code or output as it is: within a line, or as a block of its own that scrolls and can be copied. */
import { fenced } from "../../../../../core/render/Fences.ts"
import { Markdown } from "./Markdown.tsx"

export interface CodeProps {
  readonly text: string
  readonly block?: boolean | undefined
  /** As in a code fence, such as `ts`; blocks alone. */
  readonly language?: string | undefined
}

export const Code = ({ text, block = false, language = "" }: CodeProps) =>
  block ? (
    <Markdown text={fenced(text, language)} className="max-w-none" />
  ) : (
    <code className="break-words rounded-sm border bg-sunken px-1 py-px font-mono text-[0.9em]">{text}</code>
  )
