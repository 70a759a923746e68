/**
 * What the contract of backends is checked with: real child processes on a temporary directory, and the owner program
 * that can be killed in their place. Owns set-up only; the claims are in `BackendSuite`.
 */
import { fileURLToPath } from "node:url"
import { NodeServices } from "@effect/platform-node"
import { Effect, FileSystem, Layer, Schema, Stream } from "effect"
import { ChildProcess } from "effect/process"
import { assert } from "vitest"
import { NodeProcessTable } from "../../src/bot/NodeProcessTable.ts"
import { CliProcesses } from "../../src/core/cli/CliProcesses.ts"
import { ProcessTable } from "../../src/core/cli/ProcessTable.ts"
import { Agent } from "../../src/core/model/Agent.ts"
import { AgentEvent } from "../../src/core/model/AgentEvent.ts"
import { SessionId, TurnId } from "../../src/core/model/Ids.ts"
import type { BackendSession, OpenSession, TurnInput } from "../../src/core/ports/AgentBackend.ts"

const owner = fileURLToPath(new URL("./BackendOwner.ts", import.meta.url))

/** Two runs of this suite at once are two services. */
export const service = `contract-${process.pid}`

/** Everything a backend needs; `service` is what an owner and its successor have in common. */
export const backendLayer = (mark: string) =>
  Layer.provideMerge(
    CliProcesses.layer({
      mark: { service: mark },
      ladder: { inputEnd: "50 millis", interrupt: "500 millis", terminate: "500 millis" }
    }),
    Layer.provideMerge(NodeProcessTable.layer, NodeServices.layer)
  )

/** What the owner program is told, as JSON in its one argument. */
export const OwnerOrder = Schema.fromJsonString(
  Schema.Struct({
    backend: Schema.String,
    config: Schema.Unknown,
    environment: Schema.Record(Schema.String, Schema.String),
    directory: Schema.String,
    service: Schema.String,
    session: SessionId,
    agent: Schema.toEncoded(Agent),
    turn: TurnId,
    text: Schema.String
  })
)
export type OwnerOrder = typeof OwnerOrder.Type

const encodeOrder = Schema.encodeEffect(OwnerOrder)
const decodeEvent = Schema.decodeUnknownEffect(Schema.fromJsonString(AgentEvent))

/** Runs one turn in a service of its own, and kills that service once the event has come that `until` waits for. */
export const runOwnerUntil = Effect.fnUntraced(function* (order: OwnerOrder, until: (event: AgentEvent) => boolean) {
  const json = yield* encodeOrder(order)
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const handle = yield* ChildProcess.make(process.execPath, [owner, json], { extendEnv: true, stderr: "inherit" })
      const events = yield* handle.stdout.pipe(
        Stream.decodeText(),
        Stream.splitLines,
        Stream.mapEffect((line) => decodeEvent(line)),
        Stream.takeUntil(until),
        Stream.runCollect
      )
      yield* handle.kill({ killSignal: "SIGKILL" })
      return events
    })
  )
})

export const isText = (event: AgentEvent): boolean => event._tag === "Text"
export const isCompleted = (event: AgentEvent): boolean => event._tag === "Completed"

export const textOf = (events: ReadonlyArray<AgentEvent>): string => {
  const parts = new Map<string, string>()
  for (const event of events) {
    if (event._tag === "Text") parts.set(event.part, (parts.get(event.part) ?? "") + event.delta)
    if (event._tag === "Retracted") parts.delete(event.part)
  }
  return [...parts.values()].join("")
}
export const outcomeOf = (events: ReadonlyArray<AgentEvent>) => {
  const last = events.at(-1)
  return last?._tag === "Completed" ? last.outcome : undefined
}
export const tokenOf = (events: ReadonlyArray<AgentEvent>) =>
  events.flatMap((event) => (event._tag === "Started" ? [event.token] : []))[0]

/** The promises that every turn of every backend keeps. */
export const assertInvariants = (events: ReadonlyArray<AgentEvent>): void => {
  assert.strictEqual(events.filter(isCompleted).length, 1, "exactly one Completed")
  assert.strictEqual(events.at(-1)?._tag, "Completed", "Completed is last")
  assert.isAtMost(events.filter((event) => event._tag === "Started").length, 1, "at most one Started")
  const running = new Set<string>()
  for (const event of events) {
    if (event._tag !== "Activity") continue
    if (event.phase === "started" || event.phase === "progress") running.add(event.id)
    else running.delete(event.id)
  }
  assert.deepStrictEqual([...running], [], "every activity ends")
}

let turns = 0
export const inputOf = (text: string, turn = TurnId.make(`test:1:${++turns}`)): TurnInput => ({
  turn,
  text,
  attachments: []
})

/** Runs one turn to its end, reacting to its events, and holds it to the invariants. */
export const play = <R = never>(
  session: BackendSession,
  input: TurnInput,
  react: (event: AgentEvent) => Effect.Effect<unknown, never, R> = () => Effect.void
) =>
  session.run(input).pipe(
    Stream.tap(react),
    Stream.runCollect,
    Effect.tap((events) => Effect.sync(() => assertInvariants(events)))
  )

/** Runs the effect at the first event of that kind only. */
export const atFirst = <E, R>(is: (event: AgentEvent) => boolean, effect: Effect.Effect<unknown, E, R>) => {
  let done = false
  return (event: AgentEvent) => {
    if (done || !is(event)) return Effect.void
    done = true
    return Effect.asVoid(effect)
  }
}

let sessions = 0
/** A new conversation with an agent that works in a new directory. */
export const newConversation = (backend: string) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const workdir = yield* files.makeTempDirectoryScoped({ prefix: "contract-" })
    const encoded: typeof Agent.Encoded = {
      name: "scout",
      description: "looks around",
      backend,
      workdir,
      persona: "You are scout.",
      personaVersion: "1"
    }
    const agent = yield* Schema.decodeEffect(Agent)(encoded)
    const session = SessionId.make(`default/scout/test:${service}-${++sessions}`)
    const open: OpenSession = { session, agent, fork: false }
    return { open, encoded }
  })

/** The live processes that were started for that session, whoever started them. */
export const processesOf = (session: SessionId) =>
  Effect.gen(function* () {
    const table = yield* ProcessTable
    const all = yield* table.marked
    return all.filter((process) => process.mark.endsWith(`/${encodeURIComponent(session)}`))
  })

/** What anybody on the machine can read of them: arguments and, for the same user, the environment. Empty without /proc. */
export const visibleOf = (session: SessionId) =>
  Effect.gen(function* () {
    const files = yield* FileSystem.FileSystem
    const read = (pid: number, file: string) =>
      Effect.orElseSucceed(files.readFileString(`/proc/${pid}/${file}`), () => "")
    const all = yield* processesOf(session)
    return yield* Effect.forEach(
      all.flatMap(({ pid }) => [read(pid, "cmdline"), read(pid, "environ")]),
      (text) => text
    )
  })

export const killAll = (session: SessionId) =>
  Effect.gen(function* () {
    const table = yield* ProcessTable
    return yield* Effect.forEach(yield* processesOf(session), (process) => table.signal(process, "SIGKILL"))
  })
