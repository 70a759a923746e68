/**
 * Moments as the person at this machine reads them: in its own time zone.
 */
import * as DateTime from "effect/DateTime"

const zone = DateTime.zoneMakeLocal()

const two = (part: number): string => String(part).padStart(2, "0")

/** `2026-11-22 16:07`; `millis` since the epoch. */
export const localTime = (millis: number): string => {
  const { day, hour, minute, month, year } = DateTime.toParts(DateTime.makeZonedUnsafe(millis, { timeZone: zone }))
  return `${year}-${two(month)}-${two(day)} ${two(hour)}:${two(minute)}`
}

/** `2026-11-22`, as many days before today as said. */
export const localDay = (now: DateTime.DateTime, daysAgo: number): string =>
  DateTime.formatIsoDate(DateTime.subtract(DateTime.setZone(now, zone), { days: daysAgo }))
