/**
 * What the doctor says of the agents: their files, who answers where, and who is never asked for permission.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../../core/agents/Agents.ts"
import type { AgentsSnapshot } from "../../core/agents/AgentsSnapshot.ts"
import { Bindings } from "../../core/agents/Bindings.ts"
import { nearest } from "../../core/agents/Nearest.ts"
import type { Check } from "../../core/ports/Manifest.ts"
import * as Words from "../../core/render/Words.ts"
import { Startup } from "../Startup.ts"
import { failed, fine, warning } from "./Finding.ts"
import { routingChecks } from "./RoutingChecks.ts"
import { problemCheck } from "./StartupChecks.ts"

const agentCheck = ({ agent, shown }: AgentsSnapshot["agents"][number]): Check =>
  agent.permissions === "full"
    ? warning(
        agent.name,
        `does everything without asking (permissions: full, ${shown})`,
        "take it out of allowFull unless that is meant"
      )
    : fine(agent.name, Words.facts(`on ${agent.backend}`, agent.model, `in ${agent.workdir}`, agent.permissions))

/** Undefined when the agent can answer. */
const cannotAnswer = ({ agents, disabled }: AgentsSnapshot, name: string): Pick<Check, "found" | "fix"> | undefined => {
  if (agents.some(({ agent }) => agent.name === name)) return undefined
  if (disabled.some((each) => each.name === name))
    return { found: `${name}, which is disabled`, fix: "correct its file" }
  const near = nearest(
    name,
    agents.map(({ agent }) => agent.name)
  )
  const guess = near === undefined ? "" : `; did you mean ${near}?`
  return {
    found: `${name}, which does not exist`,
    fix: `name another one, or make it: orchestrator agents create ${name}${guess}`
  }
}

/** Agents that somebody meets without naming them: their backends must work. */
export const metAgents = Effect.gen(function* () {
  const { config } = yield* Startup
  const bound = yield* Effect.orElseSucceed(
    Effect.flatMap(Bindings, (bindings) => bindings.all),
    () => config.bindings
  )
  return [config.default, ...bound.map(({ agent }) => agent)]
})

export const agentChecks = Effect.gen(function* () {
  const { config } = yield* Startup
  const snapshot = yield* (yield* Agents).snapshot
  const answering = cannotAnswer(snapshot, config.default)
  const bindings = yield* (yield* Bindings).all
  const lost = bindings.flatMap(({ agent, conversation, platform }): ReadonlyArray<Check> => {
    const wrong = cannotAnswer(snapshot, agent)
    const where = conversation === undefined ? platform : `${platform}:${conversation}`
    return wrong === undefined ? [] : [failed("binding", `${where} is answered by ${wrong.found}`, wrong.fix)]
  })
  const unknown = config.allowFull
    .filter((name) => !snapshot.agents.some(({ agent }) => agent.name === name))
    .map((name) => warning("allowFull", `names ${name}, which is no agent`, "take it out of the configuration"))
  return [
    ...snapshot.agents.map(agentCheck),
    ...snapshot.problems.map((problem) => problemCheck("problem", problem)),
    answering === undefined
      ? fine("default", `${config.default} answers where nothing is bound`)
      : failed("default", `nobody answers where nothing is bound: the default is ${answering.found}`, answering.fix),
    ...lost,
    ...routingChecks(
      config.routing,
      snapshot.agents.map(({ agent }) => agent)
    ),
    ...unknown
  ]
})
