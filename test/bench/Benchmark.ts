/**
 * One row of the table of promises: what was promised, and how it is measured. Owns the shapes only.
 */
export interface BenchmarkOptions {
  /** Short: enough to see that the row runs and gives a number, too short to judge by. */
  readonly smoke: boolean
}

export interface Row {
  /** For people: `p50 1.20 ms, p99 3.40 ms`. */
  readonly measured: string
  /** Absent when nothing is promised, or when it could not be measured here. */
  readonly held?: boolean
  /** Why it was missed or not measured, and what the figures leave out. */
  readonly remark: string
  /** For machines, each with its unit in its name. */
  readonly figures: Readonly<Record<string, number>>
}

export interface Benchmark {
  readonly name: string
  readonly promise: string
  readonly measure: (options: BenchmarkOptions) => Promise<Row>
}

/** The remark of a row: what it is, and why when the promise was missed. */
export const remarkOf = (held: boolean, what: string, why: string): string => (held ? what : `${what}; missed: ${why}`)

/** A row that cannot be measured on this machine. */
export const skipped = (why: string): Row => ({ measured: "skipped", remark: why, figures: {} })
