/**
 * Gathers what arrives between two pictures of the screen, so that a fast stream is drawn once a frame. Owns the waiting;
 * a page that nobody sees has no frames and is told now and then.
 */
const unseenMillis = 250

export interface Frames<A> {
  readonly add: (items: ReadonlyArray<A>) => void
  /** Hands over at once what was gathered. */
  readonly flush: () => void
  /** Nothing is handed over any more. */
  readonly stop: () => void
}

export const frames = <A>(hear: (items: ReadonlyArray<A>) => void): Frames<A> => {
  let gathered: Array<A> = []
  let cancel: (() => void) | undefined
  let stopped = false
  const flush = () => {
    cancel?.()
    cancel = undefined
    if (gathered.length === 0) return
    const items = gathered
    gathered = []
    hear(items)
  }
  const soon = (): (() => void) => {
    if (document.visibilityState === "hidden") {
      const timer = setTimeout(flush, unseenMillis)
      return () => clearTimeout(timer)
    }
    const frame = requestAnimationFrame(flush)
    // hidden meanwhile: the frame would not come before somebody looks again
    const timer = setTimeout(flush, unseenMillis)
    return () => {
      cancelAnimationFrame(frame)
      clearTimeout(timer)
    }
  }
  return {
    add: (items) => {
      if (stopped) return
      gathered.push(...items)
      cancel ??= soon()
    },
    flush,
    stop: () => {
      stopped = true
      cancel?.()
      cancel = undefined
      gathered = []
    }
  }
}
