/** Colours for code, loaded when the first code is there to be coloured. Without them code is plain, and nothing waits. */
import { useEffect, useSyncExternalStore } from "react"

type Highlight = typeof import("rehype-highlight").default

let loaded: Highlight | undefined
let loading = false
const watchers = new Set<() => void>()

const load = async () => {
  if (loading) return
  loading = true
  try {
    loaded = (await import("rehype-highlight")).default
    for (const watcher of watchers) watcher()
  } catch {
    loading = false
  }
}

const watch = (watcher: () => void) => {
  watchers.add(watcher)
  return () => {
    watchers.delete(watcher)
  }
}

/** Undefined until it is loaded, and where it is not wanted. */
export const useHighlighter = (wanted: boolean): Highlight | undefined => {
  const highlight = useSyncExternalStore(watch, () => loaded)
  useEffect(() => {
    if (wanted) load()
  }, [wanted])
  return wanted ? highlight : undefined
}
