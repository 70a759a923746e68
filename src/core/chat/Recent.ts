/**
 * A map that forgets what was used longest ago, so that nothing that is only worth remembering grows for ever.
 */

export interface Recent<Key, Value> {
  readonly get: (key: Key) => Value | undefined
  readonly has: (key: Key) => boolean
  readonly set: (key: Key, value: Value) => void
  readonly delete: (key: Key) => void
}

export const makeRecent = <Key, Value>(most: number): Recent<Key, Value> => {
  const kept = new Map<Key, Value>()
  const set = (key: Key, value: Value) => {
    kept.delete(key)
    kept.set(key, value)
    if (kept.size <= most) return
    const oldest = kept.keys().next()
    if (oldest.done !== true) kept.delete(oldest.value)
  }
  return {
    has: (key) => kept.has(key),
    get: (key) => {
      const value = kept.get(key)
      if (value !== undefined) set(key, value)
      return value
    },
    set,
    delete: (key) => {
      kept.delete(key)
    }
  }
}
