/**
 * A backend whose CLI processes are played inside this process: the real translation on the real bytes, without the
 * cost of hundreds of children. Owns the played processes; what they say is the row's.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Stream from "effect/Stream"
import { claudeCapabilities, makeClaudeBackend } from "../../src/adapters/backend/claude/ClaudeBackend.ts"
import { ClaudeConfig } from "../../src/adapters/backend/claude/ClaudeConfig.ts"
import { backendList } from "../../src/bot/BackendList.ts"
import type { CliExit, CliProcess } from "../../src/core/cli/CliProcess.ts"
import { CliProcesses } from "../../src/core/cli/CliProcesses.ts"
import { Ndjson } from "../../src/core/cli/Ndjson.ts"
import { type BackendManifest, defineBackend } from "../../src/core/ports/Manifest.ts"
import { conversationOf, hear, initialized, turnLines } from "./ClaudeLines.ts"

export interface PlayedTurn {
  readonly text: string
  readonly delta: (text: string) => void
  readonly end: () => void
}

export interface PlayedOptions {
  /** A process is asked for. */
  readonly onStart?: () => void
  /** A turn begins; one that is never ended keeps its lane. */
  readonly onTurn: (turn: PlayedTurn) => void
}

const makeProcess = (options: PlayedOptions, conversation: string): Effect.Effect<CliProcess> =>
  Effect.gen(function* () {
    const output = yield* Queue.unbounded<Uint8Array>()
    const exit = yield* Deferred.make<CliExit>()
    const encoder = new TextEncoder()
    let count = 0
    const print = (lines: ReadonlyArray<object>) => {
      const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("")
      Queue.offerUnsafe(output, encoder.encode(text))
    }
    const begin = (uuid: string, text: string) => {
      const lines = turnLines(conversation, `msg_${++count}`, uuid)
      let said = ""
      print(lines.begin)
      options.onTurn({
        text,
        delta: (delta) => {
          said += delta
          print([lines.delta(delta)])
        },
        end: () => print(lines.end(said))
      })
    }
    return {
      pid: 0,
      send: (value) =>
        Effect.sync(() => {
          const heard = hear(JSON.parse(Ndjson.encode(value)))
          if (heard?._tag === "Initialize") print([initialized(heard.request)])
          if (heard?._tag === "User") begin(heard.uuid, heard.text)
        }),
      endInput: Effect.void,
      lines: Ndjson.decode(Stream.fromQueue(output)),
      exit: Deferred.await(exit),
      stderrTail: Effect.succeed(""),
      signal: () => Effect.asVoid(Deferred.succeed(exit, { code: 0, signal: null, stderr: "" }))
    }
  })

/** Adds the backend `played` to the product's list. Must be called before the service is built. */
export const addPlayedBackend = (options: PlayedOptions): void => {
  const processes = CliProcesses.of({
    start: ({ args }) =>
      Effect.suspend(() => {
        options.onStart?.()
        return makeProcess(options, conversationOf(args))
      }),
    survivors: Effect.succeed([]),
    awaitGone: () => Effect.succeed(true),
    reap: () => Effect.succeed(0)
  })
  const manifest: BackendManifest = defineBackend({
    name: "played",
    title: "Played",
    config: ClaudeConfig,
    capabilities: claudeCapabilities,
    create: (config, surroundings) =>
      makeClaudeBackend(config, surroundings).pipe(Effect.provideService(CliProcesses, processes)),
    checks: () => Effect.succeed([])
  })
  // The list is what a new backend is added to; here at run time, because it is no part of the product.
  Object.assign(backendList, { [backendList.length]: manifest })
}
