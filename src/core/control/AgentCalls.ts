/**
 * What a visitor may do with agents: look at them, make and change them, choose where they work. Owns who sees what of
 * them and that every change is noted; what is wrong with an agent is the registry's to say. Programs that an agent would
 * start (its MCP servers) are added by hand on the machine, never from afar.
 */
import * as DateTime from "effect/DateTime"
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import { type AgentKeys, Agents } from "../agents/Agents.ts"
import { Bindings } from "../agents/Bindings.ts"
import { Directories } from "../agents/Directories.ts"
import type { Problem } from "../agents/Problem.ts"
import { Ledger } from "../ledger/Ledger.ts"
import type { Agent } from "../model/Agent.ts"
import { type AuditAction, AuditLog } from "../ports/AuditLog.ts"
import { agentRefusal, invalidAgent } from "./AgentRefusals.ts"
import { backendModels } from "./BackendModels.ts"
import { bindingCalls } from "./BindingCalls.ts"
import { permits } from "./Permits.ts"
import { type AgentLine, AgentRpcs, type WrittenKeys } from "./protocol/AgentRpcs.ts"
import { ControlError, unavailable } from "./protocol/ControlError.ts"
import { webPlatformName } from "./WebConversation.ts"

/** More than a file may hold. */
const longestFile = 256 * 1024

const byHand: Problem = {
  file: "",
  key: "mcp",
  text: "MCP servers are programs that run on this machine; add them in the agent's file there",
  severity: "error"
}

const tooLong: Problem = {
  file: "",
  key: "persona",
  text: "the file would be larger than 256 KiB; shorten the persona",
  severity: "error"
}

/** What may not be said from here, whatever the registry thinks of it. */
const refusedHere = (keys: WrittenKeys, persona: string | undefined): ReadonlyArray<Problem> => [
  ...(keys.mcp === undefined || keys.mcp === null ? [] : [byHand]),
  ...((persona?.length ?? 0) + JSON.stringify(keys).length > longestFile / 2 ? [tooLong] : [])
]

const keysOf = (written: WrittenKeys): AgentKeys =>
  Object.fromEntries(Object.entries(written).map(([key, value]) => [key, value === null ? undefined : value]))

export const agentCalls = Effect.gen(function* () {
  const agents = yield* Agents
  const audit = yield* AuditLog
  const bindings = yield* Bindings
  const directories = yield* Directories
  const ledger = yield* Ledger
  const offered = yield* backendModels
  const permit = yield* permits
  const binding = yield* bindingCalls

  /** What agents cost since midnight, where it is known. */
  const costsToday = Effect.gen(function* () {
    const today = DateTime.formatIsoDate(yield* DateTime.now)
    const lines = yield* ledger.report("agent", { sinceDay: today })
    return new Map(lines.filter(({ turns, unpriced }) => turns > unpriced).map(({ costUsd, key }) => [key, costUsd]))
  })

  const noted = Effect.fnUntraced(function* (action: AuditAction, subject: string, detail: string) {
    const by = yield* permit.need("administer")
    yield* audit.note({ by, platform: webPlatformName, action, subject, detail })
  })

  const list = Effect.gen(function* () {
    yield* permit.need("read")
    const whole = yield* permit.seesAll
    const mayChange = yield* permit.may("administer")
    const { agents: known, disabled } = yield* agents.snapshot
    const bound = whole ? yield* bindings.all : []
    const costs: ReadonlyMap<string, number> = whole ? yield* costsToday : new Map()
    return {
      agents: known.map(({ agent, own, shown, stale }): AgentLine => {
        const costTodayUsd = costs.get(agent.name)
        return {
          // What starts its servers may hold their keys.
          agent: mayChange ? agent : { ...agent, mcp: {} },
          file: shown,
          own,
          stale,
          bindings: bound.filter((one) => one.agent === agent.name),
          ...(costTodayUsd === undefined ? {} : { costTodayUsd })
        }
      }),
      disabled: whole ? disabled.map(({ name, own, problems, shown }) => ({ name, file: shown, own, problems })) : [],
      ...(bindings.fallback === undefined ? {} : { fallback: bindings.fallback }),
      backends: yield* offered
    }
  }).pipe(Effect.catchTags({ LedgerError: (error) => unavailable(error), StateError: (error) => unavailable(error) }))

  const checked = Effect.fnUntraced(function* (name: string, text: string) {
    if (text.length > longestFile) return { problems: [tooLong] }
    const found = yield* agents.checkFile(name, text)
    const before = yield* agents.get(name).pipe(
      Effect.map(({ mcp }) => mcp),
      Effect.orElseSucceed((): Agent["mcp"] => ({}))
    )
    const added = found.agent !== undefined && !Equal.equals(found.agent.mcp, before)
    return { ...found, problems: added ? [...found.problems, byHand] : found.problems }
  })

  return AgentRpcs.of({
    ...binding,
    ListAgents: () => list,
    ReadAgentFile: ({ name }) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        return yield* Effect.mapError(agents.source(name), agentRefusal)
      }),
    CheckAgent: ({ keys, persona, was }) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        const here = refusedHere(keys, persona)
        if (here.includes(tooLong)) return here
        return [...here, ...(yield* Effect.mapError(agents.check(keysOf(keys), persona, was), agentRefusal))]
      }),
    CreateAgent: ({ keys, persona }) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        const here = refusedHere(keys, persona)
        if (here.length > 0) return yield* invalidAgent(here)
        const agent = yield* Effect.mapError(agents.create(keysOf(keys), persona), agentRefusal)
        yield* noted("created", agent.name, agent.description)
        return agent
      }),
    EditAgent: ({ keys, name, persona }) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        const here = refusedHere(keys, persona)
        if (here.length > 0) return yield* invalidAgent(here)
        const agent = yield* Effect.mapError(agents.edit(name, keysOf(keys), persona), agentRefusal)
        const changed = [...Object.keys(keys), ...(persona === undefined ? [] : ["persona"])]
        yield* noted("changed", agent.name, changed.join(", "))
        return agent
      }),
    CheckAgentFile: ({ name, text }) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        return (yield* checked(name, text)).problems
      }),
    WriteAgentFile: ({ name, text }) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        const { problems } = yield* checked(name, text)
        if (problems.includes(byHand) || problems.includes(tooLong)) return yield* invalidAgent(problems)
        const agent = yield* Effect.mapError(agents.write(name, text), agentRefusal)
        yield* noted("changed", agent.name, "the whole file")
        return agent
      }),
    DeleteAgent: ({ name }) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        yield* Effect.mapError(agents.delete(name), agentRefusal)
        yield* noted("deleted", name, "")
      }),
    ListFolder: ({ path }) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        return yield* directories.list(path).pipe(
          Effect.mapError(
            ({ message, reason }) =>
              new ControlError({
                reason: reason === "outside" ? "not-allowed" : reason === "unreadable" ? "unavailable" : "unknown",
                detail: message
              })
          )
        )
      })
  })
})
