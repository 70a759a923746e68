/**
 * One line of Markdown as Slack gets it: emphasis stays as it is, since Slack reads it as CommonMark does; links are what
 * they say, code reads as it was written, and nothing in it is notation of Slack's own. What one line opens another cannot
 * close, so that each line is final as soon as it is whole. Two passes, linear.
 */
import { targetAt } from "../../../../core/chat/LinkTargets.ts"
import { everybody, zeroWidth } from "./Escapes.ts"
import { addressText, codeMarkdown, linkMarkdown } from "./Links.ts"

const special = /[\\`![\]<@_hH]/g
const punctuation = /[!-/:-@[-`{-~]/
const pointed = /<((?:https?:\/\/|mailto:)[^<>\s]{1,1500}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8})>/iy
const address = /https?:\/\/[^\s<>`|*\\[\]"^]+/iy
/** `__init__`: nobody means emphasis by it. */
const dunder = /__[a-z][a-z0-9]*(?:_[a-z0-9]+)*__(?![A-Za-z0-9_])/y
const call = /@(?:channel|here|everyone)(?![A-Za-z0-9_])/iy
const longestCall = "@everyone".length
const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" }

/** What is said within one bracket, and in the line itself. */
class Frame {
  /** Where the bracket stands. */
  readonly at: number
  readonly image: boolean
  out = ""
  /** The same without links, for a link around it. */
  label = ""
  linked = false

  constructor(at: number, image: boolean) {
    this.at = at
    this.image = image
  }

  say(text: string, label = text): void {
    this.out += text
    this.label += label
  }
}

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Where each run of backticks that may close another begins, by length. */
const tickRuns = (text: string): ReadonlyMap<number, ReadonlyArray<number>> => {
  const byLength = new Map<number, Array<number>>()
  for (const { 0: run, index } of text.includes("`") ? text.matchAll(/`+/g) : []) {
    const known = byLength.get(run.length)
    if (known === undefined) byLength.set(run.length, [index])
    else known.push(index)
  }
  return byLength
}

class Line {
  readonly #text: string
  readonly #ticks: ReadonlyMap<number, ReadonlyArray<number>>
  readonly #passed = new Map<number, number>()
  readonly #frames = [new Frame(0, false)]
  /** Where the first thing begins that the text does not end. */
  open: number

  constructor(text: string) {
    this.#text = text
    this.#ticks = tickRuns(text)
    this.open = text.length
  }

  read(): string {
    for (let at = 0; at < this.#text.length; ) {
      special.lastIndex = at
      const next = special.exec(this.#text)?.index ?? this.#text.length
      if (next > at) this.#say(this.#text.slice(at, next))
      at = next < this.#text.length ? this.#special(next) : next
    }
    while (this.#frames.length > 1) {
      this.#unfinished(this.#top.at)
      this.#drop()
    }
    return this.#top.out
  }

  get #top(): Frame {
    return this.#frames.at(-1) ?? new Frame(0, false)
  }

  #say(text: string, label = text): void {
    this.#top.say(text, label)
  }

  #unfinished(at: number): void {
    this.open = Math.min(this.open, at)
  }

  /** What was opened last is a bracket and nothing else. */
  #drop(): void {
    const frame = this.#frames.pop()
    if (frame === undefined) return
    const sign = frame.image ? "![" : "["
    this.#top.linked ||= frame.linked
    this.#say(sign + frame.out, sign + frame.label)
  }

  #special(at: number): number {
    const text = this.#text
    switch (text.charAt(at)) {
      case "\\":
        return this.#backslash(at)
      case "`":
        return this.#code(at)
      case "!":
        if (text[at + 1] !== "[") break
        this.#frames.push(new Frame(at, true))
        return at + 2
      case "[":
        this.#frames.push(new Frame(at, false))
        return at + 1
      case "]":
        return this.#bracketEnd(at)
      case "<":
        return this.#angle(at)
      case "@": {
        const name = matchAt(call, text, at)?.[0]
        if (name === undefined && text.length - at < longestCall) {
          const begun = text.slice(at + 1).toLowerCase()
          if (everybody.some((one) => one.startsWith(begun))) this.#unfinished(at)
        }
        this.#say(name === undefined ? "@" : `@${zeroWidth}`)
        return at + 1
      }
      case "_": {
        const name = text[at - 1] === "_" ? undefined : matchAt(dunder, text, at)?.[0]
        const run = name ?? /^_+/.exec(text.slice(at, at + 200))?.[0] ?? "_"
        this.#say(name === undefined ? run : run.replaceAll("_", "\\_"))
        return at + run.length
      }
      default: {
        const url = matchAt(address, text, at)?.[0]
        if (url === undefined) break
        this.#say(url)
        return at + url.length
      }
    }
    this.#say(text.charAt(at))
    return at + 1
  }

  #backslash(at: number): number {
    const sign = this.#text.charAt(at + 1)
    if (sign === "") this.#unfinished(at)
    // Slack reads entities wherever they stand: behind a backslash they would be its text.
    if (sign === "@") return at + 1
    const escapes = punctuation.test(sign)
    this.#say(entities[sign] ?? (escapes ? `\\${sign}` : "\\"))
    return at + (escapes ? 2 : 1)
  }

  #code(at: number): number {
    let length = 1
    while (this.#text[at + length] === "`") length++
    const ticks = this.#text.slice(at, at + length)
    const places = this.#ticks.get(length) ?? []
    let next = this.#passed.get(length) ?? 0
    while ((places[next] ?? Number.POSITIVE_INFINITY) <= at) next++
    this.#passed.set(length, next)
    const end = places[next]
    if (end === undefined) {
      this.#unfinished(at)
      // Else it would begin code that ends in another line.
      this.#say("\\`".repeat(length))
      return at + length
    }
    this.#say(ticks + codeMarkdown(this.#text.slice(at + length, end)) + ticks)
    return end + length
  }

  #angle(at: number): number {
    const [whole, url] = matchAt(pointed, this.#text, at) ?? []
    if (whole === undefined || url === undefined) {
      if (/^<[^\s<>]{0,200}$/.test(this.#text.slice(at, at + 202))) this.#unfinished(at)
      this.#say("&lt;")
      return at + 1
    }
    const end = at + whole.length
    const apart = /^(?:[.,:;!?)]{0,3}(?:\s|$))/.test(this.#text.slice(end, end + 4))
    const bare = addressText(url)
    this.#say(!/^http/i.test(url) || apart ? bare : `[${bare}](${bare})`, bare)
    return end
  }

  #bracketEnd(at: number): number {
    const text = this.#text
    const frame = this.#frames.length > 1 ? this.#top : undefined
    const behind = text.charAt(at + 1)
    const target = behind === "(" ? targetAt(text, at + 2) : undefined
    if (frame !== undefined && target !== undefined && (frame.image || !frame.linked)) {
      this.#frames.pop()
      const { label, out } = linkMarkdown(frame.label, target.url)
      if (!frame.image) this.#top.linked = true
      this.#say(out, frame.image ? frame.label : label)
      return target.end
    }
    const unfinished = frame !== undefined && (behind === "" || (behind === "(" && target === undefined))
    if (unfinished) this.#unfinished(frame.at)
    if (frame !== undefined) this.#drop()
    // Not the end of a link, and not the name of an address that stands elsewhere.
    this.#say(behind !== "" && "([:".includes(behind) ? `]${zeroWidth}` : "]")
    return at + 1
  }
}

export const inlineMarkdown = (line: string): string => new Line(line).read()

/** Where in a line that still grows the first thing stands that it has begun and not ended; its length when there is none. */
export const openFrom = (line: string): number => {
  const read = new Line(line)
  read.read()
  return read.open
}
