/**
 * What `doctor` says of Claude Code: installed, which version, signed in. Asks the program itself, never a model.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { CliError } from "../../../core/cli/CliProcess.ts"
import { CliProcesses } from "../../../core/cli/CliProcesses.ts"
import { SessionId } from "../../../core/model/Ids.ts"
import type { Check, Surroundings } from "../../../core/ports/Manifest.ts"
import { type ClaudeConfig, claudeEnvironment } from "./ClaudeConfig.ts"
import { oneLine } from "./ToolInput.ts"

const install = "npm i -g @anthropic-ai/claude-code, or set backends.claude.command"
/** The first major version that speaks the protocol used here. */
const oldest = 2

const Auth = Schema.fromJsonString(
  Schema.Struct({ loggedIn: Schema.Boolean, authMethod: Schema.optionalKey(Schema.String) })
)
const readAuth = Schema.decodeUnknownExit(Auth)

const run = Effect.fnUntraced(function* (
  config: ClaudeConfig,
  surroundings: Surroundings,
  args: ReadonlyArray<string>
) {
  const processes = yield* CliProcesses
  const { environment } = surroundings
  const process = yield* processes.start({
    command: config.command,
    args: [...config.args, ...args],
    cwd: environment.HOME ?? "/",
    env: claudeEnvironment(config, environment),
    session: SessionId.make("default/doctor/claude")
  })
  yield* process.endInput
  const lines = yield* Stream.runCollect(process.lines)
  return lines.map((line) => line.text).join("\n")
}, Effect.scoped)

const bounded = (config: ClaudeConfig, surroundings: Surroundings, args: ReadonlyArray<string>) =>
  run(config, surroundings, args).pipe(
    Effect.timeoutOrElse({
      duration: "20 seconds",
      orElse: () =>
        Effect.fail(new CliError({ command: config.command, reason: "spawn-failed", detail: "does not answer" }))
    })
  )

const versionCheck = (said: string, command: string): Check => {
  const version = /\d+\.\d+\.\d+/.exec(said)?.[0]
  if (version === undefined || !/claude/i.test(said)) {
    return {
      name: "claude",
      state: "failed",
      found: `${command} is not claude: it says ${oneLine(said).slice(0, 80)}`,
      fix: install
    }
  }
  const old = Number.parseInt(version, 10) < oldest
  return {
    name: "claude",
    state: old ? "failed" : "ok",
    found: `claude ${version}`,
    fix: old ? "update it: npm i -g @anthropic-ai/claude-code" : ""
  }
}

const signInCheck = (said: string): Check => {
  const auth = readAuth(said)
  const name = "claude sign-in"
  if (!Exit.isSuccess(auth)) {
    return {
      name,
      state: "warning",
      found: "claude does not say whether it is signed in",
      fix: "run `claude auth status`"
    }
  }
  return auth.value.loggedIn
    ? { name, state: "ok", found: `signed in (${auth.value.authMethod ?? "unknown method"})`, fix: "" }
    : { name, state: "failed", found: "not signed in", fix: "run `claude` and sign in, or set ANTHROPIC_API_KEY" }
}

export const claudeChecks = Effect.fn("claude.checks")(function* (config: ClaudeConfig, surroundings: Surroundings) {
  const version = yield* Effect.result(bounded(config, surroundings, ["--version"]))
  if (version._tag === "Failure") {
    const { failure } = version
    return [
      {
        name: "claude",
        state: "failed",
        found: failure.reason === "not-found" ? "not installed" : failure.message,
        fix: install
      }
    ] satisfies ReadonlyArray<Check>
  }
  const installed = versionCheck(version.success, config.command)
  if (installed.state !== "ok") return [installed]
  const auth = yield* Effect.orElseSucceed(bounded(config, surroundings, ["auth", "status"]), () => "")
  return [installed, signInCheck(auth)]
})
