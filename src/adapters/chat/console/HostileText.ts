/**
 * Makes foreign text safe to print: what an agent, a person or a file wrote may not move the cursor, set a title, ring,
 * or turn the reading direction around. Owns that alone; what is left is printable text, line feeds and tabs.
 */
const esc = "\u001b"
const bell = "\u0007"

const control = /[^\P{Cc}\n\t]/gu
/** Embeddings, overrides and isolates: they make a command read otherwise than it runs. */
const direction = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const separator = /[\u2028\u2029]/g
const csi = /^\[[0-?]*[ -/]*[@-~]/
const short = /^[ -/]*[0-~]/

/** What is left of the text behind an escape character; `next` is the text behind the following one. */
const behindEscape = (text: string, next: string | undefined): string => {
  if (text.startsWith("[")) return text.replace(csi, "")
  if (/^[\]PX^_]/.test(text)) {
    const end = text.indexOf(bell)
    if (end >= 0) return text.slice(end + 1)
    return next?.startsWith("\\") === true ? "" : text.slice(1)
  }
  return text.replace(short, "")
}

const withoutSequences = (text: string): string => {
  const seven = text.replaceAll("\u009b", `${esc}[`).replaceAll("\u009d", `${esc}]`).replaceAll("\u009c", bell)
  const [first = "", ...rest] = seven.split(esc)
  return rest.length === 0 ? first : first + rest.map((part, index) => behindEscape(part, rest[index + 1])).join("")
}

export const tame = (text: string): string => {
  if (text.search(control) < 0 && text.search(direction) < 0 && text.search(separator) < 0) return text
  return withoutSequences(text)
    .replaceAll("\r\n", "\n")
    .replaceAll("\r", "\n")
    .replace(control, "")
    .replace(direction, "")
    .replace(separator, " ")
}

/** The same in one line. */
export const tameLine = (text: string): string => tame(text).replace(/\s+/g, " ").trim()
