/**
 * The one clock of the page: ticks once a second while somebody looks at it, for all of them together. Whoever looks is
 * drawn again only when what it shows of the time has changed. Shows the service's time, as far as it was told: what it
 * tells of is timed by it, and this machine's clock may be minutes off.
 */
import { useSyncExternalStore } from "react"

const second = 1_000
const watchers = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined
/** Milliseconds by which the service's clock is ahead of this one. */
let ahead = 0

const thereNow = (): number => Date.now() + ahead

let now = thereNow()

const tick = () => {
  now = thereNow()
  for (const watcher of watchers) watcher()
}

const watch = (watcher: () => void) => {
  watchers.add(watcher)
  if (timer === undefined) {
    now = thereNow()
    timer = setInterval(tick, second)
  }
  return () => {
    watchers.delete(watcher)
    if (watchers.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** What the service's clock said just now. */
export const setServiceClock = (there: number): void => {
  ahead = there - Date.now()
  if (timer !== undefined) tick()
}

/** What `show` makes of the time; the same text twice draws nothing. */
export const useTicking = (show: (now: number) => string): string =>
  useSyncExternalStore(watch, () => {
    if (timer === undefined) now = Math.floor(thereNow() / second) * second
    return show(now)
  })
