/**
 * How much one connection may have going at once, and how many connections one person has. Owns those numbers: far more
 * than pages need, and little enough that nobody who may talk can keep the service from everybody else.
 */
import * as Effect from "effect/Effect"
import { ControlError } from "../../../../core/control/protocol/ControlError.ts"

const most = { stream: 16, call: 32 }
/** Also of one whose pages lose theirs again and again: each that died is counted until its silence is noticed. */
const mostConnections = 100

const tooMuch = new ControlError({
  reason: "unavailable",
  detail: `too much at once on this connection: at most ${most.stream} things are watched and ${most.call} calls answered; wait until some are over`
})

const tooMany = new ControlError({
  reason: "unavailable",
  detail: `there are ${mostConnections} connections of yours open: close some pages, or end programs`
})

/** Does it, or says that there is too much of it. */
export type Within = <A, E, R>(
  kind: keyof typeof most,
  effect: Effect.Effect<A, E, R>
) => Effect.Effect<A, E | ControlError, R>

/** Counts by name; `refused` where there are `limit` already. */
const counted = (limit: (name: string) => number, refused: ControlError) => {
  const going = new Map<string, number>()
  return <A, E, R>(name: string, effect: Effect.Effect<A, E, R>) =>
    Effect.suspend((): Effect.Effect<A, E | ControlError, R> => {
      const now = going.get(name) ?? 0
      if (now >= limit(name)) return Effect.fail(refused)
      going.set(name, now + 1)
      return Effect.ensuring(
        effect,
        Effect.sync(() => {
          const left = (going.get(name) ?? 1) - 1
          if (left === 0) going.delete(name)
          else going.set(name, left)
        })
      )
    })
}

export const makeAllotments = () => {
  const connections = counted(() => mostConnections, tooMany)
  return {
    /** For as long as it lasts, `connect` is one of this person's connections. */
    connection: <A, E, R>(person: string, connect: (within: Within) => Effect.Effect<A, E, R>) => {
      const within: Within = counted((kind) => (kind === "stream" ? most.stream : most.call), tooMuch)
      return connections(person, connect(within))
    }
  }
}
