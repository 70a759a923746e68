/**
 * What `codex exec --json` says, as far as it is read. Owns the schemas of its lines; tolerant like the app-server's.
 */
import * as Schema from "effect/Schema"
import { SnakeTokens } from "./Rollout.ts"

const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

export const ExecItem = Schema.Union([
  Schema.Struct({ type: Schema.Literals(["agent_message", "reasoning"]), id: Schema.String, text: Schema.String }),
  Schema.Struct({
    type: Schema.Literal("command_execution"),
    id: Schema.String,
    command: Schema.String,
    aggregated_output: maybe(Schema.String),
    status: Schema.String
  }),
  Schema.Struct({
    type: Schema.Literal("file_change"),
    id: Schema.String,
    changes: Schema.Array(Schema.Struct({ path: Schema.String, kind: Schema.String })),
    status: Schema.String
  }),
  Schema.Struct({
    type: Schema.Literal("mcp_tool_call"),
    id: Schema.String,
    server: Schema.String,
    tool: Schema.String,
    arguments: Schema.optionalKey(Schema.Unknown),
    result: maybe(Schema.Struct({ content: Schema.Array(Schema.Unknown) })),
    error: maybe(Schema.Struct({ message: Schema.String })),
    status: Schema.String
  }),
  Schema.Struct({ type: Schema.Literal("web_search"), id: Schema.String, query: maybe(Schema.String) }),
  Schema.Struct({
    type: Schema.Literal("todo_list"),
    id: Schema.String,
    items: Schema.Array(Schema.Struct({ text: Schema.String, completed: Schema.Boolean }))
  }),
  Schema.Struct({ type: Schema.Literal("error"), id: Schema.String, message: Schema.String })
])
export type ExecItem = typeof ExecItem.Type

export const ExecLine = Schema.Union([
  Schema.Struct({ type: Schema.Literal("thread.started"), thread_id: Schema.NonEmptyString }),
  Schema.Struct({ type: Schema.Literal("turn.started") }),
  Schema.Struct({ type: Schema.Literals(["item.started", "item.updated", "item.completed"]), item: ExecItem }),
  Schema.Struct({ type: Schema.Literal("error"), message: Schema.String }),
  Schema.Struct({ type: Schema.Literal("turn.completed"), usage: SnakeTokens }),
  Schema.Struct({ type: Schema.Literal("turn.failed"), error: Schema.Struct({ message: Schema.String }) })
])
