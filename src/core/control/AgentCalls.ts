/**
 * What a visitor may do with agents: look at them, make and change them, choose where they work. Owns who sees what of
 * them and that every change is noted; what is wrong with an agent is the registry's to say. Programs that an agent would
 * start (its MCP servers) are added by hand on the machine, never from afar.
 */
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import * as Predicate from "effect/Predicate"
import type * as Schema from "effect/Schema"
import { type WrittenLimits, writtenBudget } from "../agents/AgentFile.ts"
import { type AgentKeys, Agents } from "../agents/Agents.ts"
import { Bindings } from "../agents/Bindings.ts"
import { Directories } from "../agents/Directories.ts"
import type { Problem } from "../agents/Problem.ts"
import { costToday } from "../ledger/CostToday.ts"
import type { Agent } from "../model/Agent.ts"
import { type AuditAction, AuditLog } from "../ports/AuditLog.ts"
import { agentRefusal, invalidAgent } from "./AgentRefusals.ts"
import { backendModels } from "./BackendModels.ts"
import { bindingCalls } from "./BindingCalls.ts"
import { permits } from "./Permits.ts"
import { soughtAt } from "./PlaceNames.ts"
import { type AgentLine, AgentRpcs, type WrittenKeys } from "./protocol/AgentRpcs.ts"
import { ControlError, unavailable } from "./protocol/ControlError.ts"
import { Titles } from "./Titles.ts"
import { webPlatformName } from "./WebConversation.ts"

/** More than a file may hold. */
const longestFile = 256 * 1024

const isGroup = (value: Schema.Json): value is Schema.JsonObject => Predicate.isObject(value)

const changed = (value: Schema.Json, change: (value: Schema.Json, key: string) => Schema.Json): Schema.Json =>
  isGroup(value) ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, change(one, key)])) : value

/** What the servers of an agent are started or called with may be their keys. */
const masked = (mcp: Agent["mcp"]): Agent["mcp"] =>
  Object.fromEntries(
    Object.entries(mcp).map(([name, server]) => [
      name,
      changed(server, (value, key) => (key === "env" || key === "headers" ? changed(value, () => "***") : value))
    ])
  )

/** Of an agent what one needs to talk to it: neither paths of the machine, nor what it was told, nor what it may cost. */
const acquaintance = ({ workdir: _workdir, tools: _tools, ...agent }: Agent): AgentLine["agent"] => ({
  ...agent,
  persona: "",
  budget: {},
  skills: [],
  mcp: {}
})

const noLimits: WrittenLimits = { budget: {}, mcp: undefined }
const most = Number.POSITIVE_INFINITY

const dearer = "a budget is made larger, or taken away, by those who may raise budgets; a smaller one you can set"

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
  const costs = yield* costToday
  const offered = yield* backendModels
  const permit = yield* permits
  const binding = yield* bindingCalls
  const titles = yield* Titles

  /** Who wrote which version from here: another one was written elsewhere. */
  const writers = new Map<string, { readonly by: string; readonly version: string }>()

  const written = Effect.fnUntraced(function* (name: string, detail: string) {
    const by = yield* permit.need("administer")
    const { version } = yield* Effect.mapError(agents.entry(name), agentRefusal)
    writers.set(name, { by: by.name, version })
    yield* noted("changed", name, detail)
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
    const names = yield* titles.found(bound.flatMap(soughtAt))
    const spent: ReadonlyMap<string, number> = whole ? yield* costs.agents : new Map()
    return {
      agents: known.map(({ agent, own, shown, stale, version }): AgentLine => {
        const costTodayUsd = spent.get(agent.name)
        const writer = mayChange ? writers.get(agent.name) : undefined
        return {
          agent: whole ? { ...agent, mcp: mayChange ? masked(agent.mcp) : {} } : acquaintance(agent),
          file: whole ? shown : "",
          own,
          version: mayChange ? version : "",
          ...(writer?.version === version ? { changedBy: writer.by } : {}),
          stale,
          bindings: bound.filter((one) => one.agent === agent.name).map(names.named),
          ...(costTodayUsd === undefined ? {} : { costTodayUsd })
        }
      }),
      disabled: whole ? disabled.map(({ name, own, problems, shown }) => ({ name, file: shown, own, problems })) : [],
      ...(bindings.fallback === undefined ? {} : { fallback: bindings.fallback }),
      backends: yield* offered
    }
  }).pipe(Effect.catchTags({ LedgerError: (error) => unavailable(error), StateError: (error) => unavailable(error) }))

  /** What its file says now, of a broken one too. */
  const limitsOf = (name: string) =>
    agents.source(name).pipe(
      Effect.flatMap((text) => agents.checkFile(name, text)),
      Effect.map(({ written }) => written ?? noLimits),
      Effect.orElseSucceed(() => noLimits)
    )

  /** A limit that is taken away or made larger is a budget that is raised. */
  const unaffordable = Effect.fnUntraced(function* (before: WrittenLimits["budget"], after: WrittenLimits["budget"]) {
    const larger = (["turn", "day"] as const).filter((key) => (before[key] ?? most) < (after[key] ?? most))
    if (larger.length === 0 || (yield* permit.may("spend"))) return
    return yield* new ControlError({
      reason: "not-allowed",
      detail: dearer,
      fields: Object.fromEntries(larger.map((key) => [`budget.${key}`, dearer]))
    })
  })

  const checked = Effect.fnUntraced(function* (name: string, text: string) {
    const before = yield* limitsOf(name)
    if (text.length > longestFile) return { before, after: noLimits, problems: [tooLong] }
    const { problems, written: after = noLimits } = yield* agents.checkFile(name, text)
    const added = after.mcp !== undefined && !Equal.equals(after.mcp, before.mcp)
    return { before, after, problems: added ? [...problems, byHand] : problems }
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
    EditAgent: ({ keys, name, persona, was }) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        const here = refusedHere(keys, persona)
        if (here.length > 0) return yield* invalidAgent(here)
        if ("budget" in keys) yield* unaffordable((yield* limitsOf(name)).budget, writtenBudget(keys.budget))
        const agent = yield* Effect.mapError(agents.edit(name, keysOf(keys), persona, was), agentRefusal)
        const changed = [...Object.keys(keys), ...(persona === undefined ? [] : ["persona"])]
        yield* written(agent.name, changed.join(", "))
        return agent
      }),
    CheckAgentFile: ({ name, text }) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        return (yield* checked(name, text)).problems
      }),
    WriteAgentFile: ({ name, text, was }) =>
      Effect.gen(function* () {
        yield* permit.need("administer")
        const { after, before, problems } = yield* checked(name, text)
        if (problems.includes(byHand) || problems.includes(tooLong)) return yield* invalidAgent(problems)
        yield* unaffordable(before.budget, after.budget)
        const agent = yield* Effect.mapError(agents.write(name, text, was), agentRefusal)
        yield* written(agent.name, "the whole file")
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
