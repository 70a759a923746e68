/**
 * The keys that work everywhere: `g` and a letter lead somewhere, `?` lists them, Ctrl-K or ⌘-K opens the palette. Never
 * while somebody writes, and never where a dialog is open; letters alone only for whoever wants them.
 */
import { useEffect } from "react"
import { create } from "zustand"
import { useLetterKeys } from "./LetterKeys.ts"
import { openPalette } from "./PaletteActions.ts"
import { goTo } from "./RouteNow.ts"
import { sections } from "./Sections.ts"

export const useShortcutList = create<{ readonly open: boolean }>(() => ({ open: false }))

const writes = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName))

const patience = 1_500

/** Listens on the window; what is returned ends it. */
const listenForShortcuts = (): (() => void) => {
  let began = Number.NEGATIVE_INFINITY
  const pressed = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      event.preventDefault()
      openPalette()
      return
    }
    const taken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || writes(event.target)
    if (taken || !useLetterKeys.getState().on || document.querySelector("dialog[open]") !== null) return
    const section = event.timeStamp - began < patience ? sections.find(({ key }) => key === event.key) : undefined
    began = event.key === "g" && section === undefined ? event.timeStamp : Number.NEGATIVE_INFINITY
    if (section !== undefined) goTo({ page: section.page })
    if (event.key === "?") useShortcutList.setState({ open: true })
    if (section !== undefined || event.key === "?") event.preventDefault()
  }
  window.addEventListener("keydown", pressed)
  return () => window.removeEventListener("keydown", pressed)
}

export const useShortcuts = (): void => useEffect(listenForShortcuts, [])
