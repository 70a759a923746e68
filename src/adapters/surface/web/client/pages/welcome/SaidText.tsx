/** What a setup says: addresses can be opened, and what is to be said or typed elsewhere can be copied. Hostile text. */
import { ExternalLink } from "lucide-react"
import { Fragment } from "react"
import { tameText } from "../../../../../../core/chat/HostileText.ts"
import { classes } from "../../ui/Classes.ts"
import { CopyButton } from "../../ui/CopyButton.tsx"
import { safeLink } from "../../ui/SafeLink.ts"

/** Without the sign that ends the sentence around it. */
const address = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)])/

const Linked = ({ text }: { readonly text: string }) =>
  text.split(address).map((part, at) => {
    const href = at % 2 === 1 ? safeLink(part) : undefined
    return href === undefined ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
      <Fragment key={at}>{part}</Fragment>
    ) : (
      <a
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text never change places
        key={at}
        href={href}
        target="_blank"
        rel="noopener noreferrer"
        className="break-all text-accent underline"
      >
        {part}
        <ExternalLink size={12} aria-hidden="true" className="ml-1 inline" />
        <span className="sr-only"> opens in a new tab</span>
      </a>
    )
  })

/** Lines that stand together: those that are set in are for somewhere else. */
const blocksOf = (text: string): ReadonlyArray<{ readonly inset: boolean; readonly lines: ReadonlyArray<string> }> => {
  const blocks: Array<{ readonly inset: boolean; readonly lines: Array<string> }> = []
  for (const line of text.split("\n")) {
    const inset = /^\s{2}/.test(line)
    const last = blocks.at(-1)
    if (last !== undefined && last.inset === inset) last.lines.push(line)
    else blocks.push({ inset, lines: [line] })
  }
  return blocks
}

const toneOf = (line: string): string | undefined =>
  line.startsWith("✓") ? "text-good" : line.startsWith("✗") ? "text-bad" : undefined

const Block = ({ inset, lines }: { readonly inset: boolean; readonly lines: ReadonlyArray<string> }) => {
  const words = lines.map((line) => (inset ? line.replace(/^\s{2}/, "") : line)).join("\n")
  const text = (
    <p className={classes("min-w-0 whitespace-pre-wrap break-words", toneOf(words))}>
      <Linked text={words} />
    </p>
  )
  if (!inset || address.test(words)) return text
  return (
    <div className="flex min-w-0 items-start justify-between gap-2 rounded-md bg-sunken px-3 py-1.5 font-mono text-xs">
      {text}
      <CopyButton text={words.trim()} label="copy these words" />
    </div>
  )
}

export const SaidText = ({ text }: { readonly text: string }) => (
  <div className="flex min-w-0 flex-col gap-1 text-sm">
    {blocksOf(tameText(text)).map((block, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the blocks of one text never change places
      <Block key={at} {...block} />
    ))}
  </div>
)
