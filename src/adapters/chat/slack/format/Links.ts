/**
 * What a link looks like on Slack: http, https and mail are opened, and a text that names another address than the one
 * behind it is never a link. Pure.
 */
import { encodedAddress, hostOf, isAddress, longestAddress, namesAnother } from "../../../../core/chat/LinkTargets.ts"
import { escapeCode, withoutCalls, zeroWidth } from "./Escapes.ts"

const mail = /^mailto:[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,8}(?:\?[^\s]*)?$/i
const marks = /[*_~`\\]/g
const longestLabel = 300
const known: ReadonlyArray<readonly [RegExp, string]> = [
  [/&lt;/g, "<"],
  [/&gt;/g, ">"],
  [/&quot;|&#34;/g, '"'],
  [/&apos;|&#39;/g, "'"],
  [/&nbsp;/g, " "],
  [/&amp;/g, "&"]
]
const entity = /&#?\w{1,31};/

/** What a person reads of it; undefined when that is Slack's to say. */
const readable = (label: string): string | undefined => {
  const plain = known.reduce((text, [pattern, sign]) => text.replace(pattern, sign), label)
  return entity.test(plain) ? undefined : plain
}

/** `label` may look like the address of another place, with its marks or without them. */
const pretends = (label: string, url: string): boolean =>
  namesAnother(label.replace(marks, ""), url) || namesAnother(label.replace(marks, " "), url)

/** What cannot be opened, as text. */
const shown = (url: string): string => withoutCalls(escapeCode(url)).replace(/[\\`*_[\]]/g, "\\$&")

const encoded = (url: string): string => encodedAddress(url).replaceAll("[", "%5B").replaceAll("]", "%5D")

/** An address that stands for itself. */
export const addressText = (url: string): string => encoded(url.replace(/^mailto:/i, ""))

/** `label` is Markdown without links; `out` is what stands for the link, `label` what stands for it in another one. */
export const linkMarkdown = (label: string, url: string): { readonly out: string; readonly label: string } => {
  const words = label.trim()
  const says = readable(label)
  const opens = url.length <= longestAddress && (hostOf(url) !== undefined || mail.test(url))
  if (opens && (words === "" || (says !== undefined && isAddress(says.replace(marks, "").trim(), url)))) {
    const bare = addressText(url)
    return { out: bare, label: bare }
  }
  if (opens) {
    const masks = says !== undefined && !/[[\]]/.test(label) && !pretends(says, url)
    return { out: masks ? `[${label}](${encoded(url)})` : `${label} (${addressText(url)})`, label }
  }
  const address = url.replace(/^mailto:/i, "")
  const silent = address === "" || address === words || address.startsWith("#") || /^data:/i.test(address)
  return { out: silent ? label : `${label} (${shown(address)})`, label }
}

/** The end of a link's text, with its address, or of the name of an address that stands here or in the next line. */
const target =
  /\](?=\([ \t]{0,8}<?([a-z][a-z0-9+.-]{0,20}:[^\s<>()]{0,1500})|:[ \t]{0,8}(?:$|<?[a-z][a-z0-9+.-]{0,20}:))/gi
const beginsName = /^[ \t>]{0,40}\[[^[\]]*$/

/** What stands in the bracket that ends here; undefined when it begins in another line, or far away. */
const labelBefore = (text: string, end: number): string | undefined => {
  let depth = 0
  for (let at = end - 1; at >= 0 && end - at <= longestLabel; at--) {
    if (text[at] === "]") depth++
    else if (text[at] === "[" && depth-- === 0) return text.slice(at + 1, end)
  }
  return undefined
}

/** Where a link would begin to lead elsewhere than it says, if this were no code. */
const trapsIn = (code: string): ReadonlyArray<number> =>
  Array.from(code.matchAll(target)).flatMap(({ 1: url, index }) => {
    if (url === undefined) return beginsName.test(code.slice(0, index)) ? [index + 1] : []
    const label = labelBefore(code, index)
    const opens = hostOf(url) !== undefined || mail.test(url)
    const honest = opens && label !== undefined && (isAddress(label, url) || !pretends(label, url))
    return honest ? [] : [index + 1]
  })

/**
 * Code as it was written, or a stretch of it. Where code begins and ends is Slack's to say, and hostile text can be read
 * in two ways: a link that would pretend to be another is none even then.
 */
export const codeMarkdown = (code: string, from = 0, until = code.length): string => {
  let shown = ""
  let at = from
  for (const trap of code.includes("](") || code.includes("]:") ? trapsIn(code) : []) {
    if (trap < from || trap >= until) continue
    shown += escapeCode(code.slice(at, trap)) + zeroWidth
    at = trap
  }
  return shown + escapeCode(code.slice(at, until))
}
