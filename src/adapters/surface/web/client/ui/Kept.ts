/**
 * What somebody has filled in and not sent, by a name, until the window is closed: through a reload, another page, and
 * parts of a page that are not drawn for a while. One for each kind of form; whoever shows a name sees the others write.
 */
import { create } from "zustand"

export interface Kept<A> {
  /** The same object for as long as nobody writes. */
  readonly get: (name: string) => A | undefined
  /** Undefined forgets it. */
  readonly put: (name: string, value: A | undefined) => void
  readonly use: (name: string) => A | undefined
  readonly names: () => ReadonlyArray<string>
  /** Whether there is one of this name, without drawing anew while it is written. */
  readonly useHas: (name: string) => boolean
  /** Told after each change; returns how to stop that. */
  readonly subscribe: (heard: () => void) => () => void
}

/** A window that keeps nothing has it for as long as the page is there. */
const unkept = new Map<string, string>()

const read = (key: string): string | undefined => {
  try {
    return unkept.get(key) ?? sessionStorage.getItem(key) ?? undefined
  } catch {
    return undefined
  }
}

const write = (key: string, raw: string | undefined): void => {
  unkept.delete(key)
  try {
    if (raw === undefined) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, raw)
  } catch {
    if (raw !== undefined) unkept.set(key, raw)
  }
}

const keysNow = (): ReadonlyArray<string> => {
  try {
    return [...new Set([...Object.keys(sessionStorage), ...unkept.keys()])]
  } catch {
    return [...unkept.keys()]
  }
}

const told = new Set<() => void>()

/** Of every kind, shown here or not: whoever signs out leaves nothing to the next. */
export const forgetKept = (): void => {
  unkept.clear()
  try {
    sessionStorage.clear()
  } catch {
    // a window that keeps nothing
  }
  for (const tell of told) tell()
}

/** What was stored by another version of this page may be of another shape: `is` tells. */
export const kept = <A>(kind: string, is: (value: unknown) => value is A): Kept<A> => {
  const changes = create<{ readonly round: number }>()(() => ({ round: 0 }))
  const parsed = new Map<string, { readonly raw: string; readonly value: A | undefined }>()
  const keyOf = (name: string) => `${kind} ${name}`

  const parse = (raw: string): A | undefined => {
    try {
      const value: unknown = JSON.parse(raw)
      return is(value) ? value : undefined
    } catch {
      return undefined
    }
  }
  const get = (name: string): A | undefined => {
    const raw = read(keyOf(name))
    if (raw === undefined) return undefined
    const known = parsed.get(name)
    if (known?.raw === raw) return known.value
    const value = parse(raw)
    parsed.set(name, { raw, value })
    return value
  }
  const changed = () => changes.setState(({ round }) => ({ round: round + 1 }))
  told.add(changed)
  const put = (name: string, value: A | undefined): void => {
    write(keyOf(name), value === undefined ? undefined : JSON.stringify(value))
    changed()
  }
  const names = () => keysNow().flatMap((key) => (key.startsWith(keyOf("")) ? [key.slice(keyOf("").length)] : []))
  return {
    get,
    put,
    use: (name) => changes(() => get(name)),
    names,
    useHas: (name) => changes(() => get(name) !== undefined),
    subscribe: (heard) => changes.subscribe(heard)
  }
}
