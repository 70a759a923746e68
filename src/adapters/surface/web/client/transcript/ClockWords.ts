/** Times of the day, for what happened within one turn. */

const clock = new Intl.DateTimeFormat(undefined, {
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23"
})

export const clockWords = (at: number): string => clock.format(at)
