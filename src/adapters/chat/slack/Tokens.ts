/**
 * The token of each workspace in which the app is installed, and who the bot is there. Owns the shape; `Workspaces` reads
 * them from the environment or from what was installed. A token leaves it only as `Redacted`.
 */
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { PlatformError } from "../../../core/ports/ChatPlatform.ts"

export interface Account {
  readonly team: string
  readonly teamName: string
  /** The bot as a person: what a mention names. */
  readonly user: string
  /** The bot as the writer of its messages. */
  readonly bot: string
  /** What the token may do, as Slack said when it was asked. */
  readonly scopes: ReadonlyArray<string>
}

export interface Tokens {
  /** Misconfigured where the app is not installed. */
  readonly token: (team: string) => Effect.Effect<Redacted.Redacted, PlatformError>
  /** Asked of Slack once and remembered. */
  readonly account: (team: string) => Effect.Effect<Account, PlatformError>
  /** Every workspace in which the app is installed now. */
  readonly teams: Effect.Effect<ReadonlyArray<string>, PlatformError>
}
