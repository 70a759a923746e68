/**
 * The backends of this product. A new one is a folder under `adapters/backend` and a line here; configuration, doctor
 * and the contract tests pick it up from its manifest.
 */
import { manifest as claude } from "../adapters/backend/claude/index.ts"
import { manifest as codex } from "../adapters/backend/codex/index.ts"
import { manifest as rehearsal } from "../adapters/backend/rehearsal/index.ts"
import type { BackendManifest } from "../core/ports/Manifest.ts"

/** The first is what an agent runs on whose file names none. */
export const backendList: ReadonlyArray<BackendManifest> = [claude, codex, rehearsal]
