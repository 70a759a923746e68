/** Jobs for tests: workers that wait, run and have ended in every way, and a card written out as a person sees it. */
import { AgentName, ConversationId, JobId, PlatformName, UserId, WorkerId } from "../../../src/core/model/Ids.ts"
import { Outcome } from "../../../src/core/model/Outcome.ts"
import { noUsage } from "../../../src/core/model/Usage.ts"
import type { Job, Origin, Worker, WorkerResult } from "../../../src/core/model/Worker.ts"
import type { JournalEntry } from "../../../src/core/ports/Journal.ts"
import { type CardOptions, workerCard } from "../../../src/core/render/WorkerCard.ts"
import { initialTurnState, reduceTurn, type TurnState } from "../../../src/core/sessions/TurnState.ts"
import type { JobView } from "../../../src/core/workers/JobStanding.ts"
import { dispatched, platformWith, turn } from "./Turns.ts"

export const origin: Origin = {
  conversation: {
    platform: PlatformName.make("loop"),
    id: ConversationId.make("c1"),
    within: [],
    kind: "channel"
  },
  person: { id: UserId.make("u1"), name: "ada", roles: [] },
  asked: []
}

export const job = (change: Partial<Job> = {}): Job => ({
  id: JobId.make("j-0001"),
  title: "review the parser",
  origin,
  askedAt: 0,
  ...change
})

export const worker = (title: string, change: Partial<Worker> = {}): Worker => ({
  id: WorkerId.make(
    `w-${title
      .toLowerCase()
      .replace(/[^a-z0-9]/g, "")
      .padEnd(4, "0")
      .slice(0, 32)}`
  ),
  job: JobId.make("j-0001"),
  title,
  task: {
    text: `review: ${title}`,
    agent: AgentName.make("worker"),
    terms: {},
    budgetUsd: 1,
    timeoutMillis: 900_000,
    priority: "normal",
    fresh: false
  },
  origin,
  after: [],
  askedAt: 0,
  attempt: 1,
  ...change
})

export const result = (change: Partial<WorkerResult> = {}): WorkerResult => ({
  outcome: Outcome.cases.Done.make({}),
  text: "",
  files: [],
  elapsedMillis: 4_000,
  at: 4_000,
  model: "opus",
  usage: { ...noUsage, costUsd: 0.04 },
  ...change
})

export const running = (title: string, change: Partial<Worker> = {}): Worker =>
  worker(title, { startedAt: 0, ...change })
export const ended = (title: string, change: Partial<WorkerResult> = {}, more: Partial<Worker> = {}): Worker =>
  running(title, { result: result(change), ...more })

/** What its turn looks like after these. */
export const doing = (...entries: ReadonlyArray<JournalEntry>): TurnState =>
  [dispatched(), ...entries].reduce(
    (state, entry, index) => reduceTurn(state, entry, index * 1_000),
    initialTurnState(turn, 0)
  )

export const view = (
  job: Job,
  workers: ReadonlyArray<Worker>,
  states: Readonly<Record<string, TurnState>> = {}
): JobView => ({
  job,
  workers,
  states: new Map(
    workers.flatMap((worker) => {
      const state = states[worker.title]
      return state === undefined ? [] : [[worker.id, state] as const]
    })
  )
})

export const card = (shown: JobView, second: number, options: Partial<CardOptions> = {}) =>
  workerCard(shown, {
    capabilities: platformWith({ threads: true }),
    finish: "auto",
    ...options,
    now: second * 1000
  })
