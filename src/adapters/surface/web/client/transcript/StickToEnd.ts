/**
 * Whether one is at the end of something that grows, and staying there while it does. Owns the difference between growing,
 * which takes one along, and scrolling up, which does not; coming near the end again is being at it.
 */

export interface StickToEnd {
  /** The element that scrolls; returns how to let go of it. */
  readonly watch: (scroller: HTMLElement) => () => void
  /** It has another height. */
  readonly grown: () => void
  readonly stick: () => void
  readonly isStuck: () => boolean
}

const near = 48

export const stickToEnd = (changed: (stuck: boolean) => void): StickToEnd => {
  let scroller: HTMLElement | undefined
  let stuck = true
  let top = 0
  const set = (now: boolean) => {
    if (now === stuck) return
    stuck = now
    changed(now)
  }
  const toEnd = () => {
    if (scroller === undefined) return
    scroller.scrollTop = scroller.scrollHeight
    top = scroller.scrollTop
  }
  const scrolled = () => {
    if (scroller === undefined) return
    const before = top
    top = scroller.scrollTop
    const left = scroller.scrollHeight - top - scroller.clientHeight
    // upwards is away however near it is: what grows fast would bring everybody back with every line
    if (top < before - 1 && left > 1) set(false)
    else if (top >= before && left <= near) set(true)
  }
  return {
    watch: (element) => {
      scroller = element
      top = element.scrollTop
      element.addEventListener("scroll", scrolled, { passive: true })
      return () => {
        element.removeEventListener("scroll", scrolled)
        scroller = undefined
      }
    },
    grown: () => {
      if (stuck) toEnd()
    },
    stick: () => {
      set(true)
      toEnd()
    },
    isStuck: () => stuck
  }
}
