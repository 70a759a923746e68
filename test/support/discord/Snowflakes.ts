/** Ids as Discord makes them: strictly rising, with the time of their making in them. Owns the counter. */

const epoch = 1_420_070_400_000n

/** 17 to 19 digits; discord.js takes nothing else for the id of a channel. */
export const isSnowflake = (text: string): boolean => /^\d{17,19}$/.test(text)

/** When something with this id came to be, in epoch milliseconds. */
export const timeOf = (id: string): number => Number((BigInt(id) >> 22n) + epoch)

export const makeSnowflakes = (): (() => string) => {
  let last = 0n
  return () => {
    const soonest = (BigInt(Date.now()) - epoch) << 22n
    last = soonest > last ? soonest : last + 1n
    return String(last)
  }
}

export const later = (left: string, right: string): number => {
  const difference = BigInt(left) - BigInt(right)
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}
