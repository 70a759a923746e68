/**
 * What one caller finds on their server: the tools that they may call, and what they may read. Owns registering them with
 * the protocol's server. What can be read comes and goes, and the protocol's server lists what is registered: `refresh`
 * brings it up to date, for whoever sees that a client is about to ask.
 */
import * as McpSchema from "effect/ai/McpSchema"
import * as McpServer from "effect/ai/McpServer"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import { type Caller, Toolbox, type ToolError, type ToolResource } from "../../../core/toolbox/Toolbox.ts"
import type { ToolShape } from "../../../core/toolbox/ToolShape.ts"
import { toolCall } from "./ToolCalls.ts"
import { inputSchema, outputSchema } from "./ToolSchemas.ts"

const scheme = "orchestrator"

/** Whatever lies below the scheme, in as many parts as addresses have: what is there is the toolbox's to say. */
const templates = [
  { uriTemplate: `${scheme}://{kind}`, routerPath: `${scheme}:://:0` },
  { uriTemplate: `${scheme}://{kind}/{id}`, routerPath: `${scheme}:://:0/:1` },
  { uriTemplate: `${scheme}://{kind}/{id}/{part}`, routerPath: `${scheme}:://:0/:1/:2` }
]

const addTemplates = Effect.fnUntraced(function* (
  read: (uri: string) => Effect.Effect<McpSchema.ReadResourceResult, McpSchema.InvalidParams | McpSchema.InternalError>
) {
  const server = yield* McpServer.McpServer
  for (const { routerPath, uriTemplate } of templates) {
    yield* server.addResourceTemplate({
      template: new McpSchema.ResourceTemplate({ name: uriTemplate, uriTemplate }),
      annotations: Context.empty(),
      completions: {},
      routerPath,
      handle: read
    })
  }
})

const describe = ({ description, input, name, output, readOnly, title }: ToolShape) => {
  const gives = outputSchema(output)
  return new McpSchema.Tool({
    name,
    title,
    description,
    inputSchema: inputSchema(input),
    ...(gives === undefined ? {} : { outputSchema: gives }),
    annotations: McpSchema.ToolAnnotations.make({
      title,
      readOnlyHint: readOnly,
      destructiveHint: false,
      idempotentHint: readOnly,
      openWorldHint: false
    })
  })
}

const unreadable = (error: ToolError) =>
  error.reason === "failed"
    ? new McpSchema.InternalError({ message: error.message })
    : new McpSchema.InvalidParams({ message: error.message })

/**
 * Registers that there are tools and things to read, and no more: enough for a client that introduces itself. What they
 * take and give takes a while to say; `register` says it before anybody is answered who asks, and the protocol's server
 * then tells the client that the lists have changed, which is true.
 */
export const announce = Effect.fn("McpServer.announce")(function* (caller: Caller) {
  const server = yield* McpServer.McpServer
  const { shapes } = yield* Toolbox
  const [first] = shapes(caller)
  if (first !== undefined) {
    yield* server.addTool({
      tool: new McpSchema.Tool({ name: first.name, inputSchema: { type: "object" } }),
      annotations: Context.empty(),
      handle: () => Effect.fail(new McpSchema.InternalError({ message: "the tools are not there yet; call again" }))
    })
  }
  yield* addTemplates(() => Effect.fail(new McpSchema.InternalError({ message: "nothing is there yet; read again" })))
})

/** Registers everything of the caller; returns what brings the list of readable things up to date. */
export const register = Effect.fn("McpServer.register")(function* (caller: Caller) {
  const server = yield* McpServer.McpServer
  const toolbox = yield* Toolbox

  for (const shape of toolbox.shapes(caller)) {
    yield* server.addTool({
      tool: describe(shape),
      annotations: Context.empty(),
      handle: toolCall(toolbox, caller, server, shape.name)
    })
  }

  const read = (uri: string) =>
    Effect.map(toolbox.read(caller, uri), ({ mediaType, text }) => ({ contents: [{ uri, mimeType: mediaType, text }] }))
  yield* addTemplates((uri) => Effect.mapError(read(uri), unreadable))

  /** A registration cannot be taken back: one that is not among these is not shown. */
  let listed: ReadonlySet<string> = new Set()
  const known = new Set<string>()
  const addResource = ({ mediaType, name, uri }: ToolResource) =>
    server.addResource({
      resource: new McpSchema.Resource({ uri, name, mimeType: mediaType }),
      annotations: Context.make(McpSchema.EnabledWhen, () => listed.has(uri)),
      handle: Effect.mapError(read(uri), (error) => new McpSchema.InternalError({ message: error.message }))
    })

  return {
    refresh: Effect.gen(function* () {
      const found = yield* toolbox.resources(caller)
      listed = new Set(found.map(({ uri }) => uri))
      for (const resource of found) {
        if (known.has(resource.uri)) continue
        known.add(resource.uri)
        yield* addResource(resource)
      }
    }).pipe(Effect.tapError(Effect.logWarning), Effect.ignore)
  }
})

/** Whether this text from a client may ask for the list of what can be read. */
export const asksForResources = (text: string): boolean => text.includes("resources/list")
