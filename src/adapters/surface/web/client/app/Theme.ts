/**
 * Light, dark, or as the system says. Owns the choice, which this browser remembers. Before the page is painted the same
 * is done by `theme.js`.
 */
import { create } from "zustand"

export type Theme = "light" | "dark" | "system"

const key = "theme"

const remembered = (): Theme => {
  try {
    const kept = localStorage.getItem(key)
    return kept === "light" || kept === "dark" ? kept : "system"
  } catch {
    return "system"
  }
}

export const useTheme = create<{ readonly theme: Theme }>(() => ({ theme: remembered() }))

export const setTheme = (theme: Theme): void => {
  const { dataset } = document.documentElement
  if (theme === "system") delete dataset.theme
  else dataset.theme = theme
  useTheme.setState({ theme })
  try {
    if (theme === "system") localStorage.removeItem(key)
    else localStorage.setItem(key, theme)
  } catch {
    // a browser that keeps nothing is asked again next time
  }
}
