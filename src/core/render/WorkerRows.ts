/**
 * Workers as a tree of lines: the steps of a chain, the workers of each, how each one stands. Where there is no room for
 * all, those that failed or wait for a person come first, then those that run; what is left out is counted. Pure.
 */
import { phaseOf, type Worker, type WorkerPhase } from "../model/Worker.ts"
import { answerText, type TurnState } from "../sessions/TurnState.ts"
import { type ChainNode, chainTree } from "../workers/ChainTree.ts"
import { costOf, endedBadly, isOver, type JobView, waitsForPerson } from "../workers/JobStanding.ts"
import { plain } from "./Inline.ts"
import { activitiesOf, activityWords, isRunning, reasonOf } from "./Progress.ts"
import * as Words from "./Words.ts"
import * as WorkerWords from "./WorkerWords.ts"

const longestTitle = 60
const longestNews = 80

export interface Row {
  readonly phase: WorkerPhase
  /** What is shown first when there is no room for all. */
  readonly rank: number
  readonly text: string
  readonly children: ReadonlyArray<Row>
}

const signs: Record<WorkerPhase, string> = {
  waiting: Words.pending,
  running: Words.running,
  done: Words.done,
  failed: Words.failed,
  cancelled: Words.failed,
  "timed-out": Words.failed,
  "over-budget": Words.failed,
  limited: Words.failed,
  interrupted: Words.failed
}

/** In one line of Markdown; never empty. */
export const titleOf = ({ id, title }: Pick<Worker, "id" | "title">): string =>
  plain(title, longestTitle) || plain(id, longestTitle)

const lastLine = (text: string): string => text.trimEnd().split("\n").at(-1) ?? ""
const firstLine = (text: string): string => /^.*/.exec(text.trimStart())?.[0] ?? ""

/** What a running one does, or last said, as Markdown. */
const newsOf = (state: TurnState | undefined): string => {
  if (state === undefined) return ""
  if (waitsForPerson(state)) return Words.waitingForYou
  if (state.thinking) return Words.thinking
  const last = state.blocks.at(-1)
  const live = activitiesOf(state).findLast(isRunning)
  const activity = live ?? (last?._tag === "Activity" ? last.activity : undefined)
  if (activity !== undefined) return activityWords(activity)
  return plain(lastLine(answerText(state).slice(-1_000)), longestNews)
}

/** Why one did not end well, in a few words of Markdown. */
export const endingWords = (worker: Worker): string => {
  const phase = phaseOf(worker)
  const outcome = worker.result?.outcome
  if (phase === "cancelled") {
    const by = worker.cut?.by ?? (outcome?._tag === "Stopped" ? outcome.by : undefined)
    return by === undefined ? WorkerWords.phases.cancelled : WorkerWords.cancelledBy(plain(by, 80))
  }
  if (phase === "timed-out") return WorkerWords.timedOutShort(worker.task.timeoutMillis)
  if (phase === "interrupted") return WorkerWords.interrupted
  if (outcome?._tag !== "Failed") return WorkerWords.phases[phase]
  return Words.facts(WorkerWords.phases[phase], plain(reasonOf(outcome.message), longestNews))
}

const modelOf = (worker: Worker, state: TurnState | undefined): string => {
  const model = worker.result?.model ?? worker.result?.usage?.model ?? state?.model ?? worker.routed?.model
  if (model === undefined) return ""
  return plain(Words.onModel(model, worker.routed?.reason), longestNews)
}

const costWords = (worker: Worker, state: TurnState | undefined): string => {
  if (worker.result?.cachedAt !== undefined) return WorkerWords.cached
  const cost = costOf(worker, state)
  return cost === undefined ? "" : WorkerWords.ofLimit(cost, worker.task.budgetUsd)
}

/** Facts behind a worker's title. */
const factsOf = (view: JobView, worker: Worker): ReadonlyArray<string> => {
  const state = view.states.get(worker.id)
  const cost = costWords(worker, state)
  switch (phaseOf(worker)) {
    case "waiting": {
      const first = view.workers.find(({ id, result }) => worker.after.includes(id) && result === undefined)
      return [first === undefined ? WorkerWords.phases.waiting : WorkerWords.waitsFor(titleOf(first))]
    }
    case "running":
      return [newsOf(state) || Words.working, cost]
    case "done": {
      const took = worker.result?.cachedAt === undefined ? Words.duration(worker.result?.elapsedMillis ?? 0) : ""
      const head = isOver(view) ? "" : plain(firstLine(worker.result?.text.slice(0, 1_000) ?? ""), longestNews)
      return [head, modelOf(worker, state), took, cost]
    }
    default:
      return [endingWords(worker), cost]
  }
}

const rankOf = (worker: Worker, state: TurnState | undefined): number => {
  const phase = phaseOf(worker)
  if (endedBadly(worker) || (phase === "running" && waitsForPerson(state))) return 3
  return phase === "running" ? 2 : phase === "waiting" ? 1 : 0
}

/** How one worker stands, in one line. */
export const workerRow = (view: JobView, worker: Worker, title = titleOf(worker)): Row => ({
  phase: phaseOf(worker),
  rank: rankOf(worker, view.states.get(worker.id)),
  text: `${signs[phaseOf(worker)]} ${Words.facts(`**${title}**`, ...factsOf(view, worker))}`,
  children: []
})

/** Within its step an item need not say the step's name again. */
const inStep = ({ name }: ChainNode, worker: Worker): string => {
  const said = `${name}: `
  return titleOf(worker.title.startsWith(said) ? { ...worker, title: worker.title.slice(said.length) } : worker)
}

const stepRow = (view: JobView, node: ChainNode): Row => {
  const title = plain(node.name, longestTitle)
  const [only] = node.workers
  const why = node.why === undefined ? "" : plain(reasonOf(node.why), longestNews)
  if (!node.map && only !== undefined && node.why === undefined) return workerRow(view, only, title)
  const children = node.workers.map((worker) => workerRow(view, worker, inStep(node, worker)))
  const done = node.workers.filter((worker) => phaseOf(worker) === "done").length
  const words =
    node.phase === "failed"
      ? Words.facts(WorkerWords.phases.failed, why)
      : node.workers.length === 0
        ? WorkerWords.phases[node.phase]
        : WorkerWords.share(done, node.workers.length, "done")
  const own = node.phase === "failed" ? 3 : node.phase === "running" ? 2 : node.phase === "waiting" ? 1 : 0
  return {
    phase: node.phase,
    // Above its workers: none of them is shown without its step.
    rank: Math.max(own, ...children.map(({ rank }) => rank)) + 0.5,
    text: `${signs[node.phase]} ${Words.facts(`**${title}**`, words)}`,
    children: node.map ? children : []
  }
}

export const rowsOf = (view: JobView): ReadonlyArray<Row> => {
  const { job, workers } = view
  if (job.chain === undefined) return workers.map((worker) => workerRow(view, worker))
  return chainTree(job, workers).map((node) => stepRow(view, node))
}

const shownFirst: ReadonlyArray<WorkerPhase> = [
  "failed",
  "timed-out",
  "over-budget",
  "limited",
  "interrupted",
  "cancelled",
  "running",
  "waiting",
  "done"
]

const foldedLine = (rows: ReadonlyArray<Row>): string =>
  Words.dim(
    WorkerWords.more(
      shownFirst.flatMap((phase) => {
        const many = rows.filter((row) => row.phase === phase).length
        return many === 0 ? [] : [WorkerWords.amount(many, phase)]
      })
    )
  )

const written = (rows: ReadonlyArray<Row>, most: number): string => {
  const all = rows.flatMap((row) => [row, ...row.children])
  const chosen = new Set([...all].sort((left, right) => right.rank - left.rank).slice(0, most))
  const hiddenOf = (some: ReadonlyArray<Row>) => some.filter((row) => !chosen.has(row))
  const lines = rows.flatMap((row) => {
    if (!chosen.has(row)) return []
    const hidden = hiddenOf(row.children)
    const children = [
      ...row.children.filter((child) => chosen.has(child)).map(({ text }) => text),
      ...(hidden.length === 0 ? [] : [foldedLine(hidden)])
    ]
    return [row.text, ...children.map((text, index) => `${index === children.length - 1 ? "└" : "├"} ${text}`)]
  })
  const hidden = hiddenOf(rows)
  return [...lines, ...(hidden.length === 0 ? [] : [foldedLine(hidden)])].join("\n")
}

/** More lines than this nobody reads at a glance. */
const mostRows = 40

/** The tree, at most `room` long by `measure` as far as that can be. */
export const treeOf = (view: JobView, room: number, measure: (markdown: string) => number): string => {
  const rows = rowsOf(view)
  const count = rows.reduce((sum, { children }) => sum + 1 + children.length, 0)
  for (let most = Math.min(count, mostRows); ; most = most > 8 ? Math.floor(most * 0.8) : most - 1) {
    const text = written(rows, most)
    if (most <= 0 || measure(text) <= room) return text
  }
}
