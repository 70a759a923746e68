/**
 * How the parts of somebody's Markdown are drawn: never louder than the page around it, wide things scroll by
 * themselves, links lead out and tell nobody where from, pictures are not fetched from strangers.
 */
import { isValidElement, type ReactNode } from "react"
import type { Components } from "react-markdown"
import { CopyButton } from "./CopyButton.tsx"
import { Diff } from "./Diff.tsx"
import { safeLink } from "./SafeLink.ts"

const textOf = (node: ReactNode): string => {
  if (typeof node === "string") return node
  if (Array.isArray(node)) return node.map(textOf).join("")
  return isValidElement<{ readonly children?: ReactNode }>(node) ? textOf(node.props.children) : ""
}

const languageOf = (node: ReactNode): string => {
  const first = Array.isArray(node) ? node[0] : node
  if (!isValidElement<{ readonly className?: string }>(first)) return ""
  return /\blanguage-(\S+)/.exec(first.props.className ?? "")?.[1] ?? ""
}

const Outward = ({ href, children }: { readonly href?: string | undefined; readonly children?: ReactNode }) => {
  const address = safeLink(href)
  return address === undefined ? (
    <span>{children}</span>
  ) : (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

const Pre = ({ children }: { readonly children?: ReactNode }) => {
  const language = languageOf(children)
  const text = textOf(children)
  if (/^(?:diff|patch)$/i.test(language)) return <Diff text={text} />
  return (
    <div className="group relative">
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse
        tabIndex={0}
        className="overflow-x-auto rounded-md border bg-surface px-3 py-2.5 font-mono text-xs leading-5"
      >
        {children}
      </pre>
      <div className="absolute top-1 right-1 rounded-md bg-surface opacity-0 focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100">
        <CopyButton text={text} label={language === "" ? "copy the code" : `copy the ${language} code`} />
      </div>
    </div>
  )
}

const WideTable = ({ children }: { readonly children?: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached without a mouse
  <figure aria-label="table" tabIndex={0} className="overflow-x-auto">
    <table>{children}</table>
  </figure>
)

export const markdownParts: Components = {
  a: ({ href, children }) => <Outward href={href}>{children}</Outward>,
  img: ({ src, alt }) => (
    <Outward href={typeof src === "string" ? src : undefined}>
      {alt === undefined || alt === "" ? "picture" : alt}
    </Outward>
  ),
  pre: ({ children }) => <Pre>{children}</Pre>,
  table: ({ children }) => <WideTable>{children}</WideTable>
}
