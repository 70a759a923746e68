/**
 * Claude Code introduces itself: its name, configuration, capabilities, and how it is made and checked.
 */
import { defineBackend } from "../../../core/ports/Manifest.ts"
import { claudeChecks } from "./Checks.ts"
import { claudeCapabilities, makeClaudeBackend } from "./ClaudeBackend.ts"
import { ClaudeConfig } from "./ClaudeConfig.ts"

export const manifest = defineBackend({
  name: "claude",
  title: "Claude Code",
  config: ClaudeConfig,
  capabilities: claudeCapabilities,
  create: (config, surroundings) => makeClaudeBackend(config, surroundings),
  checks: claudeChecks
})
