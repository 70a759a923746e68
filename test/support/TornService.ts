/**
 * The service as a process of its own, as people start it, to be killed together with its CLIs: neither gets to say
 * goodbye. Owns the order of that killing; what listens and what the platform forgets is the journey's to say.
 */
import { mkdirSync, readdirSync, readFileSync, watch, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { compiled } from "./Compiled.ts"
import { startLines } from "./LineProcess.ts"
import { endMarkedProcesses } from "./MarkedProcesses.ts"
import type { TestHome } from "./TestService.ts"

const bin = fileURLToPath(new URL("../../src/bot/bin.ts", import.meta.url))

/** What a rehearsal says of them takes it seconds: time to be killed in. */
export const longNamedFiles = Array.from({ length: 4 }, (_, file) => ({
  name: `${Array.from({ length: 50 }, (_, word) => (word + file) % 10).join(" ")}.txt`,
  content: "x"
}))

/** In a transcript: what a CLI had begun to say when it was killed, before it said the same again. May be there or not. */
export const cutShort = /^[ |]*You said: [^\n]*\n[ |]*\n(?=[ |]*You said: )/gm

/** Returns when so many conversations were told this, by the CLI's own records. */
export const conversationsTold = ({ home }: TestHome, text: string, many: number): Effect.Effect<void> =>
  Effect.callback((resume) => {
    const folder = join(home, "backend", "rehearsal", "conversations")
    const told = (file: string) => {
      try {
        return readFileSync(join(folder, file), "utf8").includes(text)
      } catch {
        // A file that was put in another's place meanwhile is told of once more.
        return false
      }
    }
    const check = () => {
      if (readdirSync(folder).filter(told).length < many) return
      watcher.close()
      resume(Effect.void)
    }
    const watcher = watch(folder, check)
    check()
    return Effect.sync(() => watcher.close())
  })

export const makeTornService = Effect.fnUntraced(function* (options: {
  readonly home: TestHome
  readonly config: string
  readonly environment: Readonly<Record<string, string>>
  readonly listens: Effect.Effect<unknown>
  /** After each kill. */
  readonly killed: () => void
}) {
  const { config, environment, home } = options
  writeFileSync(join(home.home, "orchestrator.yaml"), config)
  mkdirSync(home.workdir, { recursive: true })
  const outer = yield* Effect.scope
  yield* Effect.addFinalizer(() => Effect.sync(() => endMarkedProcesses(home.home)))
  return {
    start: Effect.gen(function* () {
      const life = yield* Scope.fork(outer)
      const env = {
        PATH: process.env.PATH ?? "",
        HOME: home.home,
        ORCHESTRATOR_HOME: home.home,
        ...compiled,
        ...environment
      }
      const service = yield* startLines({ args: [bin, "start"], cwd: home.workdir, env }, () => {}).pipe(
        Scope.provide(life)
      )
      yield* options.listens
      /** The service first stands still, so that it cannot see its CLIs die. */
      const kill = Effect.gen(function* () {
        service.kill("SIGSTOP")
        endMarkedProcesses(home.home)
        service.kill("SIGKILL")
        yield* service.exited
        yield* Scope.close(life, Exit.void)
        options.killed()
      })
      return { kill }
    })
  }
})
