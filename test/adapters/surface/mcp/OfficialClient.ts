/**
 * The protocol's own client, as programs have it, over whatever transport: what it was told on the way is kept. Owns the
 * client and its end with the scope.
 */
import { Client } from "@modelcontextprotocol/sdk/client/index.js"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js"
import {
  ElicitRequestSchema,
  type ElicitResult,
  LoggingMessageNotificationSchema,
  ResourceListChangedNotificationSchema
} from "@modelcontextprotocol/sdk/types.js"
import { Effect, Queue, type Scope } from "effect"

export interface OfficialClient {
  readonly client: Client
  /** Logs that came, in order. */
  readonly logs: Queue.Dequeue<{ readonly level: string; readonly data: unknown }>
  readonly questions: ReadonlyArray<{ readonly message: string; readonly schema: unknown }>
}

/** Connected, and closed with the scope. Without `answer` it can ask nobody anything. */
export const connect = (
  transport: Transport,
  answer?: () => ElicitResult
): Effect.Effect<OfficialClient, never, Scope.Scope> =>
  Effect.gen(function* () {
    const client = new Client(
      { name: "test", version: "1.0.0" },
      { capabilities: answer === undefined ? {} : { elicitation: {} } }
    )
    const logs = yield* Queue.unbounded<{ readonly level: string; readonly data: unknown }>()
    const questions: Array<{ readonly message: string; readonly schema: unknown }> = []
    client.setNotificationHandler(LoggingMessageNotificationSchema, ({ params: { data, level } }) => {
      Queue.offerUnsafe(logs, { level, data })
    })
    client.setNotificationHandler(ResourceListChangedNotificationSchema, () => {})
    if (answer !== undefined) {
      client.setRequestHandler(ElicitRequestSchema, ({ params }) => {
        questions.push({ message: params.message, schema: "requestedSchema" in params ? params.requestedSchema : {} })
        return answer()
      })
    }
    yield* Effect.acquireRelease(
      Effect.promise(() => client.connect(transport)),
      () => Effect.promise(() => client.close())
    )
    return { client, logs, questions }
  })

/** What a tool said, in words. */
export const textOf = (result: unknown): string => {
  const { content } = result as { readonly content: ReadonlyArray<{ readonly text?: string }> }
  return content.map(({ text = "" }) => text).join("\n")
}
