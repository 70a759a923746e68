/**
 * The one clock of the page: ticks once a second while somebody looks at it, for all of them together. Whoever looks is
 * drawn again only when what it shows of the time has changed.
 */
import { useSyncExternalStore } from "react"

const second = 1_000
const watchers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
let now = Date.now()

const tick = () => {
  now = Date.now()
  for (const watcher of watchers) watcher()
}

const watch = (watcher: () => void) => {
  watchers.add(watcher)
  if (timer === undefined) {
    now = Date.now()
    timer = setInterval(tick, second)
  }
  return () => {
    watchers.delete(watcher)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** What `show` makes of the time; the same text twice draws nothing. */
export const useTicking = (show: (now: number) => string): string =>
  useSyncExternalStore(watch, () => {
    if (timer === undefined) now = Math.floor(Date.now() / second) * second
    return show(now)
  })
