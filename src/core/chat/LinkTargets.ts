/**
 * What a Markdown link says and where it leads. Owns reading its address, and the judgement whether its text names
 * another place than the one behind it. How a platform then shows it is the platform's.
 */

/** Longer ones are no links to anybody. */
export const longestAddress = 1_500
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
  /(?<![\p{L}\p{N}-])((?:[\p{L}\p{N}-]{1,63}\.){1,8}(?:com|org|net|io|dev|app|gg|co|ai|me|gov|edu|info|xyz|uk|de|eu|us|ru|cn|link|site|online|shop|gift|new))(?![\p{L}\p{N}-])/iu

/** Of an address on the web; undefined for every other. */
export const hostOf = (url: string): string | undefined =>
  web
    .exec(url)?.[1]
    ?.toLowerCase()
    .replace(/\.$/, "")
    .replace(/^www\./, "")

/** The text names a place on the web, and not the one that the address leads to. */
export const namesAnother = (text: string, url: string): boolean => {
  const plain = text.normalize("NFKC").replace(dots, ".").replaceAll("\u200b", "")
  if (schemed.test(plain)) return true
  const named = domain
    .exec(plain)?.[1]
    ?.toLowerCase()
    .replace(/^www\./, "")
  return named !== undefined && named !== hostOf(url)
}

const bare = (url: string): string => url.replace(/^https?:\/\/|^mailto:|\/$/gi, "").replace(/\/$/, "")

/** The text is the address, perhaps without what goes without saying. */
export const isAddress = (text: string, url: string): boolean => bare(text) === bare(url)

/** The address as it can stand in Markdown. */
export const encodedAddress = (url: string): string =>
  url.replace(
    /[()<>\\\s"`|*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`
  )
