/** A unified diff, line by line. A long one shows its head until the rest is asked for. */
import { useState } from "react"
import * as Words from "../../../../../core/render/Words.ts"
import { Button } from "./Button.tsx"
import { classes } from "./Classes.ts"
import { CopyButton } from "./CopyButton.tsx"

export interface DiffProps {
  readonly text: string
  /** What was changed, such as a path. */
  readonly title?: string | undefined
}

const mostLines = 30

const toneOf = (line: string): string => {
  if (/^(\+\+\+|---|diff |index |new file|deleted file|rename |similarity )/.test(line)) return "text-faint"
  if (line.startsWith("@@")) return "text-accent bg-accent-soft"
  if (line.startsWith("+")) return "bg-good-soft"
  if (line.startsWith("-")) return "bg-bad-soft"
  return "text-muted"
}

export const Diff = ({ text, title }: DiffProps) => {
  const [whole, setWhole] = useState(false)
  const lines = text.replace(/\n$/, "").split("\n")
  const shown = whole ? lines : lines.slice(0, mostLines)
  const added = lines.filter((line) => line.startsWith("+") && !line.startsWith("+++")).length
  const removed = lines.filter((line) => line.startsWith("-") && !line.startsWith("---")).length
  return (
    <figure className="min-w-0 overflow-hidden rounded-md border">
      <figcaption className="flex min-h-8 items-center gap-2 border-b bg-surface pr-1 pl-3 text-xs">
        <span className="min-w-0 flex-1 truncate font-mono">{title ?? "changes"}</span>
        <span className="text-good">
          <span aria-hidden="true">+</span>
          {added}
          <span className="sr-only"> lines added</span>
        </span>
        <span className="text-bad">
          <span aria-hidden="true">−</span>
          {removed}
          <span className="sr-only"> lines removed</span>
        </span>
        <CopyButton text={text} label="copy the diff" />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse */}
      <pre tabIndex={0} className="overflow-x-auto py-1 font-mono text-xs leading-5">
        <code className="block w-max min-w-full">
          {shown.map((line, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its place
            <span key={index} className={classes("block px-3", toneOf(line))}>
              {line === "" ? " " : line}
            </span>
          ))}
        </code>
      </pre>
      {lines.length > mostLines && (
        <div className="border-t px-2 py-1">
          <Button size="small" tone="quiet" onClick={() => setWhole(!whole)}>
            {whole ? "show less" : `show ${Words.count(lines.length - mostLines, "more line")}`}
          </Button>
        </div>
      )}
    </figure>
  )
}
