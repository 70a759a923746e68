/** Whether the window is as narrow as a phone, or leaves beside the navigation no more than a phone has. */
import { useSyncExternalStore } from "react"

const widths = { phone: "(width < 40rem)", tablet: "(width < 64rem)" }

const subscriptions = {
  phone: (changed: () => void) => watched(widths.phone, changed),
  tablet: (changed: () => void) => watched(widths.tablet, changed)
}

const watched = (width: string, changed: () => void) => {
  const query = window.matchMedia(width)
  query.addEventListener("change", changed)
  return () => query.removeEventListener("change", changed)
}

export const useNarrow = (than: keyof typeof widths = "phone"): boolean =>
  useSyncExternalStore(subscriptions[than], () => window.matchMedia(widths[than]).matches)
