/**
 * What a workspace does not offer: its plan, its settings or the app's scopes refuse it, and would again. Owns which
 * refusals mean that, and remembers them for this life of the service, with one line in the log that says what to do.
 */
import * as Effect from "effect/Effect"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { errorOf } from "../web/Faults.ts"

const lasting = new Set([
  "access_denied",
  "agent_not_enabled",
  "deprecated_endpoint",
  "feature_disabled",
  "feature_not_enabled",
  "method_deprecated",
  "missing_scope",
  "no_permission",
  "not_allowed",
  "not_allowed_token_type",
  "not_an_agent",
  "paid_only",
  "paid_teams_only",
  "plan_upgrade_required",
  "team_access_not_granted",
  "team_not_eligible",
  "unknown_method"
])

export const isRefusal = (error: PlatformError): boolean => lasting.has(errorOf(error) ?? "")

export interface Refusals {
  readonly has: (team: string) => boolean
  readonly add: (team: string, error: PlatformError) => Effect.Effect<void>
}

/** `words` say what is not there, what happens instead, and the remedy. */
export const makeRefusals = (words: string): Refusals => {
  const refused = new Set<string>()
  return {
    has: (team) => refused.has(team),
    add: (team, error) =>
      Effect.suspend(() => {
        if (refused.has(team)) return Effect.void
        refused.add(team)
        return Effect.logInfo(`slack, workspace ${team}: ${words} (${errorOf(error) ?? error.reason.message})`)
      })
  }
}
