/**
 * Timestamps of messages as positions that can be compared: microseconds by Slack's clock. Pure.
 */
export const positionOf = (ts: string): bigint => BigInt(ts.replace(".", ""))

export const positionAt = (millis: number): bigint => BigInt(Math.max(0, Math.floor(millis))) * 1000n

export const tsOf = (position: bigint): string => {
  const digits = String(position).padStart(7, "0")
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`
}

export const millisOf = (position: bigint): number => Number(position / 1000n)
