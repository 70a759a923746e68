/**
 * What `codex app-server` says, as far as it is read. Owns the schemas of messages, items and requests; tolerant by
 * design: only fields that are used are named, and everything else may come, change or go.
 */
import * as Schema from "effect/Schema"

const maybe = <S extends Schema.Top>(schema: S) => Schema.optionalKey(Schema.NullOr(schema))

export const RequestId = Schema.Union([Schema.Finite, Schema.String])
export type RequestId = typeof RequestId.Type

/** Any line. A request of the server has `method` and `id`; the two sides count their ids independently. */
export const Message = Schema.Struct({
  id: Schema.optionalKey(RequestId),
  method: Schema.optionalKey(Schema.String),
  params: Schema.optionalKey(Schema.Unknown),
  result: Schema.optionalKey(Schema.Unknown),
  error: maybe(Schema.Struct({ message: Schema.String })),
  emittedAtMs: maybe(Schema.Finite)
})
export type Message = typeof Message.Type

export const FileChange = Schema.Struct({
  path: Schema.String,
  kind: Schema.Struct({ type: Schema.String, move_path: maybe(Schema.String) }),
  diff: Schema.String
})
export type FileChange = typeof FileChange.Type

const CommandAction = Schema.Struct({ type: Schema.String })

/** What a turn is made of. An item of a type that is not listed does not decode. */
export const Item = Schema.Union([
  Schema.Struct({
    type: Schema.Literal("userMessage"),
    id: Schema.String,
    clientId: maybe(Schema.String),
    content: Schema.Array(Schema.Struct({ type: Schema.String, text: maybe(Schema.String) }))
  }),
  Schema.Struct({ type: Schema.Literals(["agentMessage", "plan"]), id: Schema.String, text: Schema.String }),
  Schema.Struct({ type: Schema.Literal("reasoning"), id: Schema.String }),
  Schema.Struct({
    type: Schema.Literal("commandExecution"),
    id: Schema.String,
    command: Schema.String,
    status: Schema.String,
    commandActions: maybe(Schema.Array(CommandAction)),
    aggregatedOutput: maybe(Schema.String),
    exitCode: maybe(Schema.Finite)
  }),
  Schema.Struct({
    type: Schema.Literal("fileChange"),
    id: Schema.String,
    changes: Schema.Array(FileChange),
    status: Schema.String
  }),
  Schema.Struct({
    type: Schema.Literal("mcpToolCall"),
    id: Schema.String,
    server: Schema.String,
    tool: Schema.String,
    status: Schema.String,
    arguments: Schema.optionalKey(Schema.Unknown),
    result: maybe(Schema.Struct({ content: Schema.Array(Schema.Unknown) })),
    error: maybe(Schema.Struct({ message: Schema.String }))
  }),
  Schema.Struct({
    type: Schema.Literal("dynamicToolCall"),
    id: Schema.String,
    tool: Schema.String,
    status: Schema.String,
    arguments: Schema.optionalKey(Schema.Unknown)
  }),
  Schema.Struct({
    type: Schema.Literal("collabAgentToolCall"),
    id: Schema.String,
    tool: Schema.String,
    status: Schema.String,
    prompt: maybe(Schema.String)
  }),
  Schema.Struct({ type: Schema.Literal("webSearch"), id: Schema.String, query: maybe(Schema.String) }),
  Schema.Struct({ type: Schema.Literal("imageView"), id: Schema.String, path: Schema.String }),
  Schema.Struct({
    type: Schema.Literals(["enteredReviewMode", "exitedReviewMode"]),
    id: Schema.String,
    review: Schema.String
  }),
  Schema.Struct({
    type: Schema.Literals([
      "contextCompaction",
      "sleep",
      "imageGeneration",
      "subAgentActivity",
      "hookPrompt",
      "functionCallOutput"
    ]),
    id: Schema.String
  })
])
export type Item = typeof Item.Type

/** `codexErrorInfo` is a word or `{word: {httpStatusCode}}`; new words appear without notice. */
export const TurnError = Schema.Struct({
  message: Schema.String,
  codexErrorInfo: Schema.optionalKey(Schema.Unknown),
  additionalDetails: maybe(Schema.String)
})
export type TurnError = typeof TurnError.Type

export const WireTurn = Schema.Struct({
  id: Schema.String,
  status: Schema.String,
  error: maybe(TurnError),
  items: maybe(Schema.Array(Schema.Unknown))
})
export type WireTurn = typeof WireTurn.Type

/** Tokens of the thread so far (`total`) or of the last model call (`last`). */
export const Tokens = Schema.Struct({
  totalTokens: Schema.Natural,
  inputTokens: Schema.Natural,
  cachedInputTokens: Schema.Natural,
  cacheWriteInputTokens: Schema.optionalKey(Schema.Natural),
  outputTokens: Schema.Natural,
  reasoningOutputTokens: Schema.Natural
})
export type Tokens = typeof Tokens.Type

const inTurn = { threadId: Schema.String, turnId: Schema.String }
const RateWindow = maybe(Schema.Struct({ usedPercent: Schema.Finite, resetsAt: maybe(Schema.Finite) }))

export const TurnEvent = Schema.Struct({ threadId: Schema.String, turn: WireTurn })
export const ItemEvent = Schema.Struct({ ...inTurn, item: Item })
export const UnknownItemEvent = Schema.Struct({ ...inTurn, item: Schema.Struct({ type: Schema.String }) })
export const Delta = Schema.Struct({ ...inTurn, itemId: Schema.String, delta: Schema.String })
export const SummaryPart = Schema.Struct({ ...inTurn, summaryIndex: Schema.Finite })
export const PlanUpdate = Schema.Struct({
  ...inTurn,
  plan: Schema.Array(Schema.Struct({ step: Schema.String, status: Schema.String }))
})
export const TokenUpdate = Schema.Struct({
  ...inTurn,
  tokenUsage: Schema.Struct({ total: Tokens, last: Tokens, modelContextWindow: maybe(Schema.Finite) })
})
export const ErrorEvent = Schema.Struct({ ...inTurn, error: TurnError, willRetry: Schema.Boolean })
export const Resolved = Schema.Struct({ requestId: RequestId })
export const RateLimits = Schema.Struct({
  rateLimits: Schema.Struct({ primary: RateWindow, secondary: RateWindow })
})
export const Rerouted = Schema.Struct({ ...inTurn, fromModel: Schema.String, toModel: Schema.String })
export const Warning = Schema.Struct({ message: Schema.String })
export const McpStartup = Schema.Struct({ name: Schema.String, status: Schema.String, error: maybe(Schema.String) })

/** Requests of the server that a person answers. */
export const CommandApproval = Schema.Struct({
  itemId: Schema.String,
  kind: maybe(Schema.String),
  command: maybe(Schema.String),
  cwd: maybe(Schema.String),
  reason: maybe(Schema.String),
  networkApprovalContext: maybe(Schema.Struct({ host: Schema.String })),
  additionalPermissions: maybe(Schema.Unknown)
})
export const FileApproval = Schema.Struct({
  itemId: Schema.String,
  reason: maybe(Schema.String),
  grantRoot: maybe(Schema.String)
})
export const PermissionsApproval = Schema.Struct({
  reason: maybe(Schema.String),
  permissions: Schema.Record(Schema.String, Schema.Unknown)
})
export const UserInputRequest = Schema.Struct({
  questions: Schema.Array(
    Schema.Struct({
      id: Schema.String,
      header: Schema.String,
      question: Schema.String,
      isSecret: maybe(Schema.Boolean),
      options: maybe(Schema.Array(Schema.Struct({ label: Schema.String, description: Schema.String })))
    })
  )
})
const FormProperty = Schema.Struct({
  type: maybe(Schema.String),
  title: maybe(Schema.String),
  description: maybe(Schema.String),
  enum: maybe(Schema.Array(Schema.String))
})
export type FormProperty = typeof FormProperty.Type
export const Elicitation = Schema.Struct({
  serverName: Schema.String,
  mode: Schema.String,
  message: maybe(Schema.String),
  url: maybe(Schema.String),
  requestedSchema: maybe(Schema.Struct({ properties: maybe(Schema.Record(Schema.String, FormProperty)) })),
  _meta: maybe(
    Schema.Struct({
      codex_approval_kind: maybe(Schema.String),
      persist: maybe(Schema.Unknown),
      tool_name: maybe(Schema.String),
      tool_params: maybe(Schema.Unknown)
    })
  )
})
export type Elicitation = typeof Elicitation.Type

/** Answers to our own requests. */
export const ThreadOpened = Schema.Struct({
  thread: Schema.Struct({ id: Schema.String }),
  model: maybe(Schema.String)
})
export const TurnsListed = Schema.Struct({ data: Schema.Array(WireTurn) })
export const ThreadsListed = Schema.Struct({ data: Schema.Array(Schema.Struct({ id: Schema.String })) })

/** Sent although nobody reads them; most are also switched off by `initialize`. */
export const unread: ReadonlyArray<string> = [
  "account/updated",
  "app/list/updated",
  "configWarning",
  "deprecationNotice",
  "hook/completed",
  "hook/started",
  "item/commandExecution/terminalInteraction",
  "item/fileChange/outputDelta",
  "item/fileChange/patchUpdated",
  "item/mcpToolCall/progress",
  "remoteControl/status/changed",
  "skills/changed",
  "thread/goal/cleared",
  "thread/goal/updated",
  "thread/name/updated",
  "thread/readState/changed",
  "thread/settings/updated",
  "thread/started",
  "thread/status/changed",
  "turn/diff/updated"
]
