/**
 * Jobs as they are shown at a moment: each worker with what it does, what it cost so far and what it asks. Owns that
 * gathering, and how much of long texts a list of many carries.
 */
import * as Effect from "effect/Effect"
import * as Equal from "effect/Equal"
import { Agents } from "../agents/Agents.ts"
import { cutTo } from "../chat/Cut.ts"
import { HostName } from "../model/Ids.ts"
import { Outcome } from "../model/Outcome.ts"
import { type Job, phaseOf, type Worker, type WorkerResult } from "../model/Worker.ts"
import { openAsks } from "../sessions/TurnState.ts"
import { lastOf } from "../toolbox/JobViews.ts"
import { costOf, isOver } from "../workers/JobStanding.ts"
import { workerSession, workerTurnId } from "../workers/WorkerSession.ts"
import { type JobWithWorkers, Workers, type WorkersError } from "../workers/Workers.ts"
import type { JobLine } from "./protocol/WorkerRpcs.ts"

/** Of a text in a list, in code points. */
const longestShown = 600

export interface WorkerLines {
  readonly lineOf: (found: JobWithWorkers) => Effect.Effect<JobLine, WorkersError>
}

export const workerLines: Effect.Effect<WorkerLines, never, Agents | Workers> = Effect.gen(function* () {
  const agents = yield* Agents
  const workers = yield* Workers

  const hostOf = (worker: Worker) =>
    agents.get(worker.task.agent).pipe(
      Effect.map(({ host }) => host),
      Effect.orElseSucceed(() => HostName.make("default"))
    )

  const shown = Effect.fnUntraced(function* (
    worker: Worker
  ): Effect.fn.Return<JobLine["workers"][number], WorkersError> {
    // What is over is read off its result: its turn would have to be read out of the journal.
    const state = phaseOf(worker) === "running" ? yield* workers.state(worker.id) : undefined
    const last = lastOf(state)
    const costUsd = costOf(worker, state)
    return {
      worker,
      session: workerSession(worker, yield* hostOf(worker)),
      turn: workerTurnId(worker),
      ...(last === undefined ? {} : { last }),
      ...(costUsd === undefined ? {} : { costUsd }),
      asks: state === undefined ? [] : openAsks(state).map(({ ask }) => ask)
    }
  })

  return {
    lineOf: ({ job, workers: all }) =>
      Effect.map(
        Effect.forEach(all, shown),
        (lines): JobLine => ({ job, workers: lines, over: isOver({ job, workers: all }) })
      )
  }
})

const short = (text: string): string =>
  text.length <= longestShown ? text : cutTo(text.slice(0, 2 * longestShown), longestShown)

const cutJob = (job: Job): Job => {
  const { chain } = job
  if (chain === undefined) return job
  return {
    ...job,
    chain: {
      ...chain,
      input: short(chain.input),
      ...(chain.text === undefined ? {} : { text: short(chain.text) })
    }
  }
}

const cutResult = (result: WorkerResult): WorkerResult => ({
  ...result,
  text: short(result.text),
  outcome: result.outcome._tag === "Done" ? Outcome.cases.Done.make({}) : result.outcome
})

const cutWorker = ({ goesOn, ...worker }: Worker): Worker => ({
  ...worker,
  task: { ...worker.task, text: short(worker.task.text) },
  ...(worker.result === undefined ? {} : { result: cutResult(worker.result) }),
  ...(goesOn === undefined ? {} : { goesOn: { ...goesOn, text: short(goesOn.text), before: cutResult(goesOn.before) } })
})

/** For a list of many: long texts are cut, and it says so. */
export const cutLine = (line: JobLine): JobLine => {
  const cut: JobLine = {
    ...line,
    job: cutJob(line.job),
    workers: line.workers.map((one) => ({ ...one, worker: cutWorker(one.worker) }))
  }
  return Equal.equals(cut, line) ? line : { ...cut, cut: true }
}
