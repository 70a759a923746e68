/** Short words about what just happened. Owns which are on the screen and for how long; what went wrong stays. */
import { create } from "zustand"

export interface ToastWords {
  readonly id: number
  readonly text: string
  readonly tone: "plain" | "good" | "bad"
}

const shownFor = 6_000
const most = 4

let last = 0

export const useToasts = create<{ readonly shown: ReadonlyArray<ToastWords> }>(() => ({ shown: [] }))

export const dismissToast = (id: number): void =>
  useToasts.setState(({ shown }) => ({ shown: shown.filter((each) => each.id !== id) }))

export const toast = (text: string, { tone = "plain" }: { readonly tone?: ToastWords["tone"] } = {}): void => {
  const id = ++last
  useToasts.setState(({ shown }) => ({
    shown: [...shown.filter((each) => each.text !== text), { id, text, tone }].slice(-most)
  }))
  if (tone !== "bad") setTimeout(() => dismissToast(id), shownFor)
}
