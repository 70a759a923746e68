/**
 * The inside of a paragraph, heading or item in Discord's dialect. Every line of it closes what it opens: whatever Discord
 * makes of one, the next is not touched by it. Pure, linear; keeps the number of lines.
 */
import { type Emphasis, type Meaning, meanings } from "./Emphasis.ts"
import { inlineTokens, type Token } from "./InlineTokens.ts"
import { linkLook } from "./Links.ts"
import { codeSpan, defused, type Escapes, isPlaceAddress, literal } from "./Literal.ts"

const scheme = /^https?:\/\//i
const zeroWidth = "\u200b"

/** What is written so far, of a link or of the whole. */
class Written {
  readonly #escapes: Escapes
  /** Code and addresses, and between them what else there is. */
  readonly #parts: Array<{ text: string; readonly fixed: boolean }> = []
  #last = ""
  /** Words that have not been escaped yet: what they mean to Discord depends on what follows. */
  #words = ""
  /** It ends with the end of an emphasis. */
  #ended = false
  /** What can be read of it. */
  readable = ""

  /** `before` is what it may come to stand behind. */
  constructor(escapes: Escapes, before?: Written) {
    this.#escapes = escapes
    if (before === undefined) return
    before.#flush()
    this.#last = before.#last
    this.#ended = before.#ended
  }

  say(words: string): void {
    if (words !== "") this.#ended = false
    this.#words += words
    this.readable += words
  }

  markup(text: string): void {
    this.#flush()
    this.#add(text, false)
  }

  fixed(text: string, readable: string): void {
    this.#flush()
    this.#add(text, true)
    this.readable += readable
  }

  /** Marks of two pairs side by side would be read as one. */
  begin(sign: Emphasis["sign"]): void {
    this.#mark(sign, this.#ended)
  }

  end(sign: Emphasis["sign"]): void {
    this.#mark(sign, false)
    this.#ended = true
  }

  /** Space behind which no mark can close. */
  takeSpace(): string {
    const words = this.#words.trimEnd()
    const space = this.#words.slice(words.length)
    this.#words = words
    return space
  }

  newline(): void {
    this.takeSpace()
    this.markup("\n")
    this.readable += "\n"
  }

  include(other: Written): void {
    this.#flush()
    other.#flush()
    for (const { fixed, text } of other.#parts) this.#add(text, fixed)
    this.readable += other.readable
    this.#ended = other.#ended
  }

  done(): string {
    this.#flush()
    return this.#parts.map(({ fixed, text }) => (fixed ? text : defused(text))).join("")
  }

  /** A tilde before two others counts, escaped or not. */
  #mark(sign: Emphasis["sign"], joins: boolean): void {
    this.#flush()
    this.#add(joins || (sign === "~~" && this.#last === "~") ? zeroWidth + sign : sign, false)
  }

  #flush(): void {
    if (this.#words === "") return
    const words = this.#words
    this.#words = ""
    this.#add(literal(words, this.#last, this.#escapes), false)
  }

  #add(text: string, fixed: boolean): void {
    const last = this.#parts.at(-1)
    if (text === "") return
    this.#ended = false
    this.#last = text.charAt(text.length - 1)
    if (last === undefined || last.fixed || fixed) this.#parts.push({ text, fixed })
    else last.text += text
  }
}

interface LinkOpen {
  readonly url: string
  readonly outer: Written
  /** Of the emphasis around it: how much there is, and how much of that was written before it. */
  readonly open: number
  readonly shown: number
}

class Writer {
  readonly #links: Array<LinkOpen> = []
  readonly #escapes: Escapes
  #written: Written
  /** What is meant to be open, and how many of it were written: none before there is something to see in it. */
  readonly #open: Array<Emphasis["sign"]> = []
  #shown = 0
  readonly #depth: Record<Emphasis["sign"], number>

  constructor({ bold, escapes }: Around) {
    this.#escapes = escapes
    this.#written = new Written(escapes)
    this.#depth = { "*": 0, "**": 0, "~~": 0 }
    if (bold) this.#begin("**")
  }

  token(token: Token, meaning: Meaning | undefined): void {
    switch (token._tag) {
      case "Text":
        this.#say(token.text)
        break
      case "Code":
        this.#fixed(codeSpan(token.text), token.text)
        break
      case "Address":
        if (isPlaceAddress(token.url)) this.#say(token.url.replace(scheme, ""))
        else this.#fixed(token.pointed ? `<${token.url}>` : token.url, token.url)
        break
      case "Newline":
        this.#suspend()
        this.#written.newline()
        break
      case "LinkStart":
        this.#links.push({ url: token.url, outer: this.#written, open: this.#open.length, shown: this.#shown })
        this.#written = new Written(this.#escapes, this.#written)
        this.#shown = this.#open.length
        break
      case "LinkEnd":
        this.#linkEnd()
        break
      case "Run":
        for (const { sign } of meaning?.ends ?? []) this.#end(sign)
        this.#say(meaning?.literal ?? "")
        for (const { sign } of meaning?.begins ?? []) this.#begin(sign)
        break
    }
  }

  done(): string {
    this.#suspend()
    return this.#written.done()
  }

  #say(words: string): void {
    const space = words.length - words.trimStart().length
    this.#written.say(words.slice(0, space))
    if (space < words.length) this.#resume()
    this.#written.say(words.slice(space))
  }

  /** Discord ends emphasis at the first mark that it sees, were it in code: around a link only words can stay. */
  #fixed(text: string, readable: string): void {
    const ends = (sign: Emphasis["sign"]) => text.includes(sign === "~~" ? sign : "*")
    if (this.#open.slice(0, this.#kept()).some(ends)) {
      this.#say(readable)
      return
    }
    if (this.#open.some(ends)) this.#suspend()
    else this.#resume()
    this.#written.fixed(text, readable)
  }

  #begin(sign: Emphasis["sign"]): void {
    this.#depth[sign]++
    if (this.#depth[sign] === 1) this.#open.push(sign)
  }

  #end(sign: Emphasis["sign"]): void {
    this.#depth[sign]--
    if (this.#depth[sign] > 0) return
    this.#open.pop()
    if (this.#shown <= this.#open.length) return
    this.#shown--
    this.#written.end(sign)
  }

  #resume(): void {
    for (; this.#shown < this.#open.length; this.#shown++) this.#written.begin(this.#open[this.#shown] ?? "*")
  }

  /** What was opened before a link goes on to its end: a mark in the link would end both. */
  #kept(): number {
    return this.#links.at(-1)?.open ?? 0
  }

  #suspend(): void {
    const kept = this.#kept()
    const space = this.#shown <= kept ? "" : this.#written.takeSpace()
    for (; this.#shown > kept; this.#shown--) this.#written.end(this.#open[this.#shown - 1] ?? "*")
    this.#written.say(space)
  }

  #linkEnd(): void {
    const link = this.#links.pop()
    if (link === undefined) return
    const inner = this.#written
    const { outer, url } = link
    this.#written = outer
    this.#shown = link.shown
    // In a link is no other one: what an image in it is called is a part of its words.
    const look = this.#links.length > 0 ? undefined : linkLook(inner.readable, url, !this.#escapes.links)
    if (look?._tag === "Address") {
      this.#fixed(`<${look.url}>`, look.url)
      return
    }
    if (inner.readable.trim() !== "") this.#resume()
    if (look?._tag === "Masked") outer.markup("[")
    outer.include(inner)
    if (look?._tag === "Masked") outer.fixed(`](${look.url})`, "")
    else if (look?.url !== undefined) {
      this.#say(" (")
      this.#fixed(`<${look.url}>`, look.url)
      this.#say(")")
    } else if (look?.address !== undefined) this.#say(` (${look.address})`)
  }
}

export interface Around {
  /** All of it is bold, whatever else it is. */
  readonly bold: boolean
  readonly escapes: Escapes
}

const write = (tokens: ReadonlyArray<Token>, found: ReadonlyMap<number, Meaning>, from: number, around: Around) => {
  const writer = new Writer(around)
  for (let index = from; index < tokens.length - from; index++) {
    const token = tokens[index]
    if (token !== undefined) writer.token(token, found.get(index))
  }
  return writer.done()
}

export const inlineMarkdown = (text: string, around: Around): string => {
  const tokens = inlineTokens(text)
  return write(tokens, meanings(tokens), 0, around)
}

/** What stands in a line that is one `*…*` from end to end; undefined for every other line. */
export const dimmed = (line: string, around: Around): string | undefined => {
  if (!/^\*(?![*\s])[\s\S]*\*$/.test(line)) return undefined
  const tokens = inlineTokens(line)
  const found = meanings(tokens)
  const first = found.get(0)
  const last = found.get(tokens.length - 1)
  const begins = first?.literal === "" && first.ends.length === 0 && first.begins.length === 1
  const ends = last?.literal === "" && last.ends.length === 1 && last.ends[0]?.partner === 0
  return begins && ends ? write(tokens, found, 1, around) : undefined
}
