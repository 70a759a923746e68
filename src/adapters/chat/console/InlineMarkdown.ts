/**
 * One line of Markdown as styled text: bold, italic, struck, code, links with their address. One pass and one stack, so
 * that no line, however hostile, costs more than its length. What is not closed is shown as it was written.
 */
import { type Span, type Style, span } from "./Style.ts"

const marks = ["***", "**", "*", "___", "__", "_", "~~"] as const
type Mark = (typeof marks)[number]

const looks: Record<Mark, Style> = {
  "***": { bold: true, italic: true },
  "**": { bold: true },
  "*": { italic: true },
  ___: { bold: true, italic: true },
  __: { bold: true },
  _: { italic: true },
  "~~": { strike: true }
}
const codeLook: Style = { color: "cyan" }

type Token =
  | { readonly _tag: "Text"; readonly text: string; readonly style: Style }
  | { readonly _tag: "Mark"; readonly mark: Mark; readonly opens: boolean; readonly closes: boolean }

const link = /\[([^[\]]*)\]\(([^()\s]*)\)/y
const address = /<(https?:\/\/[^<>\s]*)>/y
const run = /([*_~])\1*/y
const escaped = /\\([!-/:-@[-`{-~])/y
const word = /[\p{L}\p{N}]/u

const codeRuns = (line: string): ReadonlyMap<number, ReadonlyArray<number>> => {
  const byLength = new Map<number, Array<number>>()
  for (const found of line.matchAll(/`+/g)) {
    const known = byLength.get(found[0].length)
    if (known === undefined) byLength.set(found[0].length, [found.index])
    else known.push(found.index)
  }
  return byLength
}

const matchAt = (pattern: RegExp, line: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(line)
}

const tokensOf = (line: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  const runs = codeRuns(line)
  const passed = new Map<number, number>()
  let plain = ""
  const flush = () => {
    if (plain !== "") tokens.push({ _tag: "Text", text: plain, style: {} })
    plain = ""
  }
  const add = (text: string, style: Style) => {
    flush()
    if (text !== "") tokens.push({ _tag: "Text", text, style })
  }

  const codeAt = (at: number): number => {
    let length = 1
    while (line[at + length] === "`") length++
    const places = runs.get(length) ?? []
    let next = passed.get(length) ?? 0
    while ((places[next] ?? Number.POSITIVE_INFINITY) <= at) next++
    passed.set(length, next)
    const end = places[next]
    if (end === undefined) {
      plain += line.slice(at, at + length)
      return at + length
    }
    const inner = line.slice(at + length, end)
    add(/^ .* $/.test(inner) && inner.trim() !== "" ? inner.slice(1, -1) : inner, codeLook)
    return end + length
  }

  const markAt = (at: number, text: string): number => {
    const mark = marks.find((known) => known === text)
    const before = line[at - 1] ?? " "
    const after = line[at + text.length] ?? " "
    const inWord = text.startsWith("_") && word.test(before) && word.test(after)
    const opens = !/\s/.test(after) && !inWord
    const closes = !/\s/.test(before) && !inWord
    if (mark === undefined || (!opens && !closes)) {
      plain += text
    } else {
      flush()
      tokens.push({ _tag: "Mark", mark, opens, closes })
    }
    return at + text.length
  }

  for (let at = 0; at < line.length; ) {
    const character = line[at] ?? ""
    const literal = character === "\\" ? matchAt(escaped, line, at) : null
    const linked = character === "[" ? matchAt(link, line, at) : null
    const bare = character === "<" ? matchAt(address, line, at) : null
    const marked = matchAt(run, line, at)
    if (literal !== null) {
      plain += literal[1] ?? ""
      at += 2
    } else if (character === "`") {
      at = codeAt(at)
    } else if (linked !== null) {
      const [whole, text = "", url = ""] = linked
      add(text === "" ? url : text, { underline: true })
      if (text !== "" && text !== url) add(` (${url})`, { dim: true })
      at += whole.length
    } else if (bare !== null) {
      add(bare[1] ?? "", { underline: true })
      at += bare[0].length
    } else if (marked !== null) {
      at = markAt(at, marked[0])
    } else {
      plain += character
      at++
    }
  }
  flush()
  return tokens
}

/** For each mark that has a partner, whether it begins or ends the pair. */
const pairsOf = (tokens: ReadonlyArray<Token>): ReadonlyMap<number, "begins" | "ends"> => {
  const paired = new Map<number, "begins" | "ends">()
  const open: Array<{ readonly mark: Mark; readonly index: number }> = []
  const depth = new Map<Mark, number>()
  const count = (mark: Mark, by: number) => depth.set(mark, (depth.get(mark) ?? 0) + by)
  tokens.forEach((token, index) => {
    if (token._tag === "Text") return
    if (token.closes && (depth.get(token.mark) ?? 0) > 0) {
      for (let last = open.pop(); last !== undefined; last = open.pop()) {
        count(last.mark, -1)
        if (last.mark !== token.mark) continue
        paired.set(last.index, "begins").set(index, "ends")
        return
      }
    }
    if (token.opens) {
      open.push({ mark: token.mark, index })
      count(token.mark, 1)
    }
  })
  return paired
}

export const inlineMarkdown = (line: string, base: Style = {}): ReadonlyArray<Span> => {
  const tokens = tokensOf(line)
  const paired = pairsOf(tokens)
  const open = new Map<Mark, number>()
  const spans: Array<Span> = []
  const look = (): Style => {
    let style = base
    for (const [mark, count] of open) if (count > 0) style = { ...style, ...looks[mark] }
    return style
  }
  const change = (mark: Mark, by: number) => open.set(mark, (open.get(mark) ?? 0) + by)
  tokens.forEach((token, index) => {
    if (token._tag === "Text") spans.push(span(token.text, { ...look(), ...token.style }))
    else if (paired.get(index) === "begins") change(token.mark, 1)
    else if (paired.get(index) === "ends") change(token.mark, -1)
    else spans.push(span(token.mark, look()))
  })
  return spans
}
