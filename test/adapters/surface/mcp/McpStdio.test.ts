/** The tools over lines in and out, against the protocol's own client. */

import { assert, describe, it } from "@effect/vitest"
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js"
import type { JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js"
import { type Cause, Effect, Fiber, Layer, Queue, Sink, Stdio, Stream } from "effect"
import { serveStdio } from "../../../../src/adapters/surface/mcp/McpStdio.ts"
import { UserId } from "../../../../src/core/model/Ids.ts"
import { Caller, Toolbox } from "../../../../src/core/toolbox/Toolbox.ts"
import { type FakeToolbox, makeFakeToolbox } from "./FakeToolbox.ts"
import { protocolClaims } from "./ProtocolClaims.ts"

const owner = Caller.make({ _tag: "Owner", person: { id: UserId.make("ada"), name: "Ada", roles: ["owner"] } })

/** A server on pipes in memory. */
const onPipes = Effect.fnUntraced(function* (fake: FakeToolbox) {
  const encoder = new TextEncoder()
  const stdin = yield* Queue.unbounded<Uint8Array, Cause.Done>()
  const lines = yield* Queue.unbounded<string>()
  const stdout = Sink.forEachArray((chunks: ReadonlyArray<string | Uint8Array>) =>
    Effect.sync(() => {
      for (const chunk of chunks) {
        const text = typeof chunk === "string" ? chunk : new TextDecoder().decode(chunk)
        for (const line of text.split("\n")) if (line !== "") Queue.offerUnsafe(lines, line)
      }
    })
  )
  const stdio = Stdio.layerTest({ stdin: Stream.fromQueue(stdin), stdout: () => stdout })
  const serving = yield* serveStdio({ caller: owner, version: "1.2.3" }).pipe(
    Effect.provide(Layer.merge(stdio, Layer.succeed(Toolbox, fake.toolbox))),
    Effect.forkScoped
  )
  return {
    serving,
    lines,
    write: (text: string) => Queue.offerUnsafe(stdin, encoder.encode(text)),
    endInput: () => Queue.endUnsafe(stdin)
  }
})

const serve = Effect.fnUntraced(function* (fake: FakeToolbox) {
  const pipes = yield* onPipes(fake)
  const transport: Transport = {
    start: async () => {},
    send: async (message) => {
      pipes.write(`${JSON.stringify(message)}\n`)
    },
    close: async () => {
      pipes.endInput()
      transport.onclose?.()
    }
  }
  yield* Queue.take(pipes.lines).pipe(
    Effect.map((line) => transport.onmessage?.(JSON.parse(line) as JSONRPCMessage)),
    Effect.forever,
    Effect.forkScoped
  )
  return transport
})

describe("tools over standard input and output", () => {
  protocolClaims(serve)

  it.live("says of garbage that it is, and goes on", () =>
    Effect.gen(function* () {
      const { lines, write } = yield* onPipes(yield* makeFakeToolbox)
      write("{ no json\n\n")
      assert.include(yield* Queue.take(lines), "-32700")
      write('{"jsonrpc":"2.0","id":1,"method":"ping"}\n')
      assert.include(yield* Queue.take(lines), '"id":1')
    })
  )

  it.live("ends with its input, also when a call never would", () =>
    Effect.gen(function* () {
      const fake = yield* makeFakeToolbox
      const { endInput, lines, serving, write } = yield* onPipes(fake)
      const params = { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } }
      write(`${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params })}\n`)
      assert.include(yield* Queue.take(lines), '"1.2.3"')
      write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
      write('{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"forever","arguments":{}}}\n')
      yield* fake.begun
      endInput()
      yield* fake.interrupted
      yield* Fiber.join(serving)
    })
  )
})
