/**
 * What the libraries say of themselves, in our log. Owns that nothing secret gets there: at their lower levels they write
 * down whole payloads and addresses that are keys, so those are dropped.
 */
import type { Logger, LogLevel } from "@slack/bolt"
import * as Effect from "effect/Effect"
import { scrubbed } from "../web/Faults.ts"

const words = (message: ReadonlyArray<unknown>): string =>
  scrubbed(message.map((part) => (part instanceof Error ? part.message : String(part))).join(" "))

const nothing = () => undefined

/** `warned` hears what they complain about. */
export const boltLogger = (
  level: LogLevel,
  run: (effect: Effect.Effect<void>) => unknown,
  warned: (words: string) => void = nothing
): Logger => {
  const say = (...message: ReadonlyArray<unknown>) => {
    const said = words(message)
    run(Effect.logDebug(`slack's library: ${said}`))
    warned(said)
  }
  return {
    debug: nothing,
    info: nothing,
    warn: say,
    error: say,
    setLevel: nothing,
    getLevel: () => level,
    setName: nothing
  }
}
