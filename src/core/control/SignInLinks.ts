/**
 * Addresses that let a person in. Owns knowing where the dashboard is served: told once by whoever serves it, awaited by
 * whoever wants a link, because neither can come before the other.
 */
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Person } from "../model/Conversation.ts"
import { ControlError, unavailable } from "./protocol/ControlError.ts"
import { SignIns } from "./SignIns.ts"

/** Longer than a server takes that comes up at all. */
const patience = "10 seconds"

const nowhere = new ControlError({
  reason: "unavailable",
  detail: "the dashboard is not served: the service's log says why"
})

export interface SignInLink {
  readonly url: string
  /** Epoch milliseconds. */
  readonly until: number
}

export class SignInLinks extends Context.Service<
  SignInLinks,
  {
    /** Undefined: it is not served. Only the first word counts. */
    readonly served: (origin: string | undefined) => Effect.Effect<void>
    /** `http://127.0.0.1:3456` */
    readonly origin: Effect.Effect<string, ControlError>
    /** Lets this person in once; under `origin`, where the dashboard is reached by another name. */
    readonly link: (person: Person, origin?: string) => Effect.Effect<SignInLink, ControlError>
  }
>()("orchestrator/control/SignInLinks") {
  static readonly layer = Layer.effect(
    SignInLinks,
    Effect.gen(function* () {
      const signIns = yield* SignIns
      const told = yield* Deferred.make<string | undefined>()
      const origin = Deferred.await(told).pipe(
        Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.undefined }),
        Effect.filterOrFail(
          (found) => found !== undefined,
          () => nowhere
        )
      )
      return SignInLinks.of({
        served: (origin) => Effect.asVoid(Deferred.succeed(told, origin)),
        origin,
        link: Effect.fn("SignInLinks.link")(function* (person, elsewhere) {
          const base = elsewhere ?? (yield* origin)
          const { code, until } = yield* signIns.offer(person).pipe(Effect.mapError(unavailable))
          return { url: `${base}/login?code=${Redacted.value(code)}`, until }
        })
      })
    })
  )
}
