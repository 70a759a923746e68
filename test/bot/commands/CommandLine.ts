/**
 * The command line in this process, on a data directory of its own, with everything that a person would see kept. The
 * environment and the current directory are this process's: one test file, one process.
 */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { NodeServices } from "@effect/platform-node"
import { type Cause, Console, Effect, Exit, Layer, Option, Queue, Terminal } from "effect"
import { CliOutput, Command } from "effect/cli"
import { layerPresenter } from "../../../src/bot/CliPresenter.ts"
import { agents } from "../../../src/bot/commands/Agents.ts"
import { cost } from "../../../src/bot/commands/Cost.ts"
import { doctor } from "../../../src/bot/commands/Doctor.ts"
import { exportSession } from "../../../src/bot/commands/Export.ts"
import { login } from "../../../src/bot/commands/Login.ts"
import { sessions } from "../../../src/bot/commands/Sessions.ts"
import { version } from "../../../src/bot/commands/Version.ts"
import { Interactive } from "../../../src/bot/Interactive.ts"
import { exitCodes, reportError } from "../../../src/bot/ReportError.ts"

const orchestrator = Command.make("orchestrator").pipe(
  Command.withSubcommands([agents, sessions, cost, exportSession, doctor, login, version])
)

export interface Said {
  readonly out: string
  readonly err: string
  readonly code: number
}

export interface Person {
  /** Keys that a person presses, one after the other; a person sits there when this is given. */
  readonly keys?: ReadonlyArray<string>
}

const key = (name: string): Terminal.UserInput => ({
  key: { name, ctrl: false, meta: false, shift: false },
  input: name.length === 1 ? Option.some(name) : Option.none()
})

export interface Place {
  readonly home: string
  readonly start: string
  readonly write: (file: string, text: string, mode?: number) => string
  readonly run: (args: ReadonlyArray<string>, person?: Person) => Promise<Said>
  readonly leave: () => void
}

const terminal = (keys: ReadonlyArray<string>) =>
  Layer.effect(
    Terminal.Terminal,
    Effect.gen(function* () {
      const pressed = yield* Queue.unbounded<Terminal.UserInput, Cause.Done>()
      yield* Queue.offerAll(pressed, keys.map(key))
      yield* Queue.end(pressed)
      return Terminal.make({
        columns: Effect.succeed(100),
        rows: Effect.succeed(40),
        size: Queue.unbounded<Terminal.Size, Cause.Done>(),
        readInput: Effect.succeed(pressed),
        readLine: Effect.succeed(""),
        display: () => Effect.void
      })
    })
  )

/** A data directory and a directory to start in, both gone with `leave`. */
export const makePlace = (environment: Readonly<Record<string, string>> = {}): Place => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "orchestrator-cli-")))
  const [home, start] = [join(root, "data"), join(root, "start")]
  mkdirSync(home, { mode: 0o700 })
  mkdirSync(start)
  mkdirSync(join(root, "tmp"))
  const before = { cwd: process.cwd(), environment: { ...process.env } }
  process.chdir(start)
  for (const name of ["VISUAL", "EDITOR", "ORCHESTRATOR_CONFIG", "ORCHESTRATOR_DEBUG"]) delete process.env[name]
  Object.assign(process.env, { ORCHESTRATOR_HOME: home, HOME: root, TMPDIR: join(root, "tmp"), ...environment })

  const run = async (args: ReadonlyArray<string>, { keys }: Person = {}): Promise<Said> => {
    const out: Array<string> = []
    const err: Array<string> = []
    const console = Object.assign(Object.create(globalThis.console), {
      log: (...parts: ReadonlyArray<unknown>) => void out.push(parts.join(" ")),
      error: (...parts: ReadonlyArray<unknown>) => void err.push(parts.join(" "))
    })
    const layers = Layer.mergeAll(
      NodeServices.layer,
      layerPresenter,
      CliOutput.layer(CliOutput.defaultFormatter({ colors: false }))
    )
    const exit = await Command.runWith(orchestrator, { version: "0.0.0" })(args).pipe(
      reportError,
      Effect.provide(keys === undefined ? layers : Layer.provideMerge(terminal(keys), layers)),
      Effect.provideService(Console.Console, console),
      Effect.provideService(Interactive, keys !== undefined),
      Effect.runPromiseExit
    )
    let code = -1
    exitCodes(Exit.asVoid(exit), (given) => {
      code = given
    })
    const plain = (lines: ReadonlyArray<string>) => lines.join("\n").replaceAll(root, "~")
    return { out: plain(out), err: plain(err), code }
  }

  return {
    home,
    start,
    run,
    write: (file, text, mode = 0o600) => {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
      chmodSync(file, mode)
      return file
    },
    leave: () => {
      process.chdir(before.cwd)
      for (const name of Object.keys(process.env)) if (!(name in before.environment)) delete process.env[name]
      Object.assign(process.env, before.environment)
      rmSync(root, { recursive: true, force: true })
    }
  }
}
