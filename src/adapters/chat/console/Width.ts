/**
 * How many columns a text takes in a terminal. Counts what a person sees as one character at once, so that an emoji made
 * of five code points is two columns. Expects text without control characters.
 */
const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" })
const ascii = /^[ -~]*$/
const emoji = /\p{Emoji_Presentation}|\ufe0f/u
const invisible = /^[\p{Mn}\p{Me}\p{Cf}]+$/u
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}]/u

/** What a person would call the characters of the text. */
export const characters = (text: string): ReadonlyArray<string> =>
  ascii.test(text) ? text.split("") : Array.from(segmenter.segment(text), ({ segment }) => segment)

const characterWidth = (character: string): number =>
  ascii.test(character)
    ? character.length
    : invisible.test(character)
      ? 0
      : emoji.test(character) || wide.test(character)
        ? 2
        : 1

export const widthOf = (text: string): number =>
  ascii.test(text) ? text.length : characters(text).reduce((width, character) => width + characterWidth(character), 0)

/** The longest head of at most `width` columns; one character even when it is too wide. */
const headOf = (text: string, width: number): string => {
  if (ascii.test(text)) return text.slice(0, Math.max(1, width))
  let used = 0
  let length = 0
  for (const { segment } of segmenter.segment(text)) {
    used += characterWidth(segment)
    if (used > width && length > 0) break
    length += segment.length
  }
  return text.slice(0, length)
}

/** The longest head of at most `width` columns, and the rest. Looks no further into a long text than it must. */
export const cutAtWidth = (text: string, width: number): readonly [head: string, rest: string] => {
  const near = text.slice(0, width * 4 + 64)
  const head = headOf(near, width)
  const length = head.length < near.length ? head.length : headOf(text, width).length
  return [text.slice(0, length), text.slice(length)]
}
