/** Whether letters alone lead somewhere. Owns the choice, which this browser remembers: who dictates or slips can do without. */
import { create } from "zustand"

const key = "letter-keys"

const remembered = (): boolean => {
  try {
    return localStorage.getItem(key) !== "off"
  } catch {
    return true
  }
}

export const useLetterKeys = create<{ readonly on: boolean }>(() => ({ on: remembered() }))

export const setLetterKeys = (on: boolean): void => {
  useLetterKeys.setState({ on })
  try {
    if (on) localStorage.removeItem(key)
    else localStorage.setItem(key, "off")
  } catch {
    // a browser that keeps nothing is asked again next time
  }
}
