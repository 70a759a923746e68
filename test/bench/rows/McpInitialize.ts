/**
 * How long a program that starts `orchestrator mcp` waits for the answer to `initialize`: from what is built, and from
 * source. Beside each start the barest Node starts, so that a slow machine is seen for what it is.
 */
import { spawn } from "node:child_process"
import { once } from "node:events"
import { existsSync, globSync, rmSync, statSync } from "node:fs"
import { mkdtemp } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { type Benchmark, type Row, skipped } from "../Benchmark.ts"
import { median, millis } from "../Statistics.ts"

const product = resolve(import.meta.dirname, "../../..")
const programs = { built: join(product, "dist/bot/bin.js"), source: join(product, "src/bot/bin.ts") } as const
type Program = keyof typeof programs

const place = await mkdtemp(join(tmpdir(), "bench-mcp-"))
process.once("exit", () => rmSync(place, { recursive: true, force: true }))

/** What was built from an older source says nothing of this one. */
const isBuilt = (): boolean => {
  if (!existsSync(programs.built)) return false
  const builtAt = statSync(programs.built).mtimeMs
  return globSync(join(product, "src/**/*.ts")).every((file) => statSync(file).mtimeMs <= builtAt)
}

const initialize = `${JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "bench", version: "1.0.0" } }
})}\n`

/** Until the first line of its answer. */
const answering = async (program: Program): Promise<number> => {
  const startedAt = performance.now()
  const child = spawn(process.execPath, [programs[program], "mcp"], {
    cwd: place,
    env: { PATH: process.env.PATH ?? "", HOME: place, ORCHESTRATOR_HOME: join(place, "data"), XDG_CACHE_HOME: place },
    stdio: ["pipe", "pipe", "ignore"]
  })
  const gone = once(child, "exit")
  child.stdin.write(initialize)
  const said = await Promise.race([once(child.stdout, "data"), gone.then(() => undefined)])
  const taken = performance.now() - startedAt
  child.stdin.end()
  await gone
  if (said === undefined) throw new Error(`mcp from ${program} ended without an answer`)
  return taken
}

const bareNode = async (): Promise<number> => {
  const startedAt = performance.now()
  await once(spawn(process.execPath, ["-e", "0"], { stdio: "ignore" }), "exit")
  return performance.now() - startedAt
}

const measure = async (rounds: number, unmeasured: number): Promise<Row> => {
  const there: ReadonlyArray<Program> = isBuilt() ? ["built", "source"] : ["source"]
  const bare: Array<number> = []
  const taken = new Map<Program, Array<number>>(there.map((program) => [program, []]))
  // the round before the first only fills the caches
  for (let round = -unmeasured; round < rounds; round++) {
    const node = await bareNode()
    if (round >= 0) bare.push(node)
    for (const program of there) {
      const waited = await answering(program)
      if (round >= 0) taken.get(program)?.push(waited)
    }
  }
  const medians = [...taken].map(([program, values]) => [program, median(values)] as const)
  const built = medians.find(([program]) => program === "built")?.[1]
  return {
    measured: medians.map(([program, value]) => `${program} ${millis(value)}`).join("; "),
    ...(built === undefined ? {} : { held: built <= 250 }),
    remark: `bare node ${millis(median(bare))}${built === undefined ? "; no dist of this source: npm run build makes it" : ""}`,
    figures: {
      bareMillis: median(bare),
      ...Object.fromEntries(medians.map(([program, value]) => [`${program}Millis`, value]))
    }
  }
}

export const mcpInitialize: Benchmark = {
  name: "mcp-initialize",
  promise: "orchestrator mcp answers initialize <= 250 ms",
  measure: ({ smoke }) =>
    existsSync(programs.source)
      ? smoke
        ? measure(1, 0)
        : measure(10, 1)
      : Promise.resolve(skipped("there is no program to start"))
}
