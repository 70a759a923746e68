/** Points in time in words. */
import * as Words from "../../../../../core/render/Words.ts"

const justNow = 5_000
const day = 86_400_000

/** `just now`, `42s ago`, `3h 5m ago`, `in 2m`; what is longer ago than a week is a date. */
export const timeWords = (at: number, now: number): string => {
  const away = now - at
  if (Math.abs(away) < justNow) return "just now"
  if (Math.abs(away) > 7 * day) return dateWords(at)
  const rounded = Math.abs(away) < 600_000 ? away : away - (away % 60_000)
  return away > 0 ? `${short(rounded)} ago` : `in ${short(-rounded)}`
}

/** Below ten minutes the seconds would only make it restless. */
const short = (millis: number): string =>
  millis < 60_000 ? Words.duration(millis - (millis % 5_000)) : Words.duration(millis - (millis % 60_000))

const dates = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" })
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" })

const dateWords = (at: number): string => dates.format(at)

/** The day and the time to the second. */
export const momentWords = (at: number): string => moments.format(at)
