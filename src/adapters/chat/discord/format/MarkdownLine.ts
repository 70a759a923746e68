/**
 * One line of Markdown that is not code: which block it belongs to, and what stands before its words in Discord's dialect.
 * Pure.
 */
export interface MarkdownLine {
  readonly kind: "blank" | "heading" | "subtext" | "item" | "rule" | "underline" | "text"
  /** How many quotes it stands in. */
  readonly quotes: number
  /** What Discord needs before the words. */
  readonly prefix: string
  readonly words: string
  /** Of a heading: 1-6. */
  readonly level: number
}

const quoted = /^ {0,3}((?:>[ \t]?)+)([^\n]*)$/
const heading = /^ {0,3}(#{1,6})[ \t]+([^\n]*)$/
const headingEnd = /(?:^|[ \t])#+[ \t]*$/
const subtext = /^-#[ \t]+(\S[^\n]*)$/
const item = /^([ \t]*)([-*+]|\d{1,9}[.)])([ \t]+[^\n]*)?$/
const task = /^\[([ xX])\][ \t]+(?=\S)/
const rule = /^ {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$/
const underline = /^ {0,3}={3,}[ \t]*$/
const indented = /^[ \t]*/

/** Deeper quotes look like this deep ones; Discord itself shows one bar and the other signs as text. */
const deepestQuote = 3
const widestIndent = 20

const indentOf = (space: string): string => space.replaceAll("\t", "    ").slice(0, widestIndent)

const unquoted = (line: string): Pick<MarkdownLine, "kind" | "prefix" | "words" | "level"> => {
  if (line.trim() === "") return { kind: "blank", prefix: "", words: "", level: 0 }
  if (rule.test(line)) return { kind: "rule", prefix: "", words: "", level: 0 }
  if (underline.test(line)) return { kind: "underline", prefix: "", words: line.trim(), level: 0 }
  const [, signs, title] = heading.exec(line) ?? []
  if (signs !== undefined && title !== undefined) {
    const level = signs.length
    const words = title.trimEnd().replace(headingEnd, "").trim()
    return { kind: "heading", prefix: level <= 3 ? `${signs} ` : "", words, level }
  }
  const [, small] = subtext.exec(line) ?? []
  if (small !== undefined) return { kind: "subtext", prefix: "-# ", words: small.trim(), level: 0 }
  const [, space, bullet, rest] = item.exec(line) ?? []
  if (space !== undefined && bullet !== undefined && rest !== undefined) {
    const sign = /\d/.test(bullet) ? `${bullet.slice(0, -1)}.` : "-"
    const words = rest.trim()
    const [box, state] = task.exec(words) ?? []
    const done = box === undefined ? "" : state === " " ? "☐ " : "☑ "
    return { kind: "item", prefix: `${indentOf(space)}${sign} ${done}`, words: words.slice(box?.length ?? 0), level: 0 }
  }
  const lead = indented.exec(line)?.[0] ?? ""
  return { kind: "text", prefix: indentOf(lead), words: line.slice(lead.length).trimEnd(), level: 0 }
}

export const quotesOf = (line: string): { readonly quotes: number; readonly prefix: string; readonly rest: string } => {
  const [, signs = "", rest = line] = quoted.exec(line) ?? []
  const quotes = Math.min(deepestQuote, signs.replace(/[^>]/g, "").length)
  return { quotes, prefix: "> ".repeat(quotes), rest }
}

export const readLine = (line: string): MarkdownLine => {
  const { prefix, quotes, rest } = quotesOf(line)
  const read = unquoted(rest)
  return { ...read, quotes, prefix: prefix + read.prefix }
}
