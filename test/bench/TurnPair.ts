/**
 * Runs the same turns through the service and through the barest script, in turns, and collects what both wrote and
 * what it cost them. Owns the server that takes the writes and the two processes.
 */
import { type ChildProcess, fork } from "node:child_process"
import { once } from "node:events"
import { createServer } from "node:http"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import type { ArmOrder, FromArm, Written } from "./arms/Arm.ts"
import { now } from "./Statistics.ts"

export type ArmName = "service" | "bare"

export interface Arrival extends Written {
  readonly at: number
}

export interface ArmTurn {
  readonly saidAt: number
  readonly arrivals: ReadonlyArray<Arrival>
  readonly cpuMillis: number
  readonly rssMegabytes: number
}

const programs: Readonly<Record<ArmName, string>> = {
  service: join(import.meta.dirname, "arms/ServiceArm.ts"),
  bare: join(import.meta.dirname, "arms/BareArm.ts")
}

const openServer = Effect.acquireRelease(
  Effect.promise(async () => {
    const arrivals: Record<string, Array<Arrival>> = { "/service": [], "/bare": [] }
    const server = createServer((request, response) => {
      const at = now()
      const parts: Array<Buffer> = []
      request.on("data", (part: Buffer) => parts.push(part))
      request.on("end", () => {
        const written: Written = JSON.parse(Buffer.concat(parts).toString("utf8"))
        arrivals[request.url ?? ""]?.push({ at, ...written })
        response.end("{}")
      })
    })
    server.listen(0, "127.0.0.1")
    await once(server, "listening")
    const address = server.address()
    return { server, arrivals, port: typeof address === "object" ? (address?.port ?? 0) : 0 }
  }),
  ({ server }) =>
    Effect.sync(() => {
      server.close()
      server.closeAllConnections()
    })
)

const awaitMessage = (child: ChildProcess, tag: FromArm["_tag"]): Promise<FromArm> =>
  new Promise((resolve, reject) => {
    const onExit = (code: number | null) => reject(new Error(`an arm ended with ${code}`))
    child.once("exit", onExit)
    child.on("message", function onMessage(message: FromArm) {
      if (message._tag !== tag) return
      child.off("message", onMessage).off("exit", onExit)
      resolve(message)
    })
  })

const openArm = (name: ArmName, order: ArmOrder) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const child = fork(programs[name], [JSON.stringify(order)], { stdio: ["ignore", "inherit", "inherit", "ipc"] })
      await awaitMessage(child, "Ready")
      return child
    }),
    (child) =>
      Effect.promise(async () => {
        if (child.exitCode !== null) return
        const gone = once(child, "exit")
        child.disconnect()
        await gone
      })
  )

export interface TurnPairOptions {
  readonly order: Omit<ArmOrder, "url">
  /** What is said to make everything warm. */
  readonly warmup: string
  readonly said: string
  readonly warmups: number
  readonly rounds: number
  /** Called in the moment in which a turn that counts is over. */
  readonly onTurn?: (turn: ArmTurn) => void
}

/** Each round is a turn of one arm, then of the other; the one that begins changes. */
export const runTurnPair = (options: TurnPairOptions) =>
  Effect.gen(function* () {
    const { arrivals, port } = yield* openServer
    const arms = new Map<ArmName, ChildProcess>()
    for (const name of ["service", "bare"] as const) {
      arms.set(name, yield* openArm(name, { ...options.order, url: `http://127.0.0.1:${port}/${name}` }))
    }
    const turn = (name: ArmName, said: string) =>
      Effect.promise(async (): Promise<ArmTurn> => {
        const child = arms.get(name)
        if (child === undefined) throw new Error(`no arm ${name}`)
        const seen: Array<Arrival> = []
        arrivals[`/${name}`] = seen
        const over = awaitMessage(child, "Turn")
        const saidAt = now()
        child.send({ say: said })
        const figures = await over
        if (figures._tag !== "Turn") throw new Error("an arm said something else")
        return { saidAt, arrivals: seen, cpuMillis: figures.cpuMillis, rssMegabytes: figures.rssMegabytes }
      })
    const turns: Record<ArmName, Array<ArmTurn>> = { service: [], bare: [] }
    for (let round = 0; round < options.warmups; round++) {
      yield* turn("service", options.warmup)
      yield* turn("bare", options.warmup)
    }
    for (let round = 0; round < options.rounds; round++) {
      const order: ReadonlyArray<ArmName> = round % 2 === 0 ? ["service", "bare"] : ["bare", "service"]
      for (const name of order) {
        const measured = yield* turn(name, options.said)
        options.onTurn?.(measured)
        turns[name].push(measured)
      }
    }
    return turns
  }).pipe(Effect.scoped)

/** Requests of one turn. */
export const requests = (turn: ArmTurn): number => turn.arrivals.length
