/**
 * Requests to the CLI beside the conversation, and their answers. Owns the pairing by id and the time an answer may
 * take. Must not know what is asked.
 */
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { CliProcess } from "../../../core/cli/CliProcess.ts"
import type { ControlResponseLine } from "./Wire.ts"

type Response = ControlResponseLine["response"]

export interface ControlRequests {
  /** The CLI's answer; none when it refused, said nothing in time, or is gone. */
  readonly ask: (
    request: { readonly subtype: string } & Readonly<Record<string, unknown>>,
    atMost: Duration.Input
  ) => Effect.Effect<Option.Option<Response>>
  /** Hands an answer to whoever asked. */
  readonly answered: (response: Response) => void
}

export const makeControlRequests = (process: CliProcess): ControlRequests => {
  const asked = new Map<string, Deferred.Deferred<Response>>()
  let count = 0
  return {
    ask: Effect.fnUntraced(function* (request, atMost) {
      count += 1
      const id = `host-${count}`
      const answer = Deferred.makeUnsafe<Response>()
      asked.set(id, answer)
      return yield* process.send({ type: "control_request", request_id: id, request }).pipe(
        Effect.andThen(Deferred.await(answer)),
        Effect.timeoutOption(atMost),
        Effect.orElseSucceed(() => Option.none<Response>()),
        Effect.map((heard) => Option.filter(heard, (response) => response.subtype === "success")),
        Effect.ensuring(Effect.sync(() => asked.delete(id)))
      )
    }),
    answered: (response) => {
      const answer = asked.get(response.request_id)
      if (answer !== undefined) Deferred.doneUnsafe(answer, Effect.succeed(response))
    }
  }
}
