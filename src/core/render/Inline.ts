/**
 * Foreign words inside a line of ours: titles, names, messages of errors. What comes in may contain anything; what
 * comes out is one line of bounded length that cannot break the Markdown around it.
 */
const ellipsis = "…"

/** At most `most` UTF-16 units, never ending within a character. */
export const clip = (text: string, most: number): string => {
  if (text.length <= most) return text
  const end = most - ellipsis.length
  const code = text.charCodeAt(end - 1)
  return text.slice(0, code >= 0xd800 && code <= 0xdbff ? end - 1 : end).trimEnd() + ellipsis
}

export const oneLine = (text: string, most: number): string =>
  clip(
    text
      .slice(0, most * 4)
      .replace(/\s+/g, " ")
      .trim(),
    most
  )

/** As written, in one line, with nothing in it read as Markdown. */
export const plain = (text: string, most: number): string => oneLine(text, most).replace(/[\\`*_~[\]<>|#]/g, "\\$&")

/** In one line, as code. */
export const code = (text: string, most: number): string => {
  const line = oneLine(text, most)
  if (line === "") return ""
  const longest = (line.match(/`+/g) ?? []).reduce((length, run) => Math.max(length, run.length), 0)
  const marker = "`".repeat(longest + 1)
  const space = line.startsWith("`") || line.endsWith("`") ? " " : ""
  return marker + space + line + space + marker
}
