/**
 * The chat platforms of this product. A new one is a folder under `adapters/chat` and a line here; configuration,
 * doctor and the contract tests pick it up from its manifest.
 */
import { manifest as terminal } from "../adapters/chat/console/index.ts"
import { manifest as discord } from "../adapters/chat/discord/index.ts"
import { manifest as slack } from "../adapters/chat/slack/index.ts"
import type { PlatformManifest } from "../core/ports/Manifest.ts"

export const platformList: ReadonlyArray<PlatformManifest> = [terminal, discord, slack]
