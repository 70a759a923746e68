/** How patient this Slack is. Owns what the real one does, which a test may shorten while it runs. */

export interface Settings {
  /** Until an event or interaction must be acknowledged. */
  ackMillis: number
  /** When an event that was not acknowledged is sent again, after each failure. */
  retryMillis: ReadonlyArray<number>
  /** How long a stream lives, whatever happens. */
  streamMillis: number
  /** For how long a trigger_id is good. */
  triggerMillis: number
  /** For how long a response_url is good. */
  responseMillis: number
  /** Until "is thinking…" vanishes. */
  statusMillis: number
  /** From which age on people's own edits are refused; 0 is never. */
  editMillis: number
}

export const settingsOf = (given: Partial<Settings>): Settings => ({
  ackMillis: 3_000,
  retryMillis: [0, 60_000, 300_000],
  streamMillis: 306_000,
  triggerMillis: 3_000,
  responseMillis: 1_800_000,
  statusMillis: 120_000,
  editMillis: 0,
  ...given
})
