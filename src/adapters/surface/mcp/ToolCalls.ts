/**
 * One call of a tool, from the protocol to the toolbox and back: progress and logs on the way, questions to the person at
 * the client's end, the answer as structure and as text, a refusal as an error that the model can read. Owns that
 * translation; what a tool does is the toolbox's.
 */
import * as McpSchema from "effect/ai/McpSchema"
import * as McpServer from "effect/ai/McpServer"
import * as Cause from "effect/Cause"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Caller, Toolbox, ToolCall, ToolError } from "../../../core/toolbox/Toolbox.ts"
import { serverName } from "./Instructions.ts"

const isProgressToken = Schema.is(Schema.Union([Schema.String, Schema.Finite]))

const isJsonObject = (value: Schema.Json): boolean =>
  typeof value === "object" && value !== null && !Array.isArray(value)

const succeeded = (value: Schema.Json) =>
  new McpSchema.CallToolResult({
    content: [{ type: "text", text: typeof value === "string" ? value : JSON.stringify(value, null, 2) }],
    ...(isJsonObject(value) ? { structuredContent: value } : {})
  })

const failed = (text: string) => new McpSchema.CallToolResult({ isError: true, content: [{ type: "text", text }] })

/** Undefined when they declined, closed the question, or when this client asks nobody anything. */
const elicit = (question: string, options: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const client = yield* Effect.serviceOption(McpSchema.McpServerClient)
    if (Option.isNone(client) || client.value.clientCapabilities.elicitation === undefined) return undefined
    const answer = options.length === 0 ? Schema.String : Schema.Literals(options)
    const { answer: said } = yield* McpServer.elicit({
      message: question,
      schema: Schema.Struct({ answer: answer.annotate({ title: "Answer" }) })
    }).pipe(Effect.provideService(McpSchema.McpServerClient, client.value))
    return said
  }).pipe(
    Effect.catchCause((cause) =>
      Effect.as(
        Cause.hasInterruptsOnly(cause) || Cause.hasFails(cause)
          ? Effect.void
          : Effect.logWarning("a question to the client failed", cause),
        undefined
      )
    )
  )

/** What runs when a client calls `name`: never fails, and interrupting it cancels the call. */
export const toolCall = (
  toolbox: Toolbox["Service"],
  caller: Caller,
  server: McpServer.McpServer["Service"],
  name: string
) =>
  Effect.fn("McpServer.call")(function* (input: unknown) {
    // a notification belongs to the request in whose context it is sent, whichever fiber of the toolbox sends it
    const request = yield* Effect.context<McpSchema.McpRequestContext>()
    const { requestMetadata } = yield* McpSchema.McpRequestContext
    const progressToken = requestMetadata?.progressToken
    const call: ToolCall = {
      caller,
      progress: ({ done, message, total }) =>
        isProgressToken(progressToken)
          ? server.notifications["notifications/progress"]({ progressToken, progress: done, total, message }).pipe(
              Effect.ignore,
              Effect.provideContext(request)
            )
          : Effect.void,
      log: (level, text) =>
        server.notifications["notifications/message"]({ level, logger: serverName, data: text }).pipe(
          Effect.ignore,
          Effect.provideContext(request)
        ),
      elicit: (question, options) => Effect.provideContext(elicit(question, options), request)
    }
    return yield* toolbox.call(name, input ?? {}, call).pipe(
      Effect.map(succeeded),
      Effect.catchTag("ToolError", (error: ToolError) => Effect.succeed(failed(error.message))),
      Effect.catchDefect((defect) =>
        Effect.as(
          Effect.logError(`the tool ${name} broke`, defect),
          failed("the tool broke; the service's log says how")
        )
      )
    )
  })
