/**
 * What a link may be shown as. Discord opens http and https; a text that names another address than the one behind it is
 * never a link. Pure.
 */
import { isPlaceAddress } from "./Literal.ts"

/** Longer ones are no links to anybody. */
const longestAddress = 1_500
const deepest = 32

export interface Target {
  readonly url: string
  /** Behind the closing bracket. */
  readonly end: number
}

const title = /(?:[ \t]{1,8}(?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))?[ \t]{0,8}\)/y
const pointed = /[ \t]{0,8}<([^<>\n]*)>/y
const escaped = /\\([!-/:-@[-`{-~])/g

const closed = (text: string, url: string, at: number): Target | undefined => {
  title.lastIndex = at
  return title.test(text) ? { url: url.replace(escaped, "$1"), end: title.lastIndex } : undefined
}

/** The address in `(…)`, of which `from` is the place behind the opening bracket. */
export const targetAt = (text: string, from: number): Target | undefined => {
  pointed.lastIndex = from
  const [whole, url] = pointed.exec(text) ?? []
  if (whole !== undefined && url !== undefined) return closed(text, url, from + whole.length)
  let start = from
  while (text[start] === " " || text[start] === "\t") start++
  let depth = 0
  let at = start
  for (; at < text.length && at - start <= longestAddress; at++) {
    const character = text.charAt(at)
    if (/\s/.test(character)) break
    if (character === "\\") at++
    else if (character === "(" && ++depth > deepest) return undefined
    else if (character === ")" && depth-- === 0) break
  }
  return closed(text, text.slice(start, at), at)
}

const web = /^https?:\/\/(?:[^\s/?#@]*@)?([^\s/?#@:]+)/i
const dots = /[。．｡․]/g
const schemed = /(?:[a-z][a-z0-9+.-]{1,20}:\/\/|\bwww\.)/i
const domain =
  /(?<![\p{L}\p{N}.-])((?:[\p{L}\p{N}-]{1,63}\.){1,8}(?:com|org|net|io|dev|app|gg|co|ai|me|gov|edu|info|xyz|uk|de|eu|us|ru|cn|link|site|online|shop|gift|new))(?![\p{L}\p{N}-])/iu

const hostOf = (url: string): string | undefined =>
  web
    .exec(url)?.[1]
    ?.toLowerCase()
    .replace(/\.$/, "")
    .replace(/^www\./, "")

/** The text names a place on the web, and not the one that the address leads to. */
const namesAnother = (text: string, url: string): boolean => {
  const plain = text.normalize("NFKC").replace(dots, ".").replaceAll("\u200b", "")
  if (schemed.test(plain)) return true
  const named = domain
    .exec(plain)?.[1]
    ?.toLowerCase()
    .replace(/^www\./, "")
  return named !== undefined && named !== hostOf(url)
}

const encoded = (url: string): string =>
  url.replace(
    /[()<>\\\s"`|*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`
  )

const bare = (url: string): string => url.replace(/^https?:\/\/|^mailto:|\/$/gi, "").replace(/\/$/, "")

export type LinkLook =
  /** Discord's masked link. */
  | { readonly _tag: "Masked"; readonly url: string }
  /** The address alone. */
  | { readonly _tag: "Address"; readonly url: string }
  /** The words, and behind them the address, to be opened or to be read. */
  | { readonly _tag: "Words"; readonly url?: string; readonly address?: string }

/** `text` is what can be read of it; `mayMask` when it may hide its address. */
export const linkLook = (text: string, url: string, mayMask: boolean): LinkLook => {
  const words = text.trim()
  if (hostOf(url) !== undefined && url.length <= longestAddress && !isPlaceAddress(url)) {
    if (words === "" || bare(words) === bare(url)) return { _tag: "Address", url: encoded(url) }
    const masked = mayMask && !/[[\]\n]/.test(text) && !namesAnother(text, url)
    return { _tag: masked ? "Masked" : "Words", url: encoded(url) }
  }
  const address = url.replace(isPlaceAddress(url) ? /^https?:\/\// : /^mailto:/i, "")
  const says = address !== words && !address.startsWith("#") && !/^data:/i.test(address)
  return { _tag: "Words", ...(says && address !== "" ? { address } : {}) }
}
