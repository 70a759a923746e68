/**
 * How long the service takes from nothing to the first message taken in, with nothing configured: from source, and from
 * what is built where it is. Beside each start the barest Node starts, so that a slow machine is seen for what it is.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, globSync, rmSync, statSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { connect } from "node:net"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { type Benchmark, type Row, skipped } from "../Benchmark.ts"
import { median, millis } from "../Statistics.ts"

const product = resolve(import.meta.dirname, "../../..")
const programs = { source: join(product, "src/bot/bin.ts"), built: join(product, "dist/bot/bin.js") } as const
type Program = keyof typeof programs
const patienceMillis = 20_000

/** What Node keeps of compiled files between starts: filled by the first round, as on every machine but a new one. */
const cache = await mkdtemp(join(tmpdir(), "bench-cache-"))
process.once("exit", () => rmSync(cache, { recursive: true, force: true }))

/** What was built from an older source says nothing of this one. */
const isBuilt = (): boolean => {
  if (!existsSync(programs.built)) return false
  const builtAt = statSync(programs.built).mtimeMs
  return globSync(join(product, "src/**/*.ts")).every((file) => statSync(file).mtimeMs <= builtAt)
}

const listens = (socket: string): Promise<boolean> =>
  new Promise((resolve) => {
    const attempt = connect(socket)
    attempt.once("connect", () => {
      attempt.destroy()
      resolve(true)
    })
    attempt.once("error", () => resolve(false))
  })

const inHome = async <A>(use: (home: string) => Promise<A>): Promise<A> => {
  const home = await mkdtemp(join(tmpdir(), "bench-ready-"))
  try {
    return await use(home)
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

const launch = (program: Program, args: ReadonlyArray<string>, home: string) => {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [programs[program], ...args], {
    cwd: home,
    env: { PATH: process.env.PATH ?? "", HOME: home, ORCHESTRATOR_HOME: join(home, "data"), XDG_CACHE_HOME: cache },
    stdio: ["pipe", "pipe", "ignore"]
  })
  const gone = once(child, "exit")
  const end = async () => {
    child.kill("SIGTERM")
    await gone
  }
  return { child, startedAt, end }
}

/** `start`: until its control socket takes a connection. */
const serving = (program: Program): Promise<number> =>
  inHome(async (home) => {
    const { child, end, startedAt } = launch(program, ["start"], home)
    child.stdout.resume()
    const socket = join(home, "data", "control.sock")
    while (child.exitCode === null && performance.now() - startedAt < patienceMillis) {
      if (existsSync(socket) && (await listens(socket))) {
        const taken = performance.now() - startedAt
        await end()
        return taken
      }
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
    await end()
    throw new Error(`start from ${program} did not get ready`)
  })

/** `chat --json`: until a message that was there from the beginning is stored and acknowledged. */
const accepting = (program: Program): Promise<number> =>
  inHome(async (home) => {
    const { child, end, startedAt } = launch(program, ["chat", "--json"], home)
    child.stdin.write('{"say":"hello","id":"m1"}\n')
    const taken = await new Promise<number>((resolve, reject) => {
      let said = ""
      const timer = setTimeout(() => child.kill("SIGKILL"), patienceMillis)
      child.once("exit", () => {
        clearTimeout(timer)
        reject(new Error(`chat from ${program} took no message: ${said.slice(0, 200)}`))
      })
      child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
        said += chunk
        if (said.includes('"state":"accepted"')) resolve(performance.now() - startedAt)
      })
    })
    await end()
    return taken
  })

const bareNode = async (): Promise<number> => {
  const startedAt = performance.now()
  await once(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }), "exit")
  return performance.now() - startedAt
}

const measureReady = async (rounds: number, unmeasured: number): Promise<Row> => {
  const built = isBuilt()
  const there: ReadonlyArray<Program> = built ? ["source", "built"] : ["source"]
  const bare: Array<number> = []
  const taken = new Map<string, Array<number>>()
  const note = (what: string, value: number) => taken.set(what, [...(taken.get(what) ?? []), value])
  for (let round = -unmeasured; round < rounds; round++) {
    const node = await bareNode()
    if (round >= 0) bare.push(node)
    for (const program of there) {
      const served = await serving(program)
      const accepted = await accepting(program)
      // The round before the first only fills the caches.
      if (round < 0) continue
      note(`start, ${program}`, served)
      note(`chat, ${program}`, accepted)
    }
  }
  const medians = [...taken].map(([what, values]) => [what, median(values)] as const)
  const installed = medians.filter(([what]) => what.endsWith(built ? "built" : "source"))
  const name = (what: string) => `${what.replace(/, (.)/, (_, letter: string) => letter.toUpperCase())}Millis`
  return {
    measured: medians.map(([what, value]) => `${what} ${millis(value)}`).join("; "),
    held: installed.every(([, value]) => value <= 1000),
    remark: `bare node ${millis(median(bare))}; start: its control socket listens, chat: first message acknowledged${built ? "" : "; no dist of this source: npm run build makes it"}`,
    figures: {
      bareMillis: median(bare),
      ...Object.fromEntries(medians.map(([what, value]) => [name(what), value]))
    }
  }
}

export const ready: Benchmark = {
  name: "ready",
  promise: "service ready, empty config <= 1.0 s",
  measure: ({ smoke }) =>
    existsSync(programs.source)
      ? smoke
        ? measureReady(1, 0)
        : measureReady(5, 1)
      : Promise.resolve(skipped("there is no program to start"))
}
