/**
 * The terminal platform on given streams: with a screen when a person sits at both ends, line by line when not, as NDJSON
 * for scripts. Owns which of them it is.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import * as Random from "effect/Random"
import type * as Scope from "effect/Scope"
import type { ChatPlatform } from "../../../core/ports/ChatPlatform.ts"
import type { ConsoleConfig } from "./ConsoleConfig.ts"
import { makeFiles } from "./Files.ts"
import { conversationOf, makeInbound, personOf } from "./Inbound.ts"
import type { ConsoleInput } from "./Input.ts"
import { makeJson } from "./Json.ts"
import { makePersonsIds } from "./MessageIds.ts"
import { type ConsoleOutput, makeOutput } from "./Output.ts"
import { makePlain } from "./Plain.ts"
import { makeTerminal } from "./Terminal.ts"

export interface ConsoleOptions {
  readonly config: ConsoleConfig
  readonly input: ConsoleInput
  readonly output: ConsoleOutput
  readonly errors: ConsoleOutput
  /** The person's name on this machine. */
  readonly user: string
  /** Where files are kept that agents send. */
  readonly directory: string
  /** NO_COLOR is not set. */
  readonly colored: boolean
}

const saltRange = 36 ** 4

export const makeConsole = (
  options: ConsoleOptions
): Effect.Effect<ChatPlatform, never, FileSystem.FileSystem | Path.Path | Scope.Scope> =>
  Effect.gen(function* () {
    const { config, input } = options
    const { agent, conversation } = config
    const clock = yield* Clock.Clock
    const salt = (yield* Random.nextIntBetween(0, saltRange)).toString(36)
    const nextId = makePersonsIds(clock, salt)
    const output = yield* makeOutput(options.output)
    const person = personOf(options.user)
    if (config.mode === "json") return yield* makeJson({ input, output, person, conversation, agent, nextId })
    const inbound = makeInbound(conversationOf(conversation), person)
    const files = yield* makeFiles(options.directory)
    if (input.isTTY !== true || options.output.isTTY !== true) {
      const errors = yield* makeOutput(options.errors)
      return yield* makePlain({ input, output, errors, inbound, agent, files, nextId })
    }
    const { colored } = options
    return yield* makeTerminal({ input, stream: options.output, output, colored, inbound, agent, files, nextId })
  })
