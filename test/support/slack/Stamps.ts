/** Ids and timestamps as Slack makes them. Owns the counters. */

/** `1700000000.000100`, strictly rising; it names a message within its channel. */
export const makeStamps = (): (() => string) => {
  let last = 0
  return () => {
    last = Math.max(Date.now() * 1_000, last + 100)
    return `${Math.floor(last / 1_000_000)}.${String(last % 1_000_000).padStart(6, "0")}`
  }
}

/** Epoch milliseconds of a stamp; undefined when it is none. */
export const millisOf = (stamp: string): number | undefined =>
  /^\d{1,11}(\.\d{1,6})?$/.test(stamp) ? Number(stamp) * 1_000 : undefined

export const isStamp = (text: string): boolean => /^\d{10}\.\d{6}$/.test(text)

/** `C0AB3K9XQ2`: the first letter says what it names. */
export const makeIds = (): ((prefix: string) => string) => {
  let count = 0
  return (prefix) => {
    count += 1
    const number = 36 ** 8 * 11 + count * 982_451_653
    return `${prefix}${number.toString(36).toUpperCase().slice(-9).padStart(9, "0")}`.slice(0, 11)
  }
}
