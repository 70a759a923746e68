/**
 * A child process that speaks JSON lines in both directions. Owns spawning it and that none outlives its scope; must
 * not know what the lines mean. A line that is no JSON is handed over as the text that it is.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { Deferred, Effect } from "effect"

export interface LineProcess {
  readonly pid: number
  /** What is said to a process that is gone is lost, as in life. */
  readonly send: (value: unknown) => void
  readonly endInput: () => void
  readonly kill: (signal: NodeJS.Signals) => void
  /** Returns when it is gone and its last line was handed over. */
  readonly exited: Effect.Effect<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>
  readonly stderr: () => string
}

export interface LineCommand {
  /** Arguments of this Node. */
  readonly args: ReadonlyArray<string>
  readonly cwd: string
  /** The whole environment. */
  readonly env: Readonly<Record<string, string>>
}

const parsed = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    return line
  }
}

const open = (command: LineCommand, onLine: (value: unknown) => void): { child: ChildProcess; lines: LineProcess } => {
  const child = spawn(process.execPath, command.args, { cwd: command.cwd, env: command.env, stdio: "pipe" })
  const ended = Deferred.makeUnsafe<{ code: number | null; signal: NodeJS.Signals | null }>()
  let stderr = ""
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text
  })
  createInterface({ input: child.stdout }).on("line", (line) => onLine(parsed(line)))
  child.stdin.on("error", () => {})
  child.on("error", (cause) => Deferred.doneUnsafe(ended, Effect.die(cause)))
  child.on("close", (code, signal) => Deferred.doneUnsafe(ended, Effect.succeed({ code, signal })))
  const lines: LineProcess = {
    pid: child.pid ?? 0,
    send: (value) => {
      if (child.stdin.writable) child.stdin.write(`${JSON.stringify(value)}\n`)
    },
    endInput: () => child.stdin.end(),
    kill: (signal) => child.kill(signal),
    exited: Deferred.await(ended),
    stderr: () => stderr
  }
  return { child, lines }
}

/** Killed with the scope if it still runs. */
export const startLines = (command: LineCommand, onLine: (value: unknown) => void) =>
  Effect.acquireRelease(
    Effect.sync(() => open(command, onLine)),
    ({ child, lines }) =>
      Effect.suspend(() => {
        if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL")
        return Effect.ignore(lines.exited)
      })
  ).pipe(Effect.map(({ lines }) => lines))
