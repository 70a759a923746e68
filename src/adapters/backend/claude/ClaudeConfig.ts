/**
 * What the owner may set of this backend, and the environment that its CLI sees. Owns both; must not read the
 * process's own environment.
 */
import * as Schema from "effect/Schema"
import { allowedEnvironment, backendConfigFields } from "../../../core/ports/BackendConfig.ts"

export const ClaudeConfig = Schema.Struct(backendConfigFields("claude"))
export type ClaudeConfig = typeof ClaudeConfig.Type

/** Told by a claude that runs the service itself; a child must not take them for its own. */
const ofAnotherSession = /^CLAUDE_CODE_(ENTRYPOINT|SSE_PORT|SESSION_ID|PARENT_)/

export const claudeEnvironment = (
  config: ClaudeConfig,
  environment: Readonly<Record<string, string>>
): Readonly<Record<string, string>> => {
  const allowed = allowedEnvironment(environment, {
    prefixes: ["ANTHROPIC_", "CLAUDE_"],
    names: ["DISABLE_TELEMETRY", "DISABLE_ERROR_REPORTING", ...config.env]
  })
  return {
    // A stream of the model that says nothing for 2 min is begun anew, instead of after 5.
    CLAUDE_ENABLE_BYTE_WATCHDOG: "1",
    CLAUDE_BYTE_STREAM_IDLE_TIMEOUT_MS: "120000",
    // Without it a CLI without a terminal keeps no todo list.
    CLAUDE_CODE_ENABLE_TODO_TOOLS: "1",
    DISABLE_AUTOUPDATER: "1",
    ...Object.fromEntries(Object.entries(allowed).filter(([name]) => !ofAnotherSession.test(name)))
  }
}
