/**
 * All agents at one moment, put together from the files of every folder: later folders win by name, and a file that
 * broke keeps its last good version. Pure; owns precedence among files.
 */
import type { Agent } from "../model/Agent.ts"
import type { WrittenLimits } from "./AgentFile.ts"
import type { Problem } from "./Problem.ts"

/** One file as it was read. */
export interface AgentSource {
  /** Absolute. */
  readonly file: string
  /** As problems show it. */
  readonly shown: string
  readonly folder: string
  /** Made at run time, hence changeable. */
  readonly own: boolean
  /** Of the file's text; empty when it could not be read. */
  readonly version: string
  readonly name: string
  /** Absent when the file is broken. */
  readonly agent?: Agent
  /** Absent when its keys cannot be read. */
  readonly written?: WrittenLimits
  readonly problems: ReadonlyArray<Problem>
}

export interface AgentEntry {
  readonly agent: Agent
  readonly file: string
  readonly shown: string
  readonly own: boolean
  /** Of the file's text as it is now, also when it is broken. */
  readonly version: string
  /** The file is broken now; this is what it said before. */
  readonly stale: boolean
}

export interface DisabledAgent {
  readonly name: string
  readonly file: string
  readonly shown: string
  readonly own: boolean
  readonly problems: ReadonlyArray<Problem>
}

export interface AgentsSnapshot {
  /** By name. */
  readonly agents: ReadonlyArray<AgentEntry>
  readonly disabled: ReadonlyArray<DisabledAgent>
  readonly problems: ReadonlyArray<Problem>
}

export const emptySnapshot: AgentsSnapshot = { agents: [], disabled: [], problems: [] }

export const assemble = (
  sources: ReadonlyArray<AgentSource>,
  folderProblems: ReadonlyArray<Problem>,
  previous: AgentsSnapshot
): AgentsSnapshot => {
  const problems = [...folderProblems]
  const winners = new Map<string, { readonly source: AgentSource; readonly before?: AgentEntry }>()
  for (const source of sources) {
    problems.push(...source.problems)
    const before = source.agent === undefined ? previous.agents.find((entry) => entry.file === source.file) : undefined
    const name = before?.agent.name ?? source.name
    const rival = winners.get(name)?.source
    if (rival !== undefined && rival.folder === source.folder) {
      const text = `${rival.shown} already has the name ${name}; give this one another name`
      problems.push({ file: source.shown, key: "name", text, severity: "error" })
      continue
    }
    winners.set(name, before === undefined ? { source } : { source, before })
  }
  const agents: Array<AgentEntry> = []
  const disabled: Array<DisabledAgent> = []
  for (const [name, { source, before }] of winners) {
    const { file, own, shown, version } = source
    if (source.agent !== undefined) agents.push({ agent: source.agent, file, shown, own, version, stale: false })
    else if (before !== undefined) {
      agents.push({ ...before, version, stale: true })
      const text = `the last good version of ${name} keeps running`
      problems.push({ file: shown, key: "", text, severity: "warning" })
    } else disabled.push({ name, file, shown, own, problems: source.problems })
  }
  agents.sort((left, right) => (left.agent.name < right.agent.name ? -1 : 1))
  return { agents, disabled, problems }
}
