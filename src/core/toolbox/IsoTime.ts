/**
 * Times as tools show them. Pure.
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"

/** `2026-11-22T12:00:00.000Z`; empty for what is no time. */
export const isoOf = (millis: number): string =>
  Option.match(DateTime.make(millis), { onNone: () => "", onSome: DateTime.formatIso })
