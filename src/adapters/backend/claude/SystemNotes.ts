/**
 * The CLI's `system` lines that say something to a person, in one line each; undefined for those that do not. Pure.
 */
import { oneLine } from "./ToolInput.ts"
import type { SystemLine } from "./Wire.ts"

/** Known, and of no interest to a person. */
const silent = [
  "init",
  "status",
  "thinking_tokens",
  "hook_started",
  "hook_progress",
  "hook_response",
  "ui_invalidate",
  "session_title_changed",
  "session_state_changed",
  "commands_changed",
  "files_persisted",
  "memory_recall",
  "permission_denied",
  "plugin_install",
  "control_request_progress",
  "local_command_output",
  "elicitation_complete",
  "task_updated",
  "background_tasks_changed"
]

const seconds = (millis: number): string => `${Math.round(millis / 100) / 10} s`

export const systemNote = (line: SystemLine): string | undefined => {
  switch (line.subtype) {
    case "api_retry": {
      const error = line.error === "unknown" ? undefined : line.error
      const what = [line.error_status, error].filter((part) => part !== null && part !== undefined).join(" ")
      const count = `${line.attempt ?? 1} of ${line.max_retries ?? "?"}`
      return `the api failed (${what || "no connection"}), retry ${count} in ${seconds(line.retry_delay_ms ?? 0)}`
    }
    case "compact_boundary": {
      const sizes = line.compact_metadata
      return `the conversation was compacted, ${sizes?.pre_tokens ?? "?"} -> ${sizes?.post_tokens ?? "?"} tokens`
    }
    case "session_writes_lost":
      return "the cli could not write its record of this conversation"
    default: {
      if (silent.includes(line.subtype)) return undefined
      return oneLine(line.content ?? line.subtype)
    }
  }
}
