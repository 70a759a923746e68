/**
 * The known word nearest to a misspelt one, by edit distance with swapped neighbours. Owns when a guess is too far to
 * be worth a word.
 */
const distance = (from: string, to: string): number => {
  let beforeLast: Array<number> = []
  let last = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (let row = 1; row <= from.length; row++) {
    const current = [row]
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1]
      let least = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1)
      )
      if (row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1]) {
        least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1)
      }
      current.push(least)
    }
    beforeLast = last
    last = current
  }
  return last[to.length] ?? 0
}

const longest = 64

/** Undefined when nothing is near: more than a third of the letters would have to change. */
export const nearest = (word: string, known: ReadonlyArray<string>): string | undefined => {
  if (word.length > longest) return undefined
  let best: { readonly word: string; readonly distance: number } | undefined
  for (const candidate of known) {
    const away = distance(word.toLowerCase(), candidate.toLowerCase())
    const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3))
    if (away <= allowed && (best === undefined || away < best.distance)) best = { word: candidate, distance: away }
  }
  return best?.word
}
