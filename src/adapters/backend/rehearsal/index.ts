/**
 * The rehearsal backend introduces itself: a scripted CLI that comes with the product, so that agents can be met where no
 * coding CLI is installed. Always available; says plainly that it is no model.
 */
import * as Effect from "effect/Effect"
import { defineBackend } from "../../../core/ports/Manifest.ts"
import { makeRehearsalBackend, rehearsalCapabilities } from "./RehearsalBackend.ts"
import { RehearsalConfig } from "./RehearsalConfig.ts"

export const manifest = defineBackend({
  name: "rehearsal",
  title: "Rehearsal (scripted, no model)",
  config: RehearsalConfig,
  capabilities: rehearsalCapabilities,
  create: makeRehearsalBackend,
  checks: () => Effect.succeed([{ name: "rehearsal", state: "ok", found: "rehearsal is built in", fix: "" }])
})
