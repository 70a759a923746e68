/**
 * Requests to the app-server and the answers to them. Owns our ids and who waits for which. It does not read lines:
 * whoever does hands every response to `settle`.
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { CliError, CliProcess } from "../../../core/cli/CliProcess.ts"
import type { Message, RequestId } from "./AppServerWire.ts"
import { plainStderr } from "./Outcomes.ts"

/** `refused`: codex answered with an error. `silent`: no answer in time. `gone`: the process ended. */
export class RpcError extends Schema.TaggedError<RpcError>()("RpcError", {
  method: Schema.String,
  reason: Schema.Literals(["refused", "silent", "gone", "unreadable"]),
  detail: Schema.String
}) {
  override get message() {
    return `${this.method}: ${this.detail}`
  }
}

export interface Rpc {
  /** The raw result. */
  readonly call: (method: string, params: unknown) => Effect.Effect<unknown, RpcError>
  readonly callFor: <S extends Schema.ConstraintDecoder<unknown>>(
    schema: S,
    method: string,
    params: unknown
  ) => Effect.Effect<S["Type"], RpcError>
  readonly notify: (method: string) => Effect.Effect<void, CliError>
  readonly reply: (id: RequestId, result: unknown) => Effect.Effect<void, CliError>
  readonly refuse: (id: RequestId, message: string) => Effect.Effect<void, CliError>
  /** Hands a line that is a response to whoever waits for it. */
  readonly settle: (message: Message) => void
}

const patience = Duration.seconds(60)
const notSupported = -32601

export const makeRpc = (process: CliProcess): Rpc => {
  const waiting = new Map<number, { readonly method: string; readonly answer: Deferred.Deferred<unknown, RpcError> }>()
  let next = 1

  const gone = (method: string) =>
    Effect.flatMap(process.exit, (exit) =>
      Effect.fail(
        new RpcError({
          method,
          reason: "gone",
          detail: plainStderr(exit.stderr) || `codex ended (${exit.signal ?? `exit code ${exit.code}`})`
        })
      )
    )

  const call = (method: string, params: unknown): Effect.Effect<unknown, RpcError> =>
    Effect.suspend(() => {
      const id = next++
      const answer = Deferred.makeUnsafe<unknown, RpcError>()
      waiting.set(id, { method, answer })
      return process.send({ id, method, params }).pipe(
        Effect.catch(() => gone(method)),
        Effect.andThen(Effect.raceFirst(Deferred.await(answer), gone(method))),
        Effect.timeoutOrElse({
          duration: patience,
          orElse: () =>
            Effect.fail(new RpcError({ method, reason: "silent", detail: "codex did not answer within 60 s" }))
        }),
        Effect.ensuring(Effect.sync(() => waiting.delete(id)))
      )
    })

  return {
    call,
    callFor: (schema, method, params) =>
      Effect.flatMap(call(method, params), (result) =>
        Effect.mapError(
          Schema.decodeUnknownEffect(schema)(result),
          () => new RpcError({ method, reason: "unreadable", detail: "the answer is not understood" })
        )
      ),
    notify: (method) => process.send({ method }),
    reply: (id, result) => process.send({ id, result }),
    refuse: (id, message) => process.send({ id, error: { code: notSupported, message } }),
    settle: (message) => {
      if (typeof message.id !== "number") return
      const caller = waiting.get(message.id)
      if (caller === undefined) return
      const error = message.error
      Deferred.doneUnsafe(
        caller.answer,
        error === undefined || error === null
          ? Effect.succeed(message.result)
          : Effect.fail(new RpcError({ method: caller.method, reason: "refused", detail: error.message }))
      )
    }
  }
}
