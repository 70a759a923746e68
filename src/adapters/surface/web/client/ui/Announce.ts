/**
 * What is said to those who do not see the page change: one line after the other, each once. Owns which lines are there to
 * be said; never for what grows word by word.
 */
import { create } from "zustand"

export interface Announcement {
  readonly id: number
  readonly text: string
}

/** Long enough for a reader to have taken it. */
const keptFor = 5_000

let last = 0

export const useAnnouncements = create<{ readonly lines: ReadonlyArray<Announcement> }>(() => ({ lines: [] }))

export const announce = (text: string): void => {
  const id = ++last
  useAnnouncements.setState(({ lines }) => ({ lines: [...lines, { id, text }] }))
  setTimeout(
    () => useAnnouncements.setState(({ lines }) => ({ lines: lines.filter((line) => line.id !== id) })),
    keptFor
  )
}
