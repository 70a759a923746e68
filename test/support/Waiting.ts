/**
 * Waiting for something to become true: looked at again whenever the world changes. What stands outside of it, such as a
 * client's own state or what a test gathered, tells nobody that it changed: that is looked at 50 times a second.
 */
import { Effect } from "effect"

/** Dies after this long, in real time whatever the test's clock says. */
const patience = 20_000
const outsideMillis = 20

export type Until = <A>(what: string, look: () => A | undefined | false | null) => Effect.Effect<A>

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
