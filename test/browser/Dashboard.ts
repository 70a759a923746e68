/**
 * The product as a person has it before them: `orchestrator start` as a process of its own, and a page in a real browser
 * that is signed in by the link which the service gives. Owns both; what a test needs of the outside goes in by options.
 */
import { execFile } from "node:child_process"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { Deferred, Effect, Exit, Scope } from "effect"
import type { Browser, BrowserContextOptions, Page } from "playwright-core"
import { compiled } from "../support/Compiled.ts"
import { freePort } from "../support/FreePort.ts"
import { type LineProcess, startLines } from "../support/LineProcess.ts"
import { makeServiceHome, type ServiceOptions } from "../support/ServiceProcess.ts"

const bin = fileURLToPath(new URL("../../src/bot/bin.ts", import.meta.url))

export const desktop = { width: 1280, height: 800 }
export const phone = { width: 390, height: 844 }

export interface DashboardOptions {
  readonly agents?: ServiceOptions["agents"]
  /** Lines of YAML. */
  readonly config?: ReadonlyArray<string>
  readonly environment?: Readonly<Record<string, string>>
  /** Nothing was ever set up: there is no configuration file, and it listens where it does then. */
  readonly bare?: boolean
}

const rehearser = { keys: "backend: rehearsal\n", persona: "You answer." }

export const makeDashboard = Effect.fnUntraced(function* (options: DashboardOptions = {}) {
  const port = yield* freePort
  const { home, workdir } = yield* makeServiceHome({
    config: [`web: {listen: "127.0.0.1:${port}"}`, ...(options.config ?? [])].join("\n"),
    agents: options.agents ?? { scout: rehearser }
  })
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: home,
    ORCHESTRATOR_HOME: home,
    CI: "true",
    ...compiled,
    ...options.environment
  }
  let url = `http://127.0.0.1:${port}`
  if (options.bare === true) rmSync(join(home, "orchestrator.yaml"))
  const scope = yield* Effect.scope
  const output: Array<string> = []
  let running: { readonly lines: LineProcess; readonly life: Scope.Closeable } | undefined

  const start = Effect.gen(function* () {
    const life = yield* Scope.fork(scope)
    const isUp = Deferred.makeUnsafe<void>()
    const lines = yield* startLines({ args: [bin, "start"], cwd: workdir, env }, (line) => {
      output.push(String(line))
      const address = /^the dashboard: (\S+)/.exec(String(line))?.[1]
      if (address === undefined) return
      url = address
      Deferred.doneUnsafe(isUp, Effect.void)
    }).pipe(Scope.provide(life))
    running = { lines, life }
    const never = Effect.suspend(() =>
      Effect.die(new Error(`the service never came up\n${output.join("\n")}\n${lines.stderr()}`))
    )
    yield* Effect.raceFirst(Deferred.await(isUp), Effect.andThen(lines.exited, never)).pipe(
      Effect.timeoutOrElse({ duration: "60 seconds", orElse: () => never })
    )
  })

  const kill = (signal: NodeJS.Signals) =>
    Effect.suspend(() => {
      const now = running
      running = undefined
      if (now === undefined) return Effect.void
      now.lines.kill(signal)
      return Effect.andThen(now.lines.exited, Scope.close(now.life, Exit.void))
    })

  /** A command of the product, beside the service. */
  const command = (...args: ReadonlyArray<string>) =>
    Effect.promise(() =>
      promisify(execFile)(process.execPath, [bin, ...args], { cwd: workdir, env }).then(({ stdout }) => stdout)
    )

  /** A link that signs somebody in, as the terminal shows it. */
  const loginLink = (...name: ReadonlyArray<string>) =>
    Effect.map(command("login", ...name), (text) => {
      const found = /https?:\/\/\S+/.exec(text)?.[0]
      if (found === undefined) throw new Error(`no link in: ${text}`)
      return found
    })

  /** A page of somebody who has come in by such a link: the owner unless named. */
  const open = Effect.fnUntraced(function* (
    browser: Browser,
    where: { readonly path?: string; readonly as?: string; readonly view?: BrowserContextOptions } = {}
  ) {
    const context = yield* Effect.acquireRelease(
      Effect.promise(() => browser.newContext({ viewport: desktop, reducedMotion: "reduce", ...where.view })),
      (made) => Effect.promise(() => made.close())
    )
    const page = yield* Effect.promise(() => context.newPage())
    page.setDefaultTimeout(20_000)
    const complaints: Array<string> = []
    page.on("pageerror", (error) => complaints.push(String(error)))
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text())
    })
    const link = yield* loginLink(...(where.as === undefined ? [] : [where.as]))
    yield* Effect.promise(async () => {
      await page.goto(link)
      await page.getByRole("button", { name: /sign in/i }).click()
      // not before the service has built it, which a clone that changed does at its start
      await page
        .getByRole("navigation", { name: /^dashboard/ })
        .first()
        .waitFor({ timeout: 60_000 })
      complaints.splice(0)
      if (where.path !== undefined) await page.goto(`${url}${where.path}`)
    })
    return { page, context, complaints }
  })

  yield* start
  return { url: () => url, home, workdir, start, kill, command, loginLink, open, output }
})

/** A step of a test on a page, as an effect. */
export const on = <A>(page: Page, act: (page: Page) => Promise<A>): Effect.Effect<A> => Effect.promise(() => act(page))
