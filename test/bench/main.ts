/**
 * `npm run bench`: measures every promise, offline, and prints the table, as Markdown, and as JSON
 * with `--out file`. `--only name` measures one row, `--smoke` runs all of them briefly and several at a time, which
 * says that they run and nothing else. Every row runs in a process of its own; a row that breaks ends this one with 1, a
 * missed promise does not.
 */
import { fork } from "node:child_process"
import { writeFileSync } from "node:fs"
import { cpus, loadavg } from "node:os"
import { parseArgs } from "node:util"
import { compiled } from "../support/Compiled.ts"
import type { Row } from "./Benchmark.ts"
import { benchmarks } from "./Benchmarks.ts"

const { values } = parseArgs({
  options: {
    smoke: { type: "boolean", default: false },
    only: { type: "string", multiple: true },
    out: { type: "string" },
    row: { type: "string" }
  }
})

interface Reported extends Row {
  readonly name: string
  readonly promise: string
}

/** No row needs this long; one that hangs is ended with all its processes. */
const patienceMillis = 120_000
/** What measures is alone on the machine; what only shows that it runs mostly waits. */
const atOnce = values.smoke ? 4 : 1

const measureHere = async (name: string): Promise<void> => {
  const load = benchmarks[name]
  if (load === undefined) throw new Error(`no row ${name}`)
  const benchmark = await load()
  const row = await benchmark.measure({ smoke: values.smoke })
  const reported: Reported = { name, promise: benchmark.promise, ...row }
  if (process.send === undefined) console.log(reported)
  else await new Promise((resolve) => process.send?.(reported, undefined, undefined, resolve))
  process.exit(0)
}

/** Ends each row that runs. */
const running = new Set<() => void>()
const interrupted = () => {
  for (const end of running) end()
  process.exit(130)
}

const measure = (name: string): Promise<Reported> =>
  new Promise((resolve, reject) => {
    const child = fork(import.meta.filename, ["--row", name, ...(values.smoke ? ["--smoke"] : [])], {
      detached: true,
      env: values.smoke ? { ...process.env, ...compiled } : process.env,
      stdio: ["ignore", "inherit", "inherit", "ipc"]
    })
    let reported: Reported | undefined
    const end = () => {
      try {
        // The child leads its own group: whatever a broken row left running goes with it.
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL")
      } catch {
        // Nothing is left.
      }
    }
    const timer = setTimeout(end, patienceMillis)
    running.add(end)
    child.on("message", (message: Reported) => {
      reported = message
    })
    child.on("exit", (code, signal) => {
      clearTimeout(timer)
      running.delete(end)
      end()
      if (reported === undefined) reject(new Error(`row ${name} broke (${signal ?? `code ${code}`})`))
      else resolve(reported)
    })
  })

const verdict = ({ held, measured }: Row): string =>
  held === undefined ? (measured === "skipped" ? "-" : "") : held ? "yes" : "NO"
const markdownRow = (row: Reported): string =>
  `| ${[row.name, row.promise, row.measured, verdict(row), row.remark].join(" | ")} |`

const measureAll = async (): Promise<void> => {
  const waiting = [...(values.only ?? Object.keys(benchmarks))]
  const rows: Array<Reported> = []
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted)
  console.log("| name | promise | measured | held? | remark |\n| --- | --- | --- | --- | --- |")
  const oneAfterTheOther = async () => {
    for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
      try {
        const row = await measure(name)
        rows.push(row)
        console.log(markdownRow(row))
      } catch (cause) {
        process.exitCode = 1
        console.log(`| ${name} | | broke | NO | ${cause instanceof Error ? cause.message : String(cause)} |`)
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, oneAfterTheOther))
  const machine = { node: process.version, cpus: cpus().length, loadAverage: loadavg(), smoke: values.smoke }
  console.log(
    `\n${machine.node}, ${machine.cpus} cores, load ${machine.loadAverage.map((one) => one.toFixed(1)).join(" ")}${values.smoke ? ", smoke: too short to judge by" : ""}`
  )
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify({ machine, rows }, undefined, 2)}\n`)
}

await (values.row === undefined ? measureAll() : measureHere(values.row))
