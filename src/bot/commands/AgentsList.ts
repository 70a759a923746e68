/**
 * `orchestrator agents list|show|check`: what agents there are and what is wrong with their files. Reads the files
 * themselves: needs no service and no database.
 */
import * as Console from "effect/Console"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { tame, tameLine } from "../../adapters/chat/console/HostileText.ts"
import { Agents } from "../../core/agents/Agents.ts"
import type { AgentsSnapshot } from "../../core/agents/AgentsSnapshot.ts"
import { type Problem, problemText } from "../../core/agents/Problem.ts"
import * as Words from "../../core/render/Words.ts"
import { layerAgents } from "../Core.ts"
import { layerLogs } from "../Logs.ts"
import { AlreadySaid } from "../ReportError.ts"
import { Startup } from "../Startup.ts"
import { table } from "../Table.ts"

const json = Flag.Boolean("json").pipe(Flag.withDescription("As JSON, for scripts"), Flag.withDefault(false))

/** The terminal stays the caller's: a person may be asked. */
const layerHere = layerAgents.pipe(Layer.provideMerge(layerLogs({ quiet: true })), Layer.provideMerge(Startup.layer))

/** The agents as the files say them, on this machine. */
export const withAgents = <A, E, R>(command: Effect.Effect<A, E, R>) => Effect.provide(command, layerHere)

const marks = { error: Words.failed, warning: Words.running } as const

export const problemLine = (problem: Problem): string => `${marks[problem.severity]} ${tameLine(problemText(problem))}`

const listText = ({ agents, disabled }: AgentsSnapshot): string => {
  const known = agents.map(({ agent, shown, stale }) => [
    agent.name,
    agent.backend,
    agent.model ?? "",
    agent.permissions,
    stale ? `${shown} (broken now, its last good version)` : shown,
    agent.description
  ])
  const broken = disabled.map(({ name, shown }) => [name, "", "", "disabled", shown, "see: orchestrator agents check"])
  if (known.length + broken.length === 0) return "there is no agent; make one: orchestrator agents create NAME"
  return table([["agent", "backend", "model", "permissions", "file", "description"], ...known, ...broken])
}

const listJson = ({ agents, disabled }: AgentsSnapshot) => [
  ...agents.map(({ agent, file, own, stale }) => ({
    name: agent.name,
    state: stale ? "stale" : "ok",
    description: agent.description,
    backend: agent.backend,
    model: agent.model ?? null,
    workdir: agent.workdir,
    permissions: agent.permissions,
    file,
    own
  })),
  ...disabled.map(({ file, name, own, problems }) => ({ name, state: "disabled", file, own, problems }))
]

export const list = Command.make(
  "list",
  { json },
  Effect.fn("agents list")(function* ({ json }) {
    yield* Effect.gen(function* () {
      const snapshot = yield* (yield* Agents).snapshot
      yield* Console.log(json ? JSON.stringify(listJson(snapshot), null, 2) : listText(snapshot))
    }).pipe(withAgents)
  })
).pipe(Command.withDescription("Shows every agent"))

export const show = Command.make(
  "show",
  { name: Argument.String("name").pipe(Argument.withDescription("The agent's name")) },
  Effect.fn("agents show")(function* ({ name }) {
    yield* Effect.gen(function* () {
      const agents = yield* Agents
      const source = yield* agents.source(name)
      const { agents: known, disabled, problems } = yield* agents.snapshot
      const entry = known.find(({ agent }) => agent.name === name) ?? disabled.find((each) => each.name === name)
      const wrong = problems.filter((problem) => problem.file === entry?.shown)
      // the file alone on stdout, so that it can be kept as one
      yield* Console.error([`${tame(entry?.file ?? "")}`, ...wrong.map(problemLine), ""].join("\n"))
      yield* Console.log(tame(source).trimEnd())
    }).pipe(withAgents)
  })
).pipe(Command.withDescription("Shows an agent's file"))

export const check = Command.make(
  "check",
  { json },
  Effect.fn("agents check")(function* ({ json }) {
    yield* Effect.gen(function* () {
      const { agents, disabled, problems } = yield* (yield* Agents).snapshot
      const ok = disabled.length === 0 && problems.every(({ severity }) => severity === "warning")
      const counted = Words.facts(
        `${Words.count(agents.length, "agent can", "agents can")} be talked to`,
        disabled.length === 0 ? undefined : `${disabled.map(({ name }) => name).join(", ")} disabled`
      )
      yield* Console.log(
        json
          ? JSON.stringify({ ok, agents: agents.length, disabled: disabled.map(({ name }) => name), problems }, null, 2)
          : [...problems.map(problemLine), `${ok ? Words.done : Words.failed} ${tameLine(counted)}`].join("\n")
      )
      if (!ok) return yield* new AlreadySaid()
    }).pipe(withAgents)
  })
).pipe(Command.withDescription("Shows everything that is wrong with the agents' files"))
