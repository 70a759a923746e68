/**
 * The codex backend introduces itself.
 */
import { defineBackend } from "../../../core/ports/Manifest.ts"
import { checkCodex } from "./Checks.ts"
import { appServerCapabilities, launchOf, makeCodexBackend } from "./CodexBackend.ts"
import { CodexConfig } from "./CodexConfig.ts"

export const manifest = defineBackend({
  name: "codex",
  title: "Codex",
  config: CodexConfig,
  capabilities: appServerCapabilities,
  create: makeCodexBackend,
  checks: (config, surroundings) => checkCodex(launchOf(config, surroundings))
})
