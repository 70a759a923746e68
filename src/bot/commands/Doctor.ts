/**
 * `orchestrator doctor`: what is right, what is wrong and what to do about it. Ends with 1 when something failed.
 */

import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Console from "effect/Console"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as References from "effect/References"
import { doctorJson, doctorText, isHealthy } from "../doctor/DoctorReport.ts"
import { examine } from "../doctor/Examine.ts"
import { AlreadySaid } from "../ReportError.ts"
import { version } from "../Version.ts"

/** What it finds is in the report: the log would say it twice. */
const quiet = Layer.succeed(References.MinimumLogLevel, "None")

export const doctor = Command.make(
  "doctor",
  { json: Flag.Boolean("json").pipe(Flag.withDescription("As JSON, for scripts"), Flag.withDefault(false)) },
  Effect.fn("doctor")(function* ({ json }) {
    const findings = yield* examine.pipe(Effect.provide(Layer.mergeAll(NodeServices.layer, quiet)))
    yield* Console.log(json ? doctorJson(findings) : doctorText(version, findings))
    if (!isHealthy(findings)) return yield* new AlreadySaid()
  })
).pipe(Command.withDescription("Checks everything that the service needs, with a fix for each fault"))
