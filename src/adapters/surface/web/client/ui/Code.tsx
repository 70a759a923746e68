/** Code within a line, as it is. */
import { Foreign } from "./Foreign.tsx"

export interface CodeProps {
  readonly text: string
}

export const Code = ({ text }: CodeProps) => (
  <code className="break-words rounded-sm border bg-sunken px-1 py-px font-mono text-[0.9em]">
    <Foreign text={text} />
  </code>
)
