/**
 * Which runs of `*`, `_` and `~` begin and end emphasis, as CommonMark pairs them. One pass; what was opened inside a link
 * is closed inside it or not at all.
 */
import type { Token } from "./InlineTokens.ts"

/** What a run turns out to be, left to right: ends, characters without meaning, beginnings. */
export interface Meaning {
  readonly ends: ReadonlyArray<Emphasis>
  readonly literal: string
  readonly begins: ReadonlyArray<Emphasis>
}

export interface Emphasis {
  readonly sign: "*" | "**" | "~~"
  /** The token at the other end. */
  readonly partner: number
}

interface Open {
  readonly token: number
  readonly character: string
  left: number
  /** Innermost first. */
  readonly begins: Array<Emphasis>
}

/** The marks that are open within one link, innermost last, and how many there are of each character. */
class Frame {
  readonly open: Array<Open> = []
  readonly #counts = new Map<string, number>()

  has(character: string): boolean {
    return (this.#counts.get(character) ?? 0) > 0
  }

  push(mark: Open): void {
    this.open.push(mark)
    this.#counts.set(mark.character, (this.#counts.get(mark.character) ?? 0) + 1)
  }

  pop(): void {
    const mark = this.open.pop()
    if (mark !== undefined) this.#counts.set(mark.character, (this.#counts.get(mark.character) ?? 1) - 1)
  }
}

const signOf = (character: string, used: number): Emphasis["sign"] =>
  character === "~" ? "~~" : used === 2 ? "**" : "*"

const none: ReadonlyMap<number, Meaning> = new Map()

export const meanings = (tokens: ReadonlyArray<Token>): ReadonlyMap<number, Meaning> => {
  if (!tokens.some((token) => token._tag === "Run")) return none
  const found = new Map<number, { readonly ends: Array<Emphasis>; readonly mark: Open }>()
  const frames = [new Frame()]
  for (const [index, token] of tokens.entries()) {
    if (token._tag === "LinkStart") frames.push(new Frame())
    if (token._tag === "LinkEnd") frames.pop()
    const frame = frames.at(-1)
    if (token._tag !== "Run" || frame === undefined) continue
    const { character } = token
    const mark: Open = { token: index, character, left: token.length, begins: [] }
    const ends: Array<Emphasis> = []
    while (token.closes && mark.left > 0 && frame.has(character)) {
      const last = frame.open.at(-1)
      if (last === undefined) break
      if (last.character !== character) {
        frame.pop()
        continue
      }
      const used = last.left >= 2 && mark.left >= 2 ? 2 : 1
      const sign = signOf(character, used)
      last.left -= used
      mark.left -= used
      last.begins.push({ sign, partner: index })
      ends.push({ sign, partner: last.token })
      if (last.left === 0) frame.pop()
    }
    if (token.opens && mark.left > 0) frame.push(mark)
    found.set(index, { ends, mark })
  }
  return new Map(
    Array.from(found, ([index, { ends, mark }]) => [
      index,
      { ends, literal: mark.character.repeat(mark.left), begins: mark.begins.toReversed() }
    ])
  )
}
