/**
 * What somebody else said, as a quotation in Markdown. Pure.
 */
const mostLines = 4
const mostCharacters = 300

/** A whole text. */
export const quotedWhole = (text: string): string =>
  text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n")

/** The beginning of a text: a reminder, not the whole. */
export const quoted = (text: string): string => {
  const lines = text.trim().split("\n")
  const head = [...lines.slice(0, mostLines).join("\n")]
  const cut = head.length > mostCharacters || lines.length > mostLines
  const kept = head.slice(0, mostCharacters).join("").trimEnd()
  return quotedWhole(cut ? `${kept} …` : kept)
}
