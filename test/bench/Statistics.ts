/**
 * Figures of a sample and how they are written. Pure.
 */

/** `share` from 0 to 1, by nearest rank; NaN for an empty sample. */
export const quantile = (sample: ReadonlyArray<number>, share: number): number => {
  const sorted = sample.toSorted((left, right) => left - right)
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN
}

export const median = (sample: ReadonlyArray<number>): number => {
  const sorted = sample.toSorted((left, right) => left - right)
  const half = sorted.length / 2
  const upper = sorted[Math.floor(half)] ?? Number.NaN
  return sorted.length % 2 === 0 ? ((sorted[half - 1] ?? Number.NaN) + upper) / 2 : upper
}

export const millis = (value: number): string => `${value.toFixed(Math.abs(value) < 10 ? 2 : 0)} ms`
export const ratio = (value: number): string => `${value.toFixed(2)}x`
export const megabytes = (value: number): string => `${Math.round(value)} MB`
export const rss = (): number => process.memoryUsage.rss() / 1_048_576

/** Epoch milliseconds with fractions, comparable between the processes of one machine. */
export const now = (): number => performance.timeOrigin + performance.now()

export const cpuMillis = (since?: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(since)
  return (user + system) / 1000
}
