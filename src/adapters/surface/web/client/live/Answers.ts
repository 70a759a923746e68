/**
 * What the service answered to calls that only look, by a name that pages choose. Owns showing what was known while it is
 * asked again and cannot be told, asking again when the connection is back or the service could not, and that however many
 * look at one answer, it is asked for once.
 */
import type * as Effect from "effect/Effect"
import { useCallback, useEffect, useRef } from "react"
import { create } from "zustand"
import { ask } from "./Ask.ts"
import { useConnection } from "./Connection.ts"
import { type CallError, mayPass, type Refusal } from "./Refusal.ts"
import type { Service } from "./Wire.ts"

export interface Looked<A> {
  readonly value?: A
  readonly refusal?: Refusal
  readonly pending: boolean
}

interface Kept<A> {
  /** How often the name was asked for; an answer to an earlier question is dropped. */
  readonly round: number
  readonly looked: Looked<A>
}

const nothing: Looked<never> = { pending: true }

/** Until the service is asked again that could not answer. */
const restMillis = 3000

/** Answers at which nobody looks any more, for whoever comes back. */
const mostLeft = 30

/** Every answer that begins with `prefix` is asked for again, where somebody looks at it. */
const rounds = create<{ readonly stale: number; readonly prefix: string }>()(() => ({ stale: 0, prefix: "" }))

export const refresh = (prefix: string) => rounds.setState(({ stale }) => ({ stale: stale + 1, prefix }))

/** A store for each kind of answer, so that its type is known: `const useHealth = answers("health", (s) => s.ReadHealth())`. */
export const answers = <A, Args extends ReadonlyArray<string | number | undefined>>(
  name: string,
  call: (service: Service, ...args: Args) => Effect.Effect<A, CallError>
) => {
  const store = create<{ readonly known: ReadonlyMap<string, Kept<A>> }>()(() => ({ known: new Map() }))
  const lookers = new Map<string, { readonly args: Args; count: number }>()

  const put = (key: string, kept: Kept<A>) =>
    store.setState(({ known }) => {
      const next = new Map(known)
      // at the end: what was asked for longest ago stands first
      next.delete(key)
      next.set(key, kept)
      const left = [...next.keys()].filter((one) => !lookers.has(one))
      for (const one of left.slice(0, -mostLeft)) next.delete(one)
      return { known: next }
    })

  const load = async (key: string, args: Args): Promise<void> => {
    const before = store.getState().known.get(key)
    const round = (before?.round ?? 0) + 1
    put(key, { round, looked: { ...before?.looked, pending: true } })
    const answer = await ask((service) => call(service, ...args))
    const now = store.getState().known.get(key)
    if (now?.round !== round) return
    if (answer.ok) return put(key, { round, looked: { value: answer.value, pending: false } })
    const { refusal } = answer
    const kept = mayPass(refusal) ? now.looked : {}
    put(key, { round, looked: { ...kept, refusal, pending: false } })
    if (refusal.reason === "unavailable") setTimeout(() => lookAgain(key, round), restMillis)
  }

  const isOpen = () => useConnection.getState().state === "open"

  /** Unless it was asked for meanwhile, or nobody looks. */
  const lookAgain = (key: string, round: number) => {
    const looker = lookers.get(key)
    if (looker !== undefined && isOpen() && store.getState().known.get(key)?.round === round) {
      void load(key, looker.args)
    }
  }

  useConnection.subscribe((now, before) => {
    if (now.state !== "open" || before.state === "open") return
    for (const [key, { args }] of lookers) void load(key, args)
  })
  rounds.subscribe(({ prefix }) => {
    for (const [key, { args }] of lookers) if (key.startsWith(prefix)) void load(key, args)
  })

  const look = (key: string, args: Args) => {
    const looker = lookers.get(key) ?? { args, count: 0 }
    lookers.set(key, looker)
    looker.count++
    // what somebody else has just asked for is this one's answer, too
    if (isOpen() && store.getState().known.get(key)?.looked.pending !== true) void load(key, args)
    return () => {
      looker.count--
      if (looker.count === 0) lookers.delete(key)
    }
  }

  return (...args: Args): Looked<A> & { readonly again: () => void } => {
    const key = [name, ...args].join("/")
    const latest = useRef(args)
    latest.current = args
    useEffect(() => look(key, latest.current), [key])
    const again = useCallback(() => void load(key, latest.current), [key])
    const looked = store(({ known }) => known.get(key)?.looked) ?? nothing
    return { ...looked, again }
  }
}
