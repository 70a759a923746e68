/**
 * Words for places of bounded length: labels, placeholders, titles. Lengths are in code points. One line,
 * without what cannot be seen; nothing is ever cut within a character.
 */
import { tameText } from "./HostileText.ts"

const ellipsis = "…"
/** What stays with the character before it. */
const joins = /^(?:\p{M}|\u200d|[\u{1f3fb}-\u{1f3ff}])$/u

export const lengthOf = (text: string): number => {
  let length = text.length
  for (let at = 1; at < text.length; at++) {
    const low = text.charCodeAt(at) & 0xfc00
    if (low === 0xdc00 && (text.charCodeAt(at - 1) & 0xfc00) === 0xd800) length--
  }
  return length
}

export const oneLine = (text: string): string => tameText(text).replace(/\s+/g, " ").trim()

/** At most `most` code points, the last of them an ellipsis when something is left out; at a word's end where one is near. */
export const cutTo = (text: string, most: number): string => {
  const characters = [...text]
  if (characters.length <= most) return text
  let end = most - 1
  while (end > 1 && (joins.test(characters[end] ?? "") || characters[end - 1] === "\u200d")) end--
  const kept = characters.slice(0, end).join("")
  const word = /\s/.test(characters[end] ?? "") ? kept.length : kept.search(/\s\S*$/)
  return (word > kept.length / 2 ? kept.slice(0, word) : kept).trimEnd() + ellipsis
}

/** For a place that must say something. */
export const labelOf = (text: string, most: number, otherwise: string): string => {
  const label = cutTo(oneLine(text), most)
  return label === "" ? otherwise : label
}

/** Names are hostile text: one line, nothing that is not seen, nothing that turns the reading direction. */
export const tameName = (name: string): string => cutTo(oneLine(name), 80)
