/**
 * The toolbox of a service in another process, for its owner. Owns carrying calls over the wire and what a broken wire
 * means: a call that was on its way is not repeated, because nobody knows how far it came.
 */
import * as Effect from "effect/Effect"
import type * as RpcClient from "effect/rpc/RpcClient"
import type * as RpcClientError from "effect/rpc/RpcClientError"
import type * as RpcGroup from "effect/rpc/RpcGroup"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { Caller, Toolbox, ToolCall, ToolError } from "../toolbox/Toolbox.ts"
import { ToolError as Refused } from "../toolbox/Toolbox.ts"
import { shapesFor } from "../toolbox/ToolShapes.ts"
import type { ToolEvent, ToolRpcs } from "./ToolRpcs.ts"

export type ToolClient = RpcClient.RpcClient<RpcGroup.Rpcs<typeof ToolRpcs>, RpcClientError.RpcClientError>

const broken = (error: ToolError | RpcClientError.RpcClientError): ToolError =>
  error._tag === "ToolError"
    ? error
    : new Refused({
        reason: "failed",
        detail: "the service went away in the middle; look at what was done before you call again"
      })

const noPerson = new Refused({ reason: "refused", detail: "only the owner's programs come in this way" })

const personOf = (caller: Caller) => (caller._tag === "Owner" ? Effect.succeed(caller.person) : Effect.fail(noPerson))

export const remoteToolbox = (options: {
  /** A connection for as long as the scope lives. */
  readonly connect: Effect.Effect<ToolClient, ToolError, Scope.Scope>
  /** Whether there is a service now; what is only listed starts none. */
  readonly isThere: Effect.Effect<boolean>
  /** A name that no other call has. */
  readonly callName: Effect.Effect<string>
}): Toolbox["Service"] => {
  const { callName, connect, isThere } = options

  const carry = Effect.fnUntraced(function* (
    name: string,
    input: unknown,
    { caller, elicit, log, progress }: ToolCall
  ) {
    const person = yield* personOf(caller)
    const json = yield* Schema.decodeUnknownEffect(Schema.Json)(input).pipe(
      Effect.mapError((error) => new Refused({ reason: "invalid", detail: error.message }))
    )
    const client = yield* connect
    const call = yield* callName
    let value: Schema.Json = null
    const hear = (event: ToolEvent): Effect.Effect<void, ToolError> => {
      switch (event._tag) {
        case "Progress":
          return progress(event)
        case "Log":
          return log(event.level, event.text)
        case "Asked":
          return Effect.gen(function* () {
            const answer = yield* elicit(event.text, event.options)
            const { question } = event
            yield* client
              .ReplyTool({ call, question, ...(answer === undefined ? {} : { answer }) })
              .pipe(Effect.mapError(broken))
          })
        case "Answered":
          return Effect.sync(() => {
            value = event.value
          })
      }
    }
    // a question must not hold up what is reported meanwhile
    yield* client
      .CallTool({ call, name, input: json, person })
      .pipe(Stream.mapError(broken), Stream.mapEffect(hear, { concurrency: "unbounded" }), Stream.runDrain)
    return value
  }, Effect.scoped)

  return {
    shapes: shapesFor,
    call: carry,
    resources: (caller) =>
      Effect.gen(function* () {
        if (!(yield* isThere)) return []
        const client = yield* connect
        return yield* client.ListResources({ person: yield* personOf(caller) }).pipe(Effect.mapError(broken))
      }).pipe(Effect.scoped),
    read: (caller, uri) =>
      Effect.gen(function* () {
        const client = yield* connect
        return yield* client.ReadResource({ person: yield* personOf(caller), uri }).pipe(Effect.mapError(broken))
      }).pipe(Effect.scoped)
  }
}
