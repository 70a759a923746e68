/**
 * What `doctor` says of codex: found, its version, signed in, each with its fix. Owns only asking and wording.
 */
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Path from "effect/Path"
import * as Stream from "effect/Stream"
import type { CliError } from "../../../core/cli/CliProcess.ts"
import { CliProcesses } from "../../../core/cli/CliProcesses.ts"
import { SessionId } from "../../../core/model/Ids.ts"
import type { Check } from "../../../core/ports/Manifest.ts"
import { type Launch, notStarted } from "./AppServer.ts"
import { codexHome } from "./CodexConfig.ts"
import { plainStderr, signInRemedy } from "./Outcomes.ts"

/** The version against which the wire was read. */
const oldest = [0, 160, 0] as const
const patience = Duration.seconds(20)

interface Said {
  readonly code: number | null
  readonly text: string
}

const ask = Effect.fnUntraced(function* (launch: Launch, args: ReadonlyArray<string>) {
  const processes = yield* CliProcesses
  const process = yield* processes.start({
    command: launch.config.command,
    args: [...launch.config.args, ...args],
    cwd: "/",
    env: launch.environment,
    session: SessionId.make("doctor/codex")
  })
  yield* process.endInput
  const lines = yield* Stream.runCollect(process.lines)
  const exit = yield* process.exit
  const text = [...lines.map((line) => line.text), plainStderr(exit.stderr)].join("\n").trim()
  return { code: exit.code, text } satisfies Said
}, Effect.scoped)

const isOld = (version: ReadonlyArray<number>): boolean => {
  for (const [at, least] of oldest.entries()) {
    const part = version[at] ?? 0
    if (part !== least) return part < least
  }
  return false
}

const missing = (error: CliError): Check => {
  const { reason } = notStarted(error)
  return {
    name: "codex",
    state: "failed",
    found: error.reason === "not-found" ? "not installed" : error.message,
    fix: reason._tag === "CannotStart" ? reason.remedy : ""
  }
}

const versionCheck = (said: Said): Check => {
  const version = /(\d+)\.(\d+)\.(\d+)/.exec(said.text)
  if (said.code !== 0 || version === null) {
    return { name: "codex", state: "failed", found: said.text, fix: "check that the command is the codex cli" }
  }
  return isOld(version.slice(1).map(Number))
    ? {
        name: "codex",
        state: "warning",
        found: `codex ${version[0]} is older than ${oldest.join(".")}`,
        fix: "update it with `npm install -g @openai/codex`"
      }
    : { name: "codex", state: "ok", found: `codex ${version[0]}`, fix: "" }
}

/** A model provider of one's own has its own key, of which `codex login status` knows nothing. */
const hasOwnProvider = Effect.fnUntraced(function* (launch: Launch) {
  const files = yield* FileSystem.FileSystem
  const path = yield* Path.Path
  const text = yield* files
    .readFileString(path.join(codexHome(launch.environment), "config.toml"))
    .pipe(Effect.orElseSucceed(() => ""))
  return /^\s*model_provider\s*=/m.test(text)
})

const signInCheck = (said: Said, ownProvider: boolean): Check => {
  const name = "codex sign-in"
  if (said.code === 0) return { name, state: "ok", found: "codex is signed in", fix: "" }
  return ownProvider
    ? { name, state: "warning", found: "not signed in; the configuration names another model provider", fix: "" }
    : { name, state: "failed", found: "codex is not signed in", fix: signInRemedy }
}

const unanswered = (name: string): Check => ({
  name,
  state: "failed",
  found: "codex did not answer within 20 s",
  fix: "run `codex --version` in a terminal and see what it says"
})

export const checkCodex = Effect.fn("codex.checks")(function* (
  launch: Launch
): Effect.fn.Return<ReadonlyArray<Check>, never, CliProcesses | FileSystem.FileSystem | Path.Path> {
  const version = yield* ask(launch, ["--version"]).pipe(
    Effect.map(versionCheck),
    Effect.catch((error) => Effect.succeed(missing(error))),
    Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.succeed(unanswered("codex")) })
  )
  if (version.state === "failed") return [version]
  const ownProvider = yield* hasOwnProvider(launch)
  const signIn = yield* ask(launch, ["login", "status"]).pipe(
    Effect.map((said) => signInCheck(said, ownProvider)),
    Effect.catch((error) => Effect.succeed(missing(error))),
    Effect.timeoutOrElse({ duration: patience, orElse: () => Effect.succeed(unanswered("codex sign-in")) })
  )
  return [version, signIn]
})
