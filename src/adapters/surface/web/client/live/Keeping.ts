/** Keeps what is known where what was told anew says the same, so that nothing of which nothing changed is drawn again. Pure. */

const same = (left: unknown, right: unknown): boolean =>
  left === right || JSON.stringify(left) === JSON.stringify(right)

/** `after` with the former object for each that is the same as before; the former list where all of them are. */
export const keeping = <A>(
  before: ReadonlyArray<A>,
  after: ReadonlyArray<A>,
  nameOf: (one: A) => string
): ReadonlyArray<A> => {
  const known = new Map(before.map((one) => [nameOf(one), one]))
  const next = after.map((one) => {
    const former = known.get(nameOf(one))
    return former !== undefined && same(former, one) ? former : one
  })
  return next.length === before.length && next.every((one, place) => one === before[place]) ? before : next
}
