/**
 * Makes foreign text safe to show: what an agent, a person or a file wrote may not hide in characters that cannot be
 * seen, turn the reading direction around, or grow over the lines above it. Owns that alone; what is left is well-formed
 * text with line feeds and tabs. Linear.
 */
const esc = "\\u001b"
/** What a terminal would have taken as a command: all of it goes, not its first character alone. */
const sequence = new RegExp(
  `(?:${esc}\\[|\\u009b)[0-?]*[ -/]*[@-~]|(?:${esc}\\]|\\u009d)[^\\u0007\\u001b\\u009c]*(?:\\u0007|\\u009c|${esc}\\\\)?|${esc}[ -/]*[0-~]`,
  "g"
)
const control = /[^\P{Cc}\n\t]/gu
/** Embeddings, overrides and isolates: they make a command read otherwise than it runs. */
const direction = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g
const separator = /[\u2028\u2029]/g
/** Characters without looks, and tags, in which a whole text can be hidden. Joiners stay: scripts and emoji need them. */
const invisible =
  /\u034f|\u17b4|\u17b5|[\u00ad\u115f\u1160\u180e\u200b\u2060-\u2065\u206a-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]/gu
const joiners = /([\u200c\u200d])[\u200c\u200d]+/g
/** More than any script puts on one letter. */
const piledMarks = /(\p{M}{4})\p{M}+/gu

const plainText = /^[\n\t -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2bff]*$/

export const tameText = (text: string): string => {
  if (plainText.test(text)) return text
  return text
    .toWellFormed()
    .replaceAll("\r\n", "\n")
    .replaceAll("\r", "\n")
    .replace(sequence, "")
    .replace(control, "")
    .replace(direction, "")
    .replace(separator, " ")
    .replace(invisible, "")
    .replace(joiners, "$1")
    .replace(piledMarks, "$1")
}
