/**
 * An even pace with some given at once: never more than `atOnce` above one each `everyMillis`. Pure: the time is handed
 * in.
 */
export interface Pace {
  /** How long until the next may leave, in milliseconds; 0: now. `atOnce` of them may have been borrowed, or fewer. */
  readonly wait: (now: number, borrowed?: number) => number
  readonly spend: (now: number) => void
}

export const makePace = ({
  atOnce,
  everyMillis
}: {
  readonly everyMillis: number
  /** How many may leave in one instant after a rest. */
  readonly atOnce: number
}): Pace => {
  let next = Number.NEGATIVE_INFINITY
  return {
    wait: (now, borrowed = atOnce - 1) => Math.max(0, next - borrowed * everyMillis - now),
    spend: (now) => {
      next = Math.max(next, now) + everyMillis
    }
  }
}
