/**
 * `orchestrator mcp`: the tools for the program that started this one, over standard input and output. Owns what it costs
 * to start: this file and what it imports load before the first answer, everything heavier when the first call needs it.
 */
import * as NodeFileSystem from "@effect/platform-node/NodeFileSystem"
import * as NodePath from "@effect/platform-node/NodePath"
import * as NodeStdio from "@effect/platform-node/NodeStdio"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import * as References from "effect/References"
import { serveStdio } from "../adapters/surface/mcp/McpStdio.ts"
import { remoteToolbox } from "../core/control/RemoteToolbox.ts"
import { Caller, Toolbox } from "../core/toolbox/Toolbox.ts"
import { makeAttachment } from "./Attachment.ts"
import { dataDirectory } from "./config/DataDirectory.ts"
import { localPerson } from "./LocalPerson.ts"
import { socketPathOf } from "./SocketAddress.ts"
import { version } from "./Version.ts"

const environment = Effect.sync(() =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))
  )
)

/** Returns when standard input has ended and what was started for it is gone. */
export const mcpProgram = Effect.gen(function* () {
  const home = yield* dataDirectory({ environment: yield* environment, start: process.cwd() })
  const attachment = yield* makeAttachment(yield* socketPathOf(home))
  const toolbox = remoteToolbox({ ...attachment, callName: Effect.sync(() => crypto.randomUUID()) })
  const caller = Caller.make({ _tag: "Owner", person: yield* localPerson })
  yield* serveStdio({ caller, version }).pipe(Effect.provideService(Toolbox, toolbox))
}).pipe(
  Effect.scoped,
  Effect.provide(
    Layer.mergeAll(
      NodeFileSystem.layer,
      NodePath.layer,
      NodeStdio.layer,
      Logger.layer([Logger.withConsoleError(Logger.formatLogFmt)]),
      Layer.succeed(Logger.LogToStderr, true),
      Layer.succeed(References.MinimumLogLevel, "Warn")
    )
  )
)
