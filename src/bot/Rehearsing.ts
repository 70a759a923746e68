/**
 * Whether this machine has no coding CLI at all. Then every agent rehearses on the scripted CLI that comes with the
 * product, and says so in each answer: better than a first chat that ends in an error. One CLI is enough to end it.
 */
import * as Effect from "effect/Effect"
import { backendList } from "./BackendList.ts"
import { findProgram } from "./FindProgram.ts"
import { Startup } from "./Startup.ts"

/** The backend that needs nothing on the machine. */
export const builtIn = "rehearsal"

const commandOf = (config: unknown): string | undefined =>
  typeof config === "object" && config !== null && "command" in config && typeof config.command === "string"
    ? config.command
    : undefined

export const isRehearsing = Effect.gen(function* () {
  const { config, environment } = yield* Startup
  for (const { name } of backendList) {
    const command = commandOf(config.backends[name])
    if (command !== undefined && (yield* findProgram(command, environment)) !== undefined) return false
  }
  return true
})
