/**
 * The tools over a wire, for the owner's programs in other processes: a call is a stream, so that it can report, ask back
 * and be interrupted. Owns the shapes on the wire and carrying them to the toolbox; who may enter is the wire's.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Rpc from "effect/rpc/Rpc"
import * as RpcGroup from "effect/rpc/RpcGroup"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Person } from "../model/Conversation.ts"
import { Caller, Toolbox, ToolError } from "../toolbox/Toolbox.ts"

export const ToolEvent = Schema.TaggedUnion({
  Progress: { done: Schema.Finite, total: Schema.Finite, message: Schema.String },
  Log: { level: Schema.Literals(["info", "warning"]), text: Schema.String },
  /** Answered by `ReplyTool`; the call waits for it. */
  Asked: { question: Schema.Natural, text: Schema.String, options: Schema.Array(Schema.String) },
  /** The last one. */
  Answered: { value: Schema.Json }
})
export type ToolEvent = typeof ToolEvent.Type

export class ToolRpcs extends RpcGroup.make(
  Rpc.make("CallTool", {
    /** `call` names this call among all that run, for the answers to what it asks. */
    payload: { call: Schema.String, name: Schema.String, input: Schema.Json, person: Person },
    success: ToolEvent,
    error: ToolError,
    stream: true
  }),
  Rpc.make("ReplyTool", {
    payload: { call: Schema.String, question: Schema.Natural, answer: Schema.optionalKey(Schema.String) }
  }),
  Rpc.make("ListResources", {
    payload: { person: Person },
    success: Schema.Array(
      Schema.Struct({
        uri: Schema.String,
        name: Schema.String,
        mediaType: Schema.Literals(["application/json", "text/markdown"])
      })
    ),
    error: ToolError
  }),
  Rpc.make("ReadResource", {
    payload: { person: Person, uri: Schema.String },
    success: Schema.Struct({ mediaType: Schema.String, text: Schema.String }),
    error: ToolError
  })
) {}

const owner = (person: Person): Caller => Caller.make({ _tag: "Owner", person })

export const layerToolHandlers = ToolRpcs.toLayer(
  Effect.gen(function* () {
    const toolbox = yield* Toolbox
    const waiting = new Map<string, Deferred.Deferred<string | undefined>>()
    const keyOf = (call: string, question: number) => `${call}/${question}`

    return ToolRpcs.of({
      CallTool: ({ call, input, name, person }) =>
        Stream.callback<ToolEvent, ToolError>((queue) => {
          let questions = 0
          const tell = (event: ToolEvent) => Effect.asVoid(Queue.offer(queue, event))
          return toolbox
            .call(name, input, {
              caller: owner(person),
              progress: (progress) => tell(ToolEvent.make({ _tag: "Progress", ...progress })),
              log: (level, text) => tell(ToolEvent.make({ _tag: "Log", level, text })),
              elicit: (text, options) =>
                Effect.gen(function* () {
                  const question = questions++
                  const answer = yield* Deferred.make<string | undefined>()
                  waiting.set(keyOf(call, question), answer)
                  yield* tell(ToolEvent.make({ _tag: "Asked", question, text, options }))
                  return yield* Effect.ensuring(
                    Deferred.await(answer),
                    Effect.sync(() => waiting.delete(keyOf(call, question)))
                  )
                })
            })
            .pipe(
              Effect.flatMap((value) => tell(ToolEvent.make({ _tag: "Answered", value }))),
              Effect.andThen(Queue.end(queue)),
              Effect.catchDefect((defect) =>
                Effect.andThen(
                  Effect.logError(`the tool ${name} broke`, defect),
                  new ToolError({ reason: "failed", detail: "the tool broke; the service's log says how" })
                )
              )
            )
        }),
      ReplyTool: ({ answer, call, question }) => {
        const asked = waiting.get(keyOf(call, question))
        return asked === undefined ? Effect.void : Effect.asVoid(Deferred.succeed(asked, answer))
      },
      ListResources: ({ person }) => toolbox.resources(owner(person)),
      ReadResource: ({ person, uri }) => toolbox.read(owner(person), uri)
    })
  })
)
