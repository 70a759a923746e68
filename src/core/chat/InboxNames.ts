/**
 * Names under which foreign files can be stored: none leaves its folder, hides, or is too long for a file system. Pure.
 */
import { oneLine } from "./Cut.ts"

const mostBytes = 120

/** In UTF-8. */
const bytesOf = (character: string): number => {
  const point = character.codePointAt(0) ?? 0
  return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x1_0000 ? 3 : 4
}

const lengthOf = (text: string): number => [...text].reduce((bytes, character) => bytes + bytesOf(character), 0)

const shortened = (text: string, most: number): string => {
  let kept = ""
  let bytes = 0
  for (const character of text) {
    bytes += bytesOf(character)
    if (bytes > most) break
    kept += character
  }
  return kept
}

const split = (name: string): readonly [stem: string, ending: string] => {
  const dot = name.lastIndexOf(".")
  const ending = dot <= 0 ? "" : name.slice(dot)
  return lengthOf(ending) > 16 ? [name, ""] : [name.slice(0, name.length - ending.length), ending]
}

/** `../../.bashrc` becomes `bashrc`. `mark` goes before the ending. */
const safeName = (name: string, mark = ""): string => {
  const last = oneLine(name.normalize("NFC").split(/[/\\]/).at(-1) ?? "")
  const tidy = last.replace(/[^\p{L}\p{M}\p{N}._ ()+,=@-]/gu, "_").replace(/^[. -]+|[. ]+$/g, "")
  const [stem, ending] = split(tidy === "" ? "file" : tidy)
  return `${shortened(stem, mostBytes - lengthOf(ending) - lengthOf(mark))}${mark}${ending}`
}

/** In the same order, each only once; two names that differ in case alone are one on some file systems. */
export const safeFileNames = (names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const taken = new Set<string>()
  return names.map((name) => {
    let safe = safeName(name)
    for (let number = 2; taken.has(safe.toLowerCase()); number++) safe = safeName(name, `-${number}`)
    taken.add(safe.toLowerCase())
    return safe
  })
}
