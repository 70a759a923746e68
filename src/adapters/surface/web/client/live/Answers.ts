/**
 * What the service answered to calls that only look, by a name that pages choose. Owns showing what was known while it is
 * asked again, and asking again when the connection is back.
 */
import type * as Effect from "effect/Effect"
import { useCallback, useEffect, useRef } from "react"
import { create } from "zustand"
import { ask } from "./Ask.ts"
import { useConnection } from "./Connection.ts"
import type { CallError, Refusal } from "./Refusal.ts"
import type { Service } from "./Wire.ts"

export interface Looked<A> {
  readonly value?: A
  readonly refusal?: Refusal
  readonly pending: boolean
}

interface Kept {
  /** How often the name was asked for; an answer to an earlier question is dropped. */
  readonly round: number
  readonly looked: Looked<unknown>
}

const nothing: Looked<never> = { pending: true }

/** Every answer that begins with `prefix` is asked for again, where somebody looks at it. */
const rounds = create<{ readonly stale: number; readonly prefix: string }>()(() => ({ stale: 0, prefix: "" }))

export const refresh = (prefix: string) => rounds.setState(({ stale }) => ({ stale: stale + 1, prefix }))

/** A store for each kind of answer, so that its type is known: `const useHealth = answers("health", (s) => s.ReadHealth())`. */
export const answers = <A, Args extends ReadonlyArray<string | number | undefined>>(
  name: string,
  call: (service: Service, ...args: Args) => Effect.Effect<A, CallError>
) => {
  const store = create<{ readonly known: ReadonlyMap<string, Kept & { readonly looked: Looked<A> }> }>()(() => ({
    known: new Map()
  }))
  const put = (key: string, round: number, looked: Looked<A>) =>
    store.setState(({ known }) => ({ known: new Map(known).set(key, { round, looked }) }))

  const load = async (key: string, args: Args) => {
    const before = store.getState().known.get(key)
    const round = (before?.round ?? 0) + 1
    put(key, round, { ...before?.looked, pending: true })
    const answer = await ask((service) => call(service, ...args))
    const now = store.getState().known.get(key)
    if (now?.round !== round) return
    if (answer.ok) return put(key, round, { value: answer.value, pending: false })
    // what was known stays on the screen while the connection is away
    const kept = answer.refusal.reason === "disconnected" ? now.looked : {}
    put(key, round, { ...kept, refusal: answer.refusal, pending: false })
  }

  return (...args: Args): Looked<A> & { readonly again: () => void } => {
    const key = [name, ...args].join("/")
    const latest = useRef(args)
    latest.current = args
    const again = useCallback(() => void load(key, latest.current), [key])
    const open = useConnection(({ state }) => state === "open")
    useEffect(() => {
      if (open) again()
    }, [open, again])
    useEffect(
      () =>
        rounds.subscribe(({ prefix }) => {
          if (key.startsWith(prefix)) again()
        }),
      [key, again]
    )
    const looked = store(({ known }) => known.get(key)?.looked) ?? nothing
    return { ...looked, again }
  }
}
