/** Whether the window is as narrow as a phone. */
import { useSyncExternalStore } from "react"

const narrow = "(width < 40rem)"

const subscribe = (changed: () => void) => {
  const query = window.matchMedia(narrow)
  query.addEventListener("change", changed)
  return () => query.removeEventListener("change", changed)
}

export const useNarrow = (): boolean => useSyncExternalStore(subscribe, () => window.matchMedia(narrow).matches)
