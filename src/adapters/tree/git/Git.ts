/**
 * Git as a program that only looks: no lock, no prompt, no pager, no network. A repository's own configuration is
 * hostile, since whoever may write in the directory may write it: whatever in it names a program is put out of action.
 */
import * as ByteSize from "effect/ByteSize"
import * as Data from "effect/Data"
import * as Effect from "effect/Effect"
import * as ChildProcess from "effect/process/ChildProcess"
import { ChildProcessSpawner } from "effect/process/ChildProcessSpawner"
import * as Stream from "effect/Stream"

/** Git is not there, refused, or had more to say than is read. */
export class GitFailed extends Data.TaggedError("GitFailed")<{ readonly detail: string }> {}

export interface GitOptions {
  /** The machine's environment: of it git sees where programs and the person's own settings are. */
  readonly environment: Readonly<Record<string, string>>
}

const mostOutput = ByteSize.mebibytes(16)

const seen = ["PATH", "HOME", "XDG_CONFIG_HOME"]

const quiet = {
  LC_ALL: "C",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_TERMINAL_PROMPT: "0",
  GIT_NO_LAZY_FETCH: "1",
  GIT_PAGER: "cat"
}

type Settings = ReadonlyArray<readonly [key: string, value: string]>

/** Under these git runs nothing of the directory's and trusts no claim that a file is unchanged. */
const harmless: Settings = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.ignoreStat", "false"],
  ["core.checkStat", "default"],
  ["core.trustctime", "true"],
  ["status.submoduleSummary", "false"]
]

const failed = (detail: string) => new GitFailed({ detail })

const asArguments = (settings: Settings) => settings.flatMap(([key, value]) => ["-c", `${key}=${value}`])

export const makeGit = Effect.fnUntraced(function* ({ environment }: GitOptions) {
  const spawner = yield* ChildProcessSpawner
  const inherited = Object.entries(environment).filter(([name]) => seen.includes(name))

  /** One call of git in the directory. Output that is not UTF-8 is a failure: a name in it could not be found. */
  const call = Effect.fnUntraced(function* (directory: string, off: Settings, args: ReadonlyArray<string>) {
    const handle = yield* spawner
      .spawn(
        ChildProcess.make("git", ["--no-pager", ...asArguments([...harmless, ...off]), ...args], {
          cwd: directory,
          env: { ...Object.fromEntries(inherited), ...quiet },
          extendEnv: false,
          stdin: "ignore",
          stderr: "ignore",
          killSignal: "SIGKILL"
        })
      )
      .pipe(Effect.mapError((error) => failed(error.message)))
    const text = yield* handle.stdout.pipe(
      Stream.mapError((error) => failed(error.message)),
      Stream.limitBytes(mostOutput, () => Stream.fail(failed(`git ${args[0]} says too much`))),
      Stream.decodeText(),
      Stream.mkString
    )
    const code = yield* Effect.mapError(handle.exitCode, (error) => failed(error.message))
    if (text.includes("\uFFFD")) return yield* failed("a name is not in utf-8")
    return { code: Number(code), text }
  }, Effect.scoped)

  const expect = (directory: string, off: Settings, args: ReadonlyArray<string>) =>
    Effect.flatMap(call(directory, off, args), ({ code, text }) =>
      code === 0 ? Effect.succeed(text) : Effect.fail(failed(`git ${args[0]} ended with ${code}`))
    )

  /** Turns every filter off that the directory's configuration knows: a filter is a program. */
  const filtersOff = Effect.fnUntraced(function* (directory: string) {
    const { text } = yield* call(directory, [], ["config", "-z", "--name-only", "--get-regexp", "^filter\\."])
    const names = new Set(text.split("\0").flatMap((key) => /^filter\.(.+)\.[^.]+$/s.exec(key)?.[1] ?? []))
    // an argument ends such a name early
    if ([...names].some((name) => name.includes("="))) return yield* failed("a filter's name is odd")
    return [...names].flatMap(
      (name): Settings => [
        [`filter.${name}.clean`, ""],
        [`filter.${name}.smudge`, ""],
        [`filter.${name}.process`, ""],
        [`filter.${name}.required`, "false"]
      ]
    )
  })

  return { expect, filtersOff }
})
