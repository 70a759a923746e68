/** Where a keyboard goes on when what had the focus goes away: never at the top of everything. */
import { type RefObject, useLayoutEffect, useRef } from "react"

/** `next` is asked when it goes; without an answer it is the turn around it, or else the page's content. */
export const useFocusAfter = (
  place: RefObject<HTMLElement | null>,
  next: (gone: HTMLElement) => HTMLElement | null | undefined = () => undefined
): void => {
  const latest = useRef(next)
  useLayoutEffect(() => {
    latest.current = next
  })
  useLayoutEffect(() => {
    const element = place.current
    return () => {
      if (element === null || !element.contains(document.activeElement)) return
      const around = element.closest<HTMLElement>("article[tabindex]")
      const other = latest.current(element) ?? around ?? document.getElementById("content")
      other?.focus({ preventScroll: true })
    }
  }, [place])
}
