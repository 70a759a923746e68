/**
 * One call to the service, as a promise: what came of it, or why not. Never rejects.
 */
import * as Effect from "effect/Effect"
import { type CallError, type Refusal, refusalOf } from "./Refusal.ts"
import { type Service, Wire, wire } from "./Wire.ts"

export type Answered<A> = { readonly ok: true; readonly value: A } | { readonly ok: false; readonly refusal: Refusal }

const broken: Refusal = { reason: "unavailable", detail: "that went wrong here; load the page anew", fields: {} }

export const ask = <A>(call: (service: Service) => Effect.Effect<A, CallError>): Promise<Answered<A>> =>
  wire.runPromise(
    Effect.flatMap(Wire, call).pipe(
      Effect.match({
        onSuccess: (value): Answered<A> => ({ ok: true, value }),
        onFailure: (error): Answered<A> => ({ ok: false, refusal: refusalOf(error) })
      }),
      Effect.catchDefect((defect) =>
        Effect.as(Effect.logError(defect), { ok: false, refusal: broken } satisfies Answered<A>)
      )
    )
  )
