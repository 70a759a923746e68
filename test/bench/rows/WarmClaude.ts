/**
 * What keeping the real CLI warm saves: the same messages to one process that stays, and to a process each that resumes
 * the conversation. No promise; the reason why processes are kept.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { randomUUID } from "node:crypto"
import { once } from "node:events"
import { readFileSync } from "node:fs"
import { createInterface } from "node:readline"
import * as Effect from "effect/Effect"
import { type Benchmark, skipped } from "../Benchmark.ts"
import { fake, notInstalled, openClaudeWorld, realClaude } from "../RealClaude.ts"
import { median, millis, now, ratio } from "../Statistics.ts"

/** CPU milliseconds of a process so far; NaN where there is no /proc. */
const cpuOf = (pid: number): number => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    // user and system time, in ticks of 10 ms
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return Number.NaN
  }
}

const flags = ["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"]

interface Answered {
  readonly firstMillis: number
  readonly cpuMillis: number
}

const open = (command: string, world: { readonly env: Readonly<Record<string, string>>; readonly home: string }) => {
  const start = (conversation: ReadonlyArray<string>) =>
    spawn(command, [...flags, "--include-partial-messages", ...conversation], {
      cwd: world.home,
      env: { ...world.env },
      stdio: ["pipe", "pipe", "ignore"]
    })
  const say = (child: ReturnType<typeof start>, saidAt: number, cpuBefore: number): Promise<Answered> =>
    new Promise((resolve, reject) => {
      let first = Number.NaN
      const lines = createInterface({ input: child.stdout })
      const broken = () => reject(new Error("claude ended before it answered"))
      child.once("exit", broken)
      lines.on("line", (line) => {
        if (Number.isNaN(first) && line.includes('"text_delta"')) first = now()
        if (!line.includes('"type":"result"')) return
        lines.close()
        child.off("exit", broken)
        resolve({ firstMillis: first - saidAt, cpuMillis: cpuOf(child.pid ?? 0) - cpuBefore })
      })
      const message = { role: "user", content: fake({ deltas: 20, delay: 1 }) }
      child.stdin.write(`${JSON.stringify({ type: "user", message, uuid: randomUUID() })}\n`)
    })
  const end = async (child: ChildProcess) => {
    const gone = once(child, "exit")
    child.kill("SIGTERM")
    await gone
  }
  return { start, say, end }
}

const measurePair = (command: string, rounds: number) =>
  Effect.gen(function* () {
    const world = yield* openClaudeWorld
    const claude = open(command, world)
    return yield* Effect.promise(async () => {
      const kept = claude.start(["--session-id", randomUUID()])
      const other = randomUUID()
      const begun = claude.start(["--session-id", other])
      await claude.say(begun, now(), 0)
      await claude.end(begun)
      await claude.say(kept, now(), 0)
      const warm: Array<Answered> = []
      const spawned: Array<Answered> = []
      for (let round = 0; round < rounds; round++) {
        warm.push(await claude.say(kept, now(), cpuOf(kept.pid ?? 0)))
        const saidAt = now()
        const fresh = claude.start(["--resume", other])
        spawned.push(await claude.say(fresh, saidAt, 0))
        await claude.end(fresh)
      }
      await claude.end(kept)
      return { warm, spawned }
    })
  }).pipe(Effect.scoped)

export const warmClaude: Benchmark = {
  name: "warm-claude",
  promise: "none: what a warm process saves against one for each message",
  measure: async ({ smoke }) => {
    const command = realClaude()
    if (command === undefined) return skipped(notInstalled)
    const { spawned, warm } = await Effect.runPromise(measurePair(command, smoke ? 2 : 12))
    const first = (all: ReadonlyArray<Answered>) => median(all.map((one) => one.firstMillis))
    const cpu = (all: ReadonlyArray<Answered>) => median(all.map((one) => one.cpuMillis))
    const faster = first(spawned) / first(warm)
    const cheaper = cpu(spawned) / cpu(warm)
    return {
      measured: `first token ${ratio(faster)} sooner, CPU ${Number.isNaN(cheaper) ? "unknown" : `${ratio(cheaper)} less`}`,
      remark: `real claude: ${millis(first(warm))} warm, ${millis(first(spawned))} spawned; CPU ${Math.round(cpu(warm))} and ${Math.round(cpu(spawned))} ms`,
      figures: { firstRatio: faster, cpuRatio: cheaper, warmMillis: first(warm), spawnedMillis: first(spawned) }
    }
  }
}
