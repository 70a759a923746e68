/**
 * The orchestrator, as a table of contents.
 */
// First of all imports: schemas that are made after it are compiled, which halves the time that a CLI's line takes.
import "effect/schema/SchemaJITCompiler/enable"
import * as NodeRuntime from "@effect/platform-node/NodeRuntime"
import * as NodeServices from "@effect/platform-node/NodeServices"
import * as Command from "effect/cli/Command"
import * as Effect from "effect/Effect"
import { layerPresenter } from "./CliPresenter.ts"
import { agents } from "./commands/Agents.ts"
import { chat } from "./commands/Chat.ts"
import { cost } from "./commands/Cost.ts"
import { doctor } from "./commands/Doctor.ts"
import { exportSession } from "./commands/Export.ts"
import { login } from "./commands/Login.ts"
import { mcp } from "./commands/Mcp.ts"
import { send } from "./commands/Send.ts"
import { sessions } from "./commands/Sessions.ts"
import { setup } from "./commands/Setup.ts"
import { start } from "./commands/Start.ts"
import { version as versionCommand } from "./commands/Version.ts"
import { workers } from "./commands/Workers.ts"
import { exitCodes, reportError } from "./ReportError.ts"
import { version } from "./Version.ts"

const orchestrator = Command.make("orchestrator").pipe(
  Command.withDescription("Named coding agents where your team already talks"),
  Command.withSubcommands([
    setup,
    start,
    login,
    chat,
    send,
    agents,
    sessions,
    workers,
    cost,
    exportSession,
    mcp,
    doctor,
    versionCommand
  ]),
  Command.withExamples([
    { command: "orchestrator setup", description: "connects a chat platform step by step" },
    { command: "orchestrator start", description: "runs the service" },
    { command: "orchestrator doctor", description: "finds what is missing" },
    { command: "orchestrator --completions bash", description: "prints completions: bash, zsh, fish, powershell" }
  ])
)

orchestrator.pipe(
  Command.run({ version }),
  reportError,
  Effect.provide([NodeServices.layer, layerPresenter]),
  NodeRuntime.runMain({ disableErrorReporting: true, teardown: exitCodes })
)
