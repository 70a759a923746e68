/**
 * An intake that does nothing but hand events to the test.
 */
import * as Effect from "effect/Effect"
import type { Intake } from "../../src/core/ports/Intake.ts"

export const testIntake = (accept: Intake["accept"], more: Partial<Intake> = {}): Intake => ({
  agents: Effect.succeed([]),
  vocabulary: [],
  suggest: () => Effect.succeed([]),
  draft: () => Effect.succeed({}),
  overview: () => Effect.undefined,
  typing: () => Effect.void,
  ...more,
  accept
})
