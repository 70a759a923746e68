/**
 * The inside of a paragraph, heading or item, read as CommonMark: words, code, links, emphasis. Two passes over the text
 * and no search that is repeated, however hostile it is. Says what is meant; how Discord writes it is `InlineMarkdown`.
 */
import { targetAt } from "../../../../core/chat/LinkTargets.ts"

export interface Run {
  readonly _tag: "Run"
  readonly character: string
  readonly length: number
  readonly opens: boolean
  readonly closes: boolean
}

export type Token =
  | { readonly _tag: "Text"; readonly text: string }
  /** An address that stands in the text by itself, with or without `<…>`. */
  | { readonly _tag: "Address"; readonly url: string; readonly pointed: boolean }
  | { readonly _tag: "Code"; readonly text: string }
  | { readonly _tag: "Newline" }
  | { readonly _tag: "LinkStart"; readonly url: string }
  | { readonly _tag: "LinkEnd" }
  | Run

const special = /[\\`*_~[\]!<&hH\n]/g
const escaped = /\\([!-/:-@[-`{-~])/y
const pointed = /<((?:https?:\/\/|mailto:)[^<>\s]{1,1500}|[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8})>/iy
const address = /https?:\/\/[^\s<>`|*\\[\]"^]+/iy
/** What Discord does not take for a part of the address before it. */
const apart = /[.,:;"')]{0,3}(?:\s|$)/y
const entity = /&(lt|gt|amp|quot|apos|nbsp|#39|#x27|#34);/y
const entities: Readonly<Record<string, string>> = {
  lt: "<",
  gt: ">",
  amp: "&",
  quot: '"',
  apos: "'",
  nbsp: " ",
  "#39": "'",
  "#x27": "'",
  "#34": '"'
}
/** `__init__`: nobody means emphasis by it. */
const dunder = /__[a-z][a-z0-9]*(?:_[a-z0-9]+)*__(?![A-Za-z0-9_])/y

const isSpace = (character: string): boolean => character === "" || /\s/.test(character)
const isPunctuation = (character: string): boolean => /[\p{P}\p{S}]/u.test(character)
const isWord = (character: string): boolean => /[\p{L}\p{N}]/u.test(character)

const matchAt = (pattern: RegExp, text: string, at: number): RegExpExecArray | null => {
  pattern.lastIndex = at
  return pattern.exec(text)
}

/** Where each run of backticks that may close another begins, by length. */
const tickRuns = (text: string): ReadonlyMap<number, ReadonlyArray<number>> => {
  const byLength = new Map<number, Array<number>>()
  if (!text.includes("`")) return byLength
  for (const found of text.matchAll(/`+/g)) {
    const known = byLength.get(found[0].length)
    if (known === undefined) byLength.set(found[0].length, [found.index])
    else known.push(found.index)
  }
  return byLength
}

/** What belongs to the sentence around an address and not to it. */
const addressEnd = (url: string): number => {
  let end = url.length
  const openings = url.split("(").length
  let closings = url.split(")").length
  for (;;) {
    const last = url.charAt(end - 1)
    if (last === ")" && closings > openings) closings--
    else if (!/[?!.,:;'_~]/.test(last)) return end
    end--
  }
}

const runOf = (text: string, at: number, length: number): Run | undefined => {
  const character = text.charAt(at)
  if (character === "~" && length !== 2) return undefined
  const before = text.charAt(at - 1)
  const after = text.charAt(at + length)
  const within = character === "_" && isWord(before) && isWord(after)
  const opens = !within && !isSpace(after) && (!isPunctuation(after) || isSpace(before) || isPunctuation(before))
  const closes = !within && !isSpace(before) && (!isPunctuation(before) || isSpace(after) || isPunctuation(after))
  return opens || closes ? { _tag: "Run", character, length, opens, closes } : undefined
}

export const inlineTokens = (text: string): ReadonlyArray<Token> => {
  const tokens: Array<Token> = []
  const ticks = tickRuns(text)
  const passed = new Map<number, number>()
  const brackets: Array<{ readonly token: number; readonly image: boolean }> = []
  /** Links do not stand in links: what was opened before the last one stays a bracket. */
  let lastLink = -1
  const say = (words: string) => tokens.push({ _tag: "Text", text: words })

  const codeAt = (at: number): number => {
    let length = 1
    while (text[at + length] === "`") length++
    const places = ticks.get(length) ?? []
    let next = passed.get(length) ?? 0
    while ((places[next] ?? Number.POSITIVE_INFINITY) <= at) next++
    passed.set(length, next)
    const end = places[next]
    if (end === undefined) {
      say(text.slice(at, at + length))
      return at + length
    }
    const inner = text.slice(at + length, end)
    const code = /^[ \n][\s\S]*[ \n]$/.test(inner) && inner.trim() !== "" ? inner.slice(1, -1) : inner
    const lead = inner.startsWith("\n") && code !== inner ? "\n" : ""
    const tail = inner.endsWith("\n") && code !== inner ? "\n" : ""
    for (const [index, line] of (lead + code + tail).split("\n").entries()) {
      if (index > 0) tokens.push({ _tag: "Newline" })
      if (line !== "") tokens.push({ _tag: "Code", text: line })
    }
    return end + length
  }

  const bracketEnd = (at: number): number => {
    const open = brackets.pop()
    const target = open === undefined || text[at + 1] !== "(" ? undefined : targetAt(text, at + 2)
    if (open === undefined || target === undefined || (!open.image && open.token < lastLink)) {
      say("]")
      return at + 1
    }
    tokens[open.token] = { _tag: "LinkStart", url: target.url }
    tokens.push({ _tag: "LinkEnd" })
    if (!open.image) lastLink = open.token
    return target.end
  }

  const specialAt = (at: number): number => {
    const character = text.charAt(at)
    switch (character) {
      case "\n":
        tokens.push({ _tag: "Newline" })
        return at + 1
      case "`":
        return codeAt(at)
      case "\\": {
        const sign = matchAt(escaped, text, at)?.[1]
        if (sign !== undefined) say(sign)
        // At the end of a line it asks for the break that Discord makes anyway.
        else if (text[at + 1] !== "\n") say("\\")
        return at + (sign === undefined ? 1 : 2)
      }
      case "!":
        if (text[at + 1] !== "[") break
        brackets.push({ token: tokens.length, image: true })
        say("![")
        return at + 2
      case "[":
        brackets.push({ token: tokens.length, image: false })
        say("[")
        return at + 1
      case "]":
        return bracketEnd(at)
      case "&": {
        const [whole, name] = matchAt(entity, text, at) ?? []
        if (whole === undefined || name === undefined) break
        say(entities[name] ?? whole)
        return at + whole.length
      }
      case "<": {
        const [whole, url] = matchAt(pointed, text, at) ?? []
        if (whole === undefined || url === undefined) break
        if (/^http/i.test(url)) tokens.push({ _tag: "Address", url, pointed: true })
        else say(url.replace(/^mailto:/i, ""))
        return at + whole.length
      }
      case "h":
      case "H": {
        const found = matchAt(address, text, at)?.[0]
        if (found === undefined) break
        const url = found.slice(0, addressEnd(found))
        if (!/:\/\/[^/]/.test(url)) break
        const end = at + url.length
        tokens.push({ _tag: "Address", url, pointed: matchAt(apart, text, end) === null })
        return end
      }
      case "*":
      case "_":
      case "~": {
        const name = character === "_" && !isWord(text.charAt(at - 1)) ? matchAt(dunder, text, at)?.[0] : undefined
        let length = name?.length ?? 1
        while (name === undefined && text[at + length] === character) length++
        const run = name === undefined ? runOf(text, at, length) : undefined
        if (run === undefined) say(text.slice(at, at + length))
        else tokens.push(run)
        return at + length
      }
    }
    say(character)
    return at + 1
  }

  for (let at = 0; at < text.length; ) {
    special.lastIndex = at
    const next = special.exec(text)?.index ?? text.length
    if (next > at) say(text.slice(at, next))
    at = next < text.length ? specialAt(next) : next
  }
  return tokens
}
