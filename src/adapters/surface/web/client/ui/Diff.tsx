/**
 * A unified diff, line by line. A long one shows its head until the rest is asked for; where somebody decides about it, all
 * of it stands there, and no line goes on where nobody looks.
 */
import { useMemo, useState } from "react"
import { tameText } from "../../../../../core/chat/HostileText.ts"
import * as Words from "../../../../../core/render/Words.ts"
import { Button } from "./Button.tsx"
import { classes } from "./Classes.ts"
import { CopyButton } from "./CopyButton.tsx"
import { type DiffLineKind, diffCounts, diffLines } from "./DiffLines.ts"
import { DiffSize } from "./DiffSize.tsx"
import { Foreign } from "./Foreign.tsx"

export interface DiffProps {
  readonly text: string
  /** What was changed, such as a path. */
  readonly title?: string | undefined
  /** Somebody decides about it. */
  readonly inFull?: boolean | undefined
}

const mostLines = 30

const tones: Readonly<Record<DiffLineKind, string>> = {
  about: "text-faint",
  hunk: "text-accent bg-accent-soft",
  added: "bg-good-soft",
  removed: "bg-bad-soft",
  same: "text-muted"
}

export const Diff = ({ text: told, title, inFull = false }: DiffProps) => {
  const text = useMemo(() => tameText(told), [told])
  const [opened, setOpened] = useState(false)
  const whole = inFull || opened
  const lines = useMemo(() => diffLines(text), [text])
  const shown = whole ? lines : lines.slice(0, mostLines)
  return (
    <figure className="min-w-0 overflow-hidden rounded-md border">
      <figcaption className="flex min-h-8 items-center gap-2 border-b bg-surface pr-1 pl-3 text-xs">
        <span className="min-w-0 flex-1 truncate font-mono">
          <Foreign text={title ?? "changes"} />
        </span>
        <DiffSize counts={diffCounts(lines)} />
        <CopyButton text={text} label="copy the diff" />
      </figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse */}
      <pre tabIndex={0} className="overflow-x-auto py-1 font-mono text-xs leading-5">
        <code className={inFull ? "block whitespace-pre-wrap break-words" : "block w-max min-w-full"}>
          {shown.map(({ kind, text: line }, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line has no other name than its place
            <span key={index} className={classes("block px-3", tones[kind])}>
              {line === "" ? " " : line}
            </span>
          ))}
        </code>
      </pre>
      {lines.length > mostLines && !inFull && (
        <div className="border-t px-2 py-1">
          <Button size="small" tone="quiet" onClick={() => setOpened(!opened)}>
            {whole ? "show less" : `show ${Words.count(lines.length - mostLines, "more line")}`}
          </Button>
        </div>
      )}
    </figure>
  )
}
