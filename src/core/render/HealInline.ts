/**
 * Closes what is open inside one paragraph, item or cell that is still being written: code, emphasis, links, comments.
 * Only what has no visible content yet is taken away. One pass, linear; must not look beyond the text it is given.
 */
import { openingFence } from "./Fences.ts"

interface Mark {
  readonly character: string
  /** How many of the run are still to be closed. */
  count: number
  readonly start: number
  readonly end: number
}

const isSpace = (character: string): boolean => character === "" || /\s/.test(character)
const isPunctuation = (character: string): boolean => /[\p{P}\p{S}]/u.test(character)
const isWord = (character: string): boolean => /[\p{L}\p{N}]/u.test(character)

const runEnd = (text: string, start: number): number => {
  const character = text[start]
  let end = start
  while (end < text.length && text[end] === character) end++
  return end
}

/** How many of the character the text ends with. */
const runBefore = (text: string, character: string): number => {
  let start = text.length
  while (text[start - 1] === character) start--
  return text.length - start
}

/** Where the run of exactly `length` backticks that closes a code span ends, or -1. */
const codeEnd = (text: string, from: number, length: number): number => {
  for (let at = text.indexOf("`", from); at >= 0; ) {
    const end = runEnd(text, at)
    if (end - at === length) return end
    at = text.indexOf("`", end)
  }
  return -1
}

/** Where trailing space and marks that have only begun start. */
const endOfVisible = (text: string): number => {
  let end = text.length
  while (end > 0 && /[\s*_~`]/.test(text.charAt(end - 1))) end--
  return end
}

const withoutQuotes = (text: string): string => {
  let end = text.length
  while (end > 0 && /[\s>]/.test(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

const half = -1
const none = -2

/** Where a link's `(...)` ends; `half` when the text stops within it, `none` when this is no link. */
const targetEnd = (text: string, from: number, visibleEnd: number): number => {
  let at = from
  if (text[at] === "<") {
    while (at < text.length && text[at] !== ">") if (text[at++] === "\n") return none
    if (at === text.length) return half
    at++
  }
  for (let depth = 0; at < text.length && !isSpace(text.charAt(at)); at++) {
    if (text[at] === "\\") at++
    else if (text[at] === "(") depth++
    else if (text[at] === ")" && depth-- === 0) return at + 1
  }
  while (at < text.length && isSpace(text.charAt(at))) at++
  if (at >= visibleEnd) return half
  if (text[at] === ")") return at + 1
  const quote = text.charAt(at)
  if (quote !== '"' && quote !== "'") return none
  for (at++; at < text.length && text[at] !== quote; at++) if (text[at] === "\\") at++
  for (at++; at < text.length && isSpace(text.charAt(at)); ) at++
  return at >= text.length ? half : text[at] === ")" ? at + 1 : none
}

/** The marks that are open, innermost last, and how many there are of each kind: no search however many there are. */
class OpenMarks {
  readonly marks: Array<Mark> = []
  readonly #counts = new Map<string, number>()

  open(mark: Mark): void {
    this.marks.push(mark)
    this.#count(mark, 1)
  }

  drop(): Mark | undefined {
    const mark = this.marks.pop()
    if (mark !== undefined) this.#count(mark, -1)
    return mark
  }

  /** Closes with a run what was opened before, innermost first. Returns how many characters of it are left. */
  close(character: string, length: number): number {
    let left = length
    while (left > 0 && this.has(character)) {
      while (this.marks.at(-1)?.character !== character) this.drop()
      const mark = this.marks.at(-1)
      if (mark === undefined) return left
      const used = mark.count >= 2 && left >= 2 ? 2 : 1
      mark.count -= used
      left -= used
      if (mark.count === 0) this.drop()
    }
    return left
  }

  has(character: string): boolean {
    return (this.#counts.get(character) ?? 0) > 0
  }

  #count(mark: Mark, by: number): void {
    this.#counts.set(mark.character, (this.#counts.get(mark.character) ?? 0) + by)
  }
}

/** Ends the text after its last visible character with what closes the open marks. */
const close = (text: string, opens: OpenMarks, literals: Array<Mark>): string => {
  const { marks } = opens
  let body = text
  while (literals.at(-1)?.end === body.length) body = body.slice(0, literals.pop()?.start)
  if (marks.length === 0) return body
  for (let before = -1; before !== body.length; ) {
    before = body.length
    body = body.trimEnd()
    if (literals.at(-1)?.end === body.length) body = body.slice(0, literals.pop()?.start)
    else if (marks.at(-1)?.end === body.length) body = body.slice(0, opens.drop()?.start)
    else if (marks.length > 0 && runBefore(body, "\\") % 2 === 1) body = body.slice(0, -1)
  }
  const space = text.slice(text.trimEnd().length)
  return body + marks.reduceRight((end, open) => end + open.character.repeat(open.count), "") + space
}

export const healInline = (text: string): string => {
  const opens = new OpenMarks()
  const literals: Array<Mark> = []
  const brackets: Array<number> = []
  const visibleEnd = endOfVisible(text)
  for (let at = 0; at < text.length; ) {
    const character = text.charAt(at)
    if (character === "\\") {
      at += 2
    } else if (character === "`") {
      const start = runEnd(text, at)
      const end = codeEnd(text, start, start - at)
      if (end < 0) {
        const space = text.slice(text.trimEnd().length)
        const code = text.slice(0, text.length - space.length)
        if (code.length <= start) return close(text.slice(0, at), opens, literals)
        const trailing = runBefore(code, "`")
        const length = start - at
        const said = trailing < length ? code.slice(0, code.length - trailing).trimEnd() : `${code} `
        const lastLine = said.slice(said.lastIndexOf("\n") + 1)
        // Behind nothing but the sign of a quote the closing run would begin a fence.
        const body = openingFence(lastLine + "`".repeat(length)) === undefined ? said : withoutQuotes(said)
        if (body.length <= start) return close(text.slice(0, at), opens, literals)
        return close(body + "`".repeat(length) + space, opens, literals)
      }
      at = end
    } else if (text.startsWith("<!--", at)) {
      const end = text.indexOf("-->", at + 4)
      // A second comment that has only begun within the first would begin with the end of it.
      if (end < 0) return close(`${text.trimEnd().replace(/<!-?$/, "")}-->`, opens, literals)
      at = end + 3
    } else if (character === "<" && /^<!-?$/.test(text.slice(at, at + 4))) {
      return close(text.slice(0, at), opens, literals)
    } else if (character === "[") {
      brackets.push(at++)
    } else if (character === "]") {
      const open = brackets.pop()
      const end = open === undefined || text[at + 1] !== "(" ? none : targetEnd(text, at + 2, visibleEnd)
      if (end === half && open !== undefined) {
        const start = text[open - 1] === "!" ? open - 1 : open
        return healInline(text.slice(0, start) + text.slice(open + 1, at))
      }
      at = end > 0 ? end : at + 1
    } else if (character === "*" || character === "_" || character === "~") {
      const start = at
      at = runEnd(text, at)
      if (character === "~" && at - start !== 2 && at < text.length) {
        literals.push({ character, count: at - start, start, end: at })
        continue
      }
      const before = text.charAt(start - 1)
      const after = text.charAt(at)
      const opensHere = !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before))
      const closesHere = !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after))
      const within = character === "_" && isWord(before) && isWord(after)
      const left = closesHere && !within ? opens.close(character, at - start) : at - start
      if (left === 0) continue
      const mark = { character, count: left, start: at - left, end: at }
      const twice = character === "~" && opens.has(character)
      if (opensHere && !within && !twice) opens.open(mark)
      else literals.push(mark)
    } else {
      at++
    }
  }
  return close(text, opens, literals)
}
