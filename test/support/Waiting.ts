/**
 * Waiting for something to become true: looked at again whenever the world changes. What stands outside of it, such as
 * what a client heard or a test gathered, tells (`toldOf`, `world.touch`); what cannot is looked at now and then.
 */
import { Effect } from "effect"

/** Dies after this long, in real time whatever the test's clock says. */
const patience = 20_000
/** For what happens on a disk or in another process. */
const outsideMillis = 200

export type Until = <A>(what: string, look: () => A | undefined | false | null) => Effect.Effect<A>

/** A list that tells when something is put into it: what somebody outside of the world heard of it. */
export const toldOf = <A>(world: { readonly touch: () => void }): Array<A> => {
  const list: Array<A> = []
  const push = (...more: ReadonlyArray<A>): number => {
    list.splice(list.length, 0, ...more)
    world.touch()
    return list.length
  }
  return Object.defineProperty(list, "push", { value: push, enumerable: false })
}

/** Lets what the world has just answered reach whoever asked: it is still on its way through a socket of this process. */
export const arrived: Effect.Effect<void> = Effect.promise(async () => {
  for (let turn = 0; turn < 50; turn++) await new Promise((next) => setImmediate(next))
})

/** What tells of its changes. */
export interface Changing {
  readonly onChange: (look: () => void) => () => void
}

export const makeUntil =
  (world: Changing, transcript: () => string): Until =>
  <A>(what: string, look: () => A | undefined | false | null) =>
    Effect.callback<A>((resume) => {
      const finish = (outcome: Effect.Effect<A>) => {
        release()
        resume(outcome)
      }
      const check = () => {
        try {
          const found = look()
          if (found !== undefined && found !== false && found !== null) finish(Effect.succeed(found))
        } catch (cause) {
          finish(Effect.die(cause))
        }
      }
      const timer = setTimeout(() => finish(Effect.die(new Error(`never came: ${what}\n${transcript()}`))), patience)
      const stop = world.onChange(check)
      const ticks = setInterval(check, outsideMillis)
      const release = () => {
        stop()
        clearTimeout(timer)
        clearInterval(ticks)
      }
      check()
      return Effect.sync(release)
    })
