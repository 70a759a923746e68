/**
 * The whole service in this process, on a data directory of its own, with the loopback as its only platform.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layerTestService, makeTestHome, type TestHome } from "../support/TestService.ts"
import { type LoopbackOptions, loopbackConfig, makeLoopback } from "./LoopbackPlatform.ts"
import { stampingCli } from "./StampingCli.ts"

/** Backends of the bench: the CLI that stamps its words, and the one that is played. */
export type BenchBackend = "claude" | "played"

export interface BenchServiceOptions extends LoopbackOptions {
  readonly backend: BenchBackend
  /** More of the configuration, as YAML. */
  readonly config?: string
  /** The CLI behind `claude`; the stamping one when absent. */
  readonly cli?: { readonly command: string; readonly args: ReadonlyArray<string> }
  readonly environment?: Readonly<Record<string, string>>
  /** An existing data directory. */
  readonly home?: TestHome
}

/** Returns once the service listens; ends with the scope. */
export const startService = Effect.fnUntraced(function* (options: BenchServiceOptions) {
  const home = options.home ?? (yield* makeTestHome({ bench: { backend: options.backend } }))
  const { cli = { command: process.execPath, args: [stampingCli] } } = options
  const config = [
    "default: bench",
    loopbackConfig,
    `backends:\n  claude:\n    command: ${JSON.stringify(cli.command)}\n    args: ${JSON.stringify(cli.args)}`,
    options.config ?? ""
  ].join("\n")
  const loopback = makeLoopback(options)
  const { environment } = options
  const services = yield* Layer.build(
    layerTestService({
      home,
      platforms: [loopback.platform],
      config,
      ...(environment === undefined ? {} : { environment })
    })
  )
  yield* loopback.ready
  return { home, services, say: loopback.say }
})
