/**
 * What agents and other programs may ask of the service, each tool once, whoever carries it. Owns the list of tools, who
 * may call which, and what a call may reach: an owner everything, a session its own conversation and what is left of its
 * own budget. Must not know of any wire.
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { Person } from "../model/Conversation.ts"
import { SessionId } from "../model/Ids.ts"
import type { ToolShape } from "./ToolShape.ts"

/** Who calls. Made by whoever checked a token or owns a socket, never read off a wire. */
export const Caller = Schema.TaggedUnion({
  /** The person at this machine, or one with a token of theirs. */
  Owner: { person: Person },
  /** An agent's CLI, while it works in this session. */
  Session: { session: SessionId }
})
export type Caller = typeof Caller.Type

export class ToolError extends Schema.TaggedError<ToolError>()("ToolError", {
  /** `invalid`: the input is wrong. `refused`: this caller may not. `unknown`: no such tool, agent, worker. */
  reason: Schema.Literals(["invalid", "refused", "unknown", "failed"]),
  detail: Schema.String
}) {
  override get message() {
    return this.detail
  }
}

export interface ToolProgress {
  readonly done: number
  readonly total: number
  readonly message: string
}

export interface ToolCall {
  readonly caller: Caller
  readonly progress: (progress: ToolProgress) => Effect.Effect<void>
  readonly log: (level: "info" | "warning", text: string) => Effect.Effect<void>
  /** Asks the person at the caller's end; undefined when they declined or cannot be asked. */
  readonly elicit: (question: string, options: ReadonlyArray<string>) => Effect.Effect<string | undefined>
}

/** Something that can be read: `orchestrator://agents`, `orchestrator://worker/w-7k2f9q`. */
export interface ToolResource {
  readonly uri: string
  readonly name: string
  readonly mediaType: "application/json" | "text/markdown"
}

export class Toolbox extends Context.Service<
  Toolbox,
  {
    /** Those that this caller may call. */
    readonly shapes: (caller: Caller) => ReadonlyArray<ToolShape>
    /**
     * Checks the input, runs the tool; the answer meets the shape's output schema, encoded. Interrupting it ends the
     * waiting alone: what was started goes on.
     */
    readonly call: (name: string, input: unknown, call: ToolCall) => Effect.Effect<Schema.Json, ToolError>
    readonly resources: (caller: Caller) => Effect.Effect<ReadonlyArray<ToolResource>, ToolError>
    readonly read: (
      caller: Caller,
      uri: string
    ) => Effect.Effect<{ readonly mediaType: string; readonly text: string }, ToolError>
  }
>()("orchestrator/toolbox/Toolbox") {}
