/**
 * Asks for a token until Slack takes it, a few times at most, and keeps it at once. Owns how often; the token goes to
 * Slack and to `keep`, and into no word that is shown.
 */
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import type * as Scope from "effect/Scope"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Guide, NotKept } from "../../../../core/ports/Guide.ts"
import { readSecret } from "../Credentials.ts"
import { misconfigured } from "../workspaces/Identity.ts"
import type { Tried } from "./SignIn.ts"
import { mistakenToken } from "./TokenKind.ts"

const tries = 3

export interface WantedToken<A> {
  readonly kind: "app-level token" | "bot token"
  /** Of the environment. */
  readonly name: string
  readonly known: Redacted.Redacted | undefined
  /** Where it is found; said before it is asked for. */
  readonly steps: string
  readonly open: (token: Redacted.Redacted) => Effect.Effect<Tried<A>, PlatformError, Scope.Scope>
}

const tryToken = <A>(guide: Guide, wanted: WantedToken<A>, token: Redacted.Redacted) =>
  Effect.suspend((): Effect.Effect<Tried<A>, PlatformError, Scope.Scope> => {
    const refused = mistakenToken(wanted.kind, Redacted.value(token))
    if (refused !== undefined) return Effect.succeed({ refused })
    return guide.waiting(`asking slack about the ${wanted.kind}`, wanted.open(token))
  })

const ask = <A>(
  guide: Guide,
  wanted: WantedToken<A>,
  left: number
): Effect.Effect<A, PlatformError | NotKept, Scope.Scope> =>
  Effect.gen(function* () {
    const written = yield* guide.askSecret(`paste the ${wanted.kind} (it is not shown)`)
    const token = readSecret(Redacted.value(written), wanted.name)
    const tried = yield* tryToken(guide, wanted, token)
    if ("opened" in tried) {
      yield* guide.keep(wanted.name, token)
      return tried.opened
    }
    yield* guide.say(`✗ ${tried.refused}`)
    if (left > 1) return yield* ask(guide, wanted, left - 1)
    return yield* misconfigured(
      `${tries} times it was no ${wanted.kind} that slack takes`,
      "look where it is found above, then run again: orchestrator setup slack"
    )
  })

/** Asks for nothing when the token that is there already does. */
export const askToken = <A>(
  guide: Guide,
  wanted: WantedToken<A>
): Effect.Effect<A, PlatformError | NotKept, Scope.Scope> =>
  Effect.gen(function* () {
    if (wanted.known !== undefined) {
      const tried = yield* tryToken(guide, wanted, wanted.known)
      if ("opened" in tried) return tried.opened
      yield* guide.say(`✗ ${wanted.name} is set, and does not do: ${tried.refused}`)
    }
    yield* guide.say(wanted.steps)
    return yield* ask(guide, wanted, tries)
  })
