/**
 * The product as a process of its own, started as a user starts it (`orchestrator chat --json`) on a data directory of
 * its own: says things, presses buttons, keeps what a person sees, and can be killed and started again. Owns the
 * process and its home; none of its processes outlives the scope. Everything that waits does so for a line of output,
 * and dies with the whole transcript when it never comes.
 */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { Deferred, Effect, Exit, Scope } from "effect"
import type { Control } from "../../src/core/ports/ChatPlatform.ts"
import { compiled, shareCompiled } from "./Compiled.ts"
import { type LineProcess, startLines } from "./LineProcess.ts"
import { endMarkedProcesses, markedProcesses } from "./MarkedProcesses.ts"

const bin = fileURLToPath(new URL("../../src/bot/bin.ts", import.meta.url))
const deadline = "45 seconds"

export interface ServiceOptions {
  /** Agent files without their first lines: name -> more frontmatter, ending in a line break, and persona. */
  readonly agents: Readonly<Record<string, { readonly keys: string; readonly persona: string }>>
  /** The configuration file's text. */
  readonly config: string
  /** Added to PATH, HOME and ORCHESTRATOR_HOME; nothing of this process's own environment is passed on. */
  readonly environment: Readonly<Record<string, string>>
}

export interface SeenMessage {
  readonly id: string
  readonly from: string
  readonly markdown: string
  readonly controls: ReadonlyArray<Control>
}

/** One line of the service's output, as far as it is looked at here. */
interface Line {
  readonly op?: "post" | "edit" | "delete" | "upload" | "mark" | "reply"
  readonly message?: string
  readonly from?: string
  readonly markdown?: string
  readonly controls?: ReadonlyArray<Control>
  readonly state?: string
  readonly content?: string
}
const isLine = (value: unknown): value is Line => typeof value === "object" && value !== null

const settledMarks = ["done", "failed", "stopped", "withdrawn"]

/** A data directory with a working directory in it; removed with the scope, with every process that still works there. */
export const makeServiceHome = ({ agents, config }: Pick<ServiceOptions, "agents" | "config">) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const home = realpathSync(mkdtempSync(join(tmpdir(), "orchestrator-service-")))
      const workdir = join(home, "work")
      mkdirSync(workdir)
      mkdirSync(join(home, "agents"))
      shareCompiled(home)
      writeFileSync(join(home, "orchestrator.yaml"), config)
      for (const [name, { keys, persona }] of Object.entries(agents)) {
        const text = `---\nname: ${name}\ndescription: for tests\n${keys}---\n${persona}\n`
        writeFileSync(join(home, "agents", `${name}.md`), text)
      }
      return { home, workdir }
    }),
    ({ home }) =>
      Effect.sync(() => {
        endMarkedProcesses(home)
        rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
      })
  )

/** Not running yet: `start` it. */
export const makeServiceProcess = Effect.fnUntraced(function* (options: ServiceOptions) {
  const { home, workdir } = yield* makeServiceHome(options)
  const scope = yield* Effect.scope
  /** What earlier runs left on their screens. */
  const past: Array<SeenMessage> = []
  const seen = new Map<string, SeenMessage>()
  const marks = new Map<string, string>()
  const states: Array<string> = []
  const transcript: Array<string> = []
  const waiting = new Set<{ readonly holds: () => boolean; readonly done: Deferred.Deferred<void> }>()
  let running: { readonly process: LineProcess; readonly life: Scope.Closeable } | undefined

  const show = (line: Line) => {
    const { content, controls = [], from = "", markdown, message = "", op, state } = line
    const before = seen.get(message)
    if (op === "post") seen.set(message, { id: message, from, markdown: markdown ?? "", controls })
    if (op === "upload") seen.set(message, { id: message, from, markdown: content ?? "", controls: [] })
    if (op === "edit" && before !== undefined) seen.set(message, { ...before, markdown: markdown ?? "", controls })
    if (op === "delete") seen.delete(message)
    if (markdown !== undefined) states.push(markdown)
    if (op === "mark" && state !== undefined) marks.set(message, state)
  }
  const hear = (value: unknown) => {
    transcript.push(`< ${typeof value === "string" ? value : JSON.stringify(value)}`)
    if (isLine(value)) show(value)
    for (const waiter of [...waiting]) {
      if (!waiter.holds()) continue
      waiting.delete(waiter)
      Deferred.doneUnsafe(waiter.done, Effect.void)
    }
  }
  const send = (line: unknown) =>
    Effect.sync(() => {
      transcript.push(`> ${JSON.stringify(line)}`)
      running?.process.send(line)
    })

  const died = (what: string) =>
    Effect.die(
      new Error(`never came: ${what}\n\n${transcript.join("\n")}\n\nstderr:\n${running?.process.stderr() ?? ""}`)
    )
  /** Returns once `holds`, looked at after every line. */
  const until = (what: string, holds: () => boolean): Effect.Effect<void> =>
    Effect.suspend(() => {
      if (holds()) return Effect.void
      const done = Deferred.makeUnsafe<void>()
      waiting.add({ holds, done })
      const ended = running === undefined ? Effect.never : running.process.exited
      return Effect.raceFirst(
        Deferred.await(done),
        Effect.andThen(ended, () => (holds() ? Effect.void : died(`${what} (the service ended)`)))
      ).pipe(Effect.timeoutOrElse({ duration: deadline, orElse: () => died(what) }))
    })

  const controls = () => [...seen.values()].flatMap((message) => message.controls)
  const isButton = (action: string) => (control: Control) => control._tag === "Button" && control.action === action
  const gone = Effect.gen(function* () {
    const current = running
    if (current === undefined) return { code: null, signal: null }
    const exit = yield* current.process.exited
    running = undefined
    yield* Scope.close(current.life, Exit.void)
    return exit
  })

  return {
    home,
    workdir,
    transcript,
    /** Every text that was ever shown, in order. */
    states,
    start: Effect.gen(function* () {
      past.push(...seen.values())
      seen.clear()
      const life = yield* Scope.fork(scope)
      const process = yield* startLines(
        {
          args: [bin, "chat", "--json", "--conversation", "main"],
          cwd: workdir,
          env: {
            PATH: globalThis.process.env.PATH ?? "",
            HOME: home,
            ORCHESTRATOR_HOME: home,
            ...compiled,
            ...options.environment
          }
        },
        hear
      ).pipe(Scope.provide(life))
      transcript.push("-- started")
      running = { process, life }
    }),
    /** Ends its input: it finishes what was said, and leaves. */
    finish: Effect.andThen(
      Effect.sync(() => running?.process.endInput()),
      Effect.timeoutOrElse(gone, { duration: deadline, orElse: () => died("the end of the service") })
    ),
    kill: (signal: NodeJS.Signals) =>
      Effect.andThen(
        Effect.sync(() => running?.process.kill(signal)),
        gone
      ),
    says: (id: string, text: string, to?: string) =>
      send({ say: text, id, ...(to === undefined ? {} : { agent: to }) }),
    /** Presses the newest button of that kind, once there is one. */
    presses: (action: string) =>
      Effect.gen(function* () {
        yield* until(`a button to ${action}`, () => controls().some(isButton(action)))
        const target = controls().findLast(isButton(action))?.target
        yield* send({ press: action, target })
      }),
    /** Chooses in the newest question, once there is one. */
    chooses: (...labels: ReadonlyArray<string>) =>
      Effect.gen(function* () {
        const isChoice = (control: Control) => control._tag === "Choice"
        yield* until("a question", () => controls().some(isChoice))
        const found = controls().findLast(isChoice)
        if (found?._tag !== "Choice") return
        yield* send({ press: "choose", target: found.target, value: { [found.question]: labels } })
      }),
    until,
    /** Until a message contains the text; returns that message. */
    sees: (text: string) => {
      const find = () => [...seen.values()].find((message) => message.markdown.includes(text))
      return Effect.map(
        until(`"${text}"`, () => find() !== undefined),
        () => find()?.markdown ?? ""
      )
    },
    /** Until the message has its last mark; returns it. */
    settled: (id: string) =>
      Effect.map(
        until(`the end of ${id}`, () => settledMarks.includes(marks.get(id) ?? "")),
        () => marks.get(id)
      ),
    /** What this run shows: a terminal cannot change what an earlier one printed. */
    messages: () => [...seen.values()],
    /** What all runs show, one under another. */
    screen: () => [...past, ...seen.values()].map(({ from, markdown }) => `${from}: ${markdown}`).join("\n---\n"),
    /** Process ids of the CLIs that it started and that live. */
    clis: () => markedProcesses(home)
  }
})
export type ServiceProcess = Effect.Success<ReturnType<typeof makeServiceProcess>>
