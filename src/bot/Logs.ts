/**
 * Where the service's log and telemetry go: stderr, pretty for people or JSON for machines, and OTLP when an address is
 * configured. stdout belongs to whatever the command prints.
 */
import * as Effect from "effect/Effect"
import * as FetchHttpClient from "effect/http/FetchHttpClient"
import * as Layer from "effect/Layer"
import * as Logger from "effect/Logger"
import type * as LogLevel from "effect/LogLevel"
import * as Otlp from "effect/observability/Otlp"
import * as References from "effect/References"
import type { Config } from "./config/ConfigSchema.ts"
import { Startup } from "./Startup.ts"
import { version } from "./Version.ts"

const levels: Readonly<Record<Config["log"]["level"], LogLevel.LogLevel>> = {
  trace: "Trace",
  debug: "Debug",
  info: "Info",
  warn: "Warn",
  error: "Error",
  none: "None"
}

const layerTelemetry = ({ telemetry }: Config) =>
  telemetry.otlp === undefined
    ? Layer.empty
    : Otlp.layerJson({
        baseUrl: telemetry.otlp,
        resource: { serviceName: "orchestrator", serviceVersion: version }
      }).pipe(Layer.provide(FetchHttpClient.layer))

/** `quiet`: a person sits in front of this terminal; only what went wrong may interrupt. */
export const layerLogs = (options: { readonly quiet: boolean }) =>
  Layer.unwrap(
    Effect.map(Startup, ({ config }) => {
      const chosen = levels[config.log.level]
      return Layer.mergeAll(
        Logger.layer([
          config.log.format === "json" ? Logger.withConsoleError(Logger.formatJson) : Logger.consolePretty()
        ]),
        Layer.succeed(Logger.LogToStderr, true),
        Layer.succeed(References.MinimumLogLevel, options.quiet && config.log.level === "info" ? "Error" : chosen)
      ).pipe(Layer.provideMerge(layerTelemetry(config)))
    })
  )
