/**
 * The tools over standard input and output, for one caller: the program that started this process. Owns the transport;
 * standard output belongs to the protocol from here on. Returns when standard input has ended: then nobody is left to
 * hear an answer, and calls that still run are given a moment and interrupted.
 */
import * as McpServer from "effect/ai/McpServer"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as Stdio from "effect/Stdio"
import * as Stream from "effect/Stream"
import { type Caller, Toolbox } from "../../../core/toolbox/Toolbox.ts"
import { instructions, serverName } from "./Instructions.ts"
import { protocols } from "./Protocols.ts"
import { announce, asksForResources, register } from "./Registrations.ts"

const lastAnswers = "1 second"

const isJson = (line: string) => Option.isSome(Schema.decodeOption(Schema.fromJsonString(Schema.Unknown))(line))

const notJson = `${JSON.stringify({ jsonrpc: "2.0", id: null, error: { code: -32700, message: "this line is no JSON" } })}\n`

export const serveStdio = Effect.fn("serveStdio")(function* (options: {
  readonly caller: Caller
  readonly version: string
}) {
  const stdio = yield* Stdio.Stdio
  const toolbox = yield* Toolbox
  const ended = yield* Deferred.make<void>()
  const made = yield* Deferred.make<McpServer.McpServer["Service"]>()
  const registered = yield* Effect.cached(
    Effect.flatMap(Deferred.await(made), (server) =>
      register(options.caller).pipe(
        Effect.provideService(McpServer.McpServer, server),
        Effect.provideService(Toolbox, toolbox)
      )
    )
  )
  let introduced = false

  // a line that waits for the list holds up no other: what cancels a call must not queue behind it
  const prepare = Effect.fnUntraced(function* (line: string) {
    if (line.trim() === "") return ""
    if (!isJson(line)) {
      yield* Stream.run(Stream.succeed(notJson), stdio.stdout({ endOnDone: false }))
      return ""
    }
    // the first line is answered before anything is made that it does not need; what follows waits until all is there
    if (introduced) {
      const { refresh } = yield* registered
      if (asksForResources(line)) yield* refresh
    }
    introduced = true
    return `${line}\n`
  })
  const stdin = stdio.stdin.pipe(
    Stream.decodeText(),
    Stream.splitLines,
    Stream.onEnd(Deferred.succeed(ended, undefined)),
    Stream.mapEffect(prepare, { concurrency: "unbounded", unordered: true }),
    Stream.encodeText
  )

  const server = McpServer.layerStdio({
    name: serverName,
    version: options.version,
    instructions,
    protocols,
    registrations: Layer.effectDiscard(announce(options.caller))
  }).pipe(Layer.provide(Layer.succeed(Stdio.Stdio, Stdio.Stdio.of({ ...stdio, stdin }))))
  const launched = Layer.launch(
    Layer.provideMerge(
      Layer.effectDiscard(Effect.flatMap(McpServer.McpServer, (each) => Deferred.succeed(made, each))),
      server
    )
  )

  const serving = yield* Effect.forkScoped(launched)
  yield* Effect.raceFirst(Fiber.await(serving), Effect.andThen(Deferred.await(ended), Effect.sleep(lastAnswers)))
}, Effect.scoped)
