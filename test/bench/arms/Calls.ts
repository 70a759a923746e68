/**
 * Questions to a process of its own, each answered once, over the channel that Node gives a forked one. Owns the pairing
 * of answers and that the process ends with the scope or with its parent; what is asked is the arm's.
 */
import { type ChildProcess, fork } from "node:child_process"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"

interface Question {
  readonly id: number
  readonly name: string
  readonly argument: unknown
}

interface Answer {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}

/** By name: what it takes and what it answers, as far as JSON carries it. */
export type Calls = Readonly<Record<string, (argument: never) => Promise<unknown>>>

export interface Arm<C extends Calls> {
  readonly pid: number
  /** Dies when the arm cannot do it. */
  readonly ask: <Name extends keyof C & string>(
    name: Name,
    argument: Parameters<C[Name]>[0]
  ) => Effect.Effect<Awaited<ReturnType<C[Name]>>>
}

/** In the arm. */
export const serveCalls = (calls: Calls): void => {
  const reply = (answer: Answer) => process.send?.(answer)
  process.on("message", ({ argument, id, name }: Question) => {
    const call = calls[name]
    if (call === undefined) return void reply({ id, error: `there is no ${name}` })
    call(argument as never).then(
      (value) => reply({ id, value }),
      (cause: unknown) => reply({ id, error: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause) })
    )
  })
  process.on("disconnect", () => process.exit(0))
}

const open = <C extends Calls>(
  module: string,
  args: ReadonlyArray<string>,
  execArgv: ReadonlyArray<string>
): { readonly child: ChildProcess; readonly arm: Arm<C> } => {
  const child = fork(module, [...args], { execArgv: [...execArgv], stdio: ["ignore", "inherit", "inherit", "ipc"] })
  const waiting = new Map<number, (answer: Answer) => void>()
  let asked = 0
  const answer = (given: Answer) => {
    waiting.get(given.id)?.(given)
    waiting.delete(given.id)
  }
  child.on("message", answer)
  child.on("exit", (code) => {
    for (const id of [...waiting.keys()]) answer({ id, error: `the arm ended with ${code}` })
  })
  const ask: Arm<C>["ask"] = (name, argument) =>
    Effect.callback((resume) => {
      const id = ++asked
      waiting.set(id, ({ error, value }) =>
        resume(error === undefined ? Effect.succeed(value as never) : Effect.die(new Error(`${name}: ${error}`)))
      )
      child.send({ id, name, argument } satisfies Question)
    })
  return { child, arm: { pid: child.pid ?? 0, ask } }
}

/** Ended with the scope. */
export const startArm = <C extends Calls>(
  module: string,
  args: ReadonlyArray<string> = [],
  execArgv: ReadonlyArray<string> = []
): Effect.Effect<Arm<C>, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => open<C>(module, args, execArgv)),
    ({ child }) => Effect.sync(() => child.kill("SIGKILL"))
  ).pipe(Effect.map(({ arm }) => arm))
