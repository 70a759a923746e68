/**
 * The file in which the CLI is told of MCP servers, the service's own among them. Owns its shape, who may read it, and
 * that it does not stay: not after its scope, and not after a service that was killed.
 */
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Path from "effect/Path"
import * as Redacted from "effect/Redacted"
import { type OpenSession, ownToolsName } from "../../../core/ports/AgentBackend.ts"
import { mintToken } from "./MessageId.ts"

/** How long one of the service's own tools may take: some of them wait for a worker, or for a person. */
const toolMillis = 3_600_000
/** No start takes as long: a file of that age was left by a service that was killed. */
const abandoned = Duration.toMillis("1 hour")

const ownServer = ({ tools }: OpenSession) =>
  tools === undefined
    ? {}
    : {
        [ownToolsName]: {
          type: "http",
          url: tools.url,
          headers: { Authorization: `Bearer ${Redacted.value(tools.token)}` },
          timeout: toolMillis
        }
      }

const sweep = Effect.fnUntraced(function* (directory: string) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const now = yield* Clock.currentTimeMillis
  for (const name of yield* files.readDirectory(directory)) {
    if (!/^mcp-.*\.json$/.test(name)) continue
    const file = path.join(directory, name)
    const at = Option.getOrUndefined((yield* files.stat(file)).mtime)?.getTime() ?? now
    if (now - at > abandoned) yield* files.remove(file, { force: true })
  }
})

/**
 * The MCP servers of agent and service as a file of mode 0600, for as long as the scope is open; undefined without any.
 * Their tokens are seen in no argument and in no environment.
 */
export const mcpConfigFile = Effect.fnUntraced(function* (options: OpenSession, directory: string) {
  const servers = { ...options.agent.mcp, ...ownServer(options) }
  if (Object.keys(servers).length === 0) return undefined
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  yield* files.makeDirectory(directory, { recursive: true })
  yield* Effect.ignore(sweep(directory), { log: "Debug" })
  const file = path.join(directory, `mcp-${yield* mintToken}.json`)
  yield* Effect.acquireRelease(
    files.writeFileString(file, JSON.stringify({ mcpServers: servers }), { mode: 0o600 }),
    () => Effect.ignore(files.remove(file, { force: true }), { log: "Warn" })
  )
  return file
})
