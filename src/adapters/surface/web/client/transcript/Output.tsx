/** What a tool said, as it is. A long one shows its head until the rest is asked for, and scrolls by itself. */
import { useMemo, useState } from "react"
import { tameText } from "../../../../../core/chat/HostileText.ts"
import * as Words from "../../../../../core/render/Words.ts"
import { Button } from "../ui/Button.tsx"
import { CopyButton } from "../ui/CopyButton.tsx"
import { headOf } from "./Head.ts"

export interface OutputProps {
  readonly text: string
  /** What it is, such as `output`. */
  readonly label: string
}

const most = { lines: 24, characters: 4_000 }

export const Output = ({ text: told, label }: OutputProps) => {
  const text = useMemo(() => tameText(told), [told])
  const [whole, setWhole] = useState(false)
  const head = headOf(text, most)
  const hidden = text.length - head.length
  return (
    <div className="group relative min-w-0">
      <figure
        aria-label={label}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse
        tabIndex={0}
        className="max-h-96 overflow-auto rounded-md border bg-surface px-3 py-2"
      >
        <pre className="w-max min-w-full font-mono text-xs leading-5">{whole ? text : head}</pre>
      </figure>
      <div className="absolute top-1 right-1 rounded-md bg-surface opacity-0 focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
        <CopyButton text={text} label={`copy the ${label}`} />
      </div>
      {hidden > 0 && (
        <Button size="small" tone="quiet" onClick={() => setWhole(!whole)}>
          {whole ? "show less" : `show ${Words.count(hidden, "more character")}`}
        </Button>
      )}
    </div>
  )
}
