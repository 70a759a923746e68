/**
 * Commands about workers: `worker run|chain|list|show|cancel|retry`. Who asked for a job may end it and try it again, and
 * who administers the place; others see it where it was asked for.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Priority, type Worker } from "../model/Worker.ts"
import { code, plain } from "../render/Inline.ts"
import * as Words from "../render/Words.ts"
import { cardHeader } from "../render/WorkerHeader.ts"
import { workerRow } from "../render/WorkerRows.ts"
import * as WorkerWords from "../render/WorkerWords.ts"
import { Chains } from "../workers/Chains.ts"
import { JobActs } from "../workers/JobActs.ts"
import { isHere, type JobView, limitOf } from "../workers/JobStanding.ts"
import { type JobWithWorkers, Workers } from "../workers/Workers.ts"
import { readChain } from "../workers/WrittenChain.ts"
import { type Command, type CommandCall, CommandError, type CommandOption } from "./Command.ts"
import { failed } from "./Here.ts"
import { jobTitleOf, workerRequestsOf } from "./WorkerRequestWords.ts"

const shownJobs = 15
const longestTask = 500

const idOption: CommandOption = {
  name: "id",
  help: "a job (j-…) or a worker (w-…); see worker list",
  required: true,
  values: "workers"
}

const wrong = (detail: string) => new CommandError({ reason: "usage", detail })

/** The same command, handed over twice, asks once. */
const keyOf = ({ conversation, handle }: CommandCall): string => `command:${conversation.platform}:${handle}`

const originOf = ({ conversation, origin, person }: CommandCall) => ({
  conversation,
  person,
  asked: [],
  ...(origin === undefined ? {} : { message: origin })
})

export const workerCommands = Effect.gen(function* () {
  const acts = yield* JobActs
  const chains = yield* Chains
  const workers = yield* Workers

  const viewOf = (found: JobWithWorkers) =>
    Effect.map(
      Effect.forEach(found.workers, (worker) =>
        Effect.map(workers.state(worker.id), (state) => (state === undefined ? [] : [[worker.id, state] as const]))
      ),
      (states): JobView => ({ ...found, states: new Map(states.flat()) })
    )

  const run: Command = {
    name: "worker run",
    help: "hands a task to a worker, or to several at once",
    options: [
      { name: "text", help: "the task; {{item}} stands for each thing in each", required: true, long: true },
      { name: "each", help: "one worker for each of these, with commas: security, tests, docs", required: false },
      { name: "count", help: "as many workers with the same task, 1 to 20", required: false },
      {
        name: "agent",
        help: "the agent that it runs on; without it a plain worker",
        required: false,
        values: "agents"
      },
      { name: "backend", help: "the coding CLI that it runs on", required: false, values: "backends" },
      { name: "model", help: "a model or alias of the backend, or auto", required: false, values: "models" },
      { name: "budget", help: "dollars for each worker, as 0.50", required: false },
      { name: "timeout", help: "how long each may take, as 90s, 5m or 1h", required: false },
      { name: "priority", help: "which waits least", required: false, choices: [...Priority.literals] },
      {
        name: "fresh",
        help: "yes: a stored result of the same task is not good enough",
        required: false,
        choices: ["yes", "no"]
      }
    ],
    action: "talk",
    audit: "spawned",
    run: Effect.fnUntraced(function* (call) {
      const requests = workerRequestsOf(call.args)
      if (Result.isFailure(requests)) return yield* wrong(requests.failure)
      const { job, workers: asked } = yield* workers
        .spawn({ key: keyOf(call), origin: originOf(call), workers: requests.success, title: jobTitleOf(call.args) })
        .pipe(Effect.mapError(failed))
      return WorkerWords.askedFor(asked.length, limitOf(asked), job.id)
    })
  }

  const chain: Command = {
    name: "worker chain",
    help: "runs steps one after another; each may use what came before",
    options: [
      {
        name: "steps",
        help: "one a line, as list: name five files; review each list: review {{item}}",
        required: true,
        long: true
      },
      { name: "input", help: "what {{input}} stands for", required: false, long: true },
      { name: "title", help: "what it is called", required: false }
    ],
    action: "talk",
    audit: "spawned",
    form: true,
    run: Effect.fnUntraced(function* (call) {
      const { input = "", steps = "", title } = call.args
      const read = readChain(steps)
      if (Result.isFailure(read)) return yield* wrong(read.failure)
      const job = yield* chains
        .start({
          key: keyOf(call),
          title: title ?? read.success.map(({ name }) => name).join(" → "),
          origin: originOf(call),
          steps: read.success,
          input
        })
        .pipe(Effect.mapError(failed))
      return WorkerWords.chainAskedFor(read.success.length, job.id)
    })
  }

  const list: Command = {
    name: "worker list",
    help: "shows the latest jobs of this place, and your own",
    options: [],
    action: "talk",
    run: Effect.fnUntraced(function* (call) {
      const now = yield* Clock.currentTimeMillis
      const all = yield* workers.jobs.pipe(Effect.mapError(failed))
      const seen = all.filter(({ job }) => isHere(job, call.conversation) || acts.isOwn(job, call))
      if (seen.length === 0) return WorkerWords.noJobs
      const lines = yield* Effect.forEach(seen.slice(0, shownJobs), (found) =>
        Effect.map(viewOf(found), (view) => {
          const { id, title } = found.job
          return `- ${Words.facts(code(id, 60), plain(title, 60))} · ${cardHeader(view, now)}`
        })
      ).pipe(Effect.mapError(failed))
      return [...lines, ...(seen.length > shownJobs ? [WorkerWords.moreJobs(seen.length - shownJobs)] : [])].join("\n")
    })
  }

  const shownWorker = (view: JobView, worker: Worker): string => {
    const { files = [], text = "" } = worker.result ?? {}
    const { attempt, task } = worker
    return [
      workerRow(view, worker).text,
      `- ${Words.facts(code(worker.id, 60), `job ${worker.job}`, `agent ${task.agent}`, task.terms.backend, task.terms.model)}`,
      `- ${Words.facts(WorkerWords.ofLimit(undefined, task.budgetUsd), WorkerWords.within(task.timeoutMillis), `priority ${task.priority}`, attempt > 1 ? `attempt ${attempt}` : "")}`,
      `- task: ${plain(task.text, longestTask)}`,
      ...(files.length === 0
        ? []
        : [
            `- ${WorkerWords.files(
              files.slice(0, 20).map((file) => code(file, 100)),
              Math.max(0, files.length - 20)
            )}`
          ]),
      ...(text.trim() === "" ? [] : ["", text.trim()])
    ].join("\n")
  }

  const show: Command = {
    name: "worker show",
    help: "shows a job with its workers, or a worker with its result",
    options: [idOption],
    action: "talk",
    run: Effect.fnUntraced(function* (call) {
      const now = yield* Clock.currentTimeMillis
      const { found, worker } = yield* acts.find(call.args.id ?? "", call).pipe(Effect.mapError(failed))
      const view = yield* viewOf(found).pipe(Effect.mapError(failed))
      if (worker !== undefined) return shownWorker(view, worker)
      const { chain, id, title } = found.job
      const rows = found.workers.map((one) => `- ${code(one.id, 60)} ${workerRow(view, one).text}`)
      const why =
        chain?.failed === undefined
          ? []
          : [WorkerWords.brokeOff(plain(chain.failed.step, 40), plain(chain.failed.why, 300))]
      return [
        `**${plain(title, 100)}** ${code(id, 60)}`,
        cardHeader(view, now),
        ...rows,
        ...why,
        ...(chain?.text === undefined ? [] : ["", chain.text])
      ].join("\n")
    })
  }

  const cancel: Command = {
    name: "worker cancel",
    help: "ends a job or a worker; what it did so far stays",
    options: [idOption],
    action: "talk",
    audit: "cancelled",
    run: Effect.fnUntraced(function* (call) {
      const { found, worker } = yield* acts.find(call.args.id ?? "", call).pipe(Effect.mapError(failed))
      const ended = yield* acts.cancel(found.job, worker, call).pipe(Effect.mapError(failed))
      if (!ended) return yield* failed({ message: WorkerWords.overAlready })
      return WorkerWords.cancelling(worker?.id ?? found.job.id)
    })
  }

  const retry: Command = {
    name: "worker retry",
    help: "tries again what did not end well",
    options: [idOption],
    action: "talk",
    audit: "retried",
    run: Effect.fnUntraced(function* (call) {
      const { found, worker } = yield* acts.find(call.args.id ?? "", call).pipe(Effect.mapError(failed))
      const many = yield* acts.retry(found, worker, call).pipe(Effect.mapError(failed))
      if (many === 0) return yield* failed({ message: WorkerWords.nothingToRetry })
      return WorkerWords.retrying(worker?.id ?? found.job.id)
    })
  }

  return [run, chain, list, show, cancel, retry]
})
