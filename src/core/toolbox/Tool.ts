/**
 * One tool as it is called: what comes in is checked by its shape, what goes out is encoded by it. Owns the words for
 * input that is wrong; what the tool does is its own.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { schemaProblems } from "../agents/SchemaProblems.ts"
import type { Acting } from "./Acting.ts"
import { type ToolCall, ToolError } from "./Toolbox.ts"
import type { ToolShape } from "./ToolShape.ts"

export interface ToolContext {
  readonly acting: Acting
  readonly call: ToolCall
}

export interface Tool {
  readonly shape: ToolShape
  readonly run: (input: unknown, context: ToolContext) => Effect.Effect<Schema.Json, ToolError>
}

const mostProblems = 5

const wrongInput = (name: string, error: Schema.SchemaError, input: unknown) => {
  const problems = schemaProblems(error, input).slice(0, mostProblems)
  const lines = problems.map(({ path, text }) => `${path.length === 0 ? "input" : path.join(".")}: ${text}`)
  return new ToolError({ reason: "invalid", detail: `${name}: ${lines.join("; ")}` })
}

/** What is the caller's business where a service failed, in its own words. */
export const failed = (error: { readonly message: string }) =>
  new ToolError({ reason: "failed", detail: error.message })

export const tool = <In, Out>(
  shape: ToolShape & { readonly input: Schema.Codec<In, unknown>; readonly output: Schema.Codec<Out, unknown> },
  run: (input: In, context: ToolContext) => Effect.Effect<Out, ToolError>
): Tool => {
  const decode = Schema.decodeUnknownEffect(shape.input, { errors: "all", onExcessProperty: "error" })
  const encode = Schema.encodeEffect(Schema.toCodecJson(shape.output))
  return {
    shape,
    run: (input, context) =>
      decode(input ?? {}).pipe(
        Effect.mapError((error) => wrongInput(shape.name, error, input)),
        Effect.flatMap((decoded) => run(decoded, context)),
        Effect.flatMap((output) => Effect.orDie(encode(output)))
      )
  }
}
