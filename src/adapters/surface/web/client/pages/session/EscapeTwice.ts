/** Escape pressed twice in a row, wherever the focus is, except where a dialog or a menu takes it. */
import { useEffect, useRef } from "react"

const patience = 800

export const useEscapeTwice = (active: boolean, run: () => void): void => {
  const latest = useRef(run)
  latest.current = run
  useEffect(() => {
    if (!active) return
    let before = Number.NEGATIVE_INFINITY
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== "Escape") {
        before = Number.NEGATIVE_INFINITY
        return
      }
      const taken = event.defaultPrevented || event.repeat || event.isComposing
      if (taken || document.querySelector("dialog[open], [popover]:popover-open") !== null) return
      if (event.timeStamp - before < patience) {
        before = Number.NEGATIVE_INFINITY
        latest.current()
      } else before = event.timeStamp
    }
    window.addEventListener("keydown", pressed)
    return () => window.removeEventListener("keydown", pressed)
  }, [active])
}
