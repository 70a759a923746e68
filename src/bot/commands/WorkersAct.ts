/**
 * `orchestrator workers run|cancel|retry`: what changes something about workers. Each is a call of the service's own
 * tools, so that it does what an agent or a program could do, and no more.
 */
import * as Console from "effect/Console"
import * as Argument from "effect/cli/Argument"
import * as Command from "effect/cli/Command"
import * as Flag from "effect/cli/Flag"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { tame } from "../../adapters/chat/console/HostileText.ts"
import { JobView } from "../../core/toolbox/shapes/Fields.ts"
import { type OwnerTools, ownerTools } from "../OwnerTools.ts"
import { layerMachine } from "../Service.ts"

/** A worker was asked for and did not end well. */
export class WorkerNotDone extends Schema.TaggedError<WorkerNotDone>()("WorkerNotDone", {
  worker: Schema.String,
  state: Schema.String,
  detail: Schema.String
}) {
  override get message() {
    return `${this.worker} ${this.state}${this.detail === "" ? "" : `: ${this.detail}`}`
  }
}

/** As long as one call may wait; one that takes longer is asked for again. */
const patienceSeconds = 300

const decodeJob = Schema.decodeUnknownEffect(JobView)

const awaited = Effect.fnUntraced(function* (call: OwnerTools, first: JobView) {
  let job = first
  while (job.state === "running") {
    const told = yield* call("worker_result", { id: job.job, wait: patienceSeconds }, ({ message }) =>
      Console.error(tame(message))
    )
    job = yield* decodeJob(told)
  }
  return job
})

const optional = (name: string, description: string) =>
  Flag.String(name).pipe(Flag.withDescription(description), Flag.optional)

const given = <A>(name: string, value: Option.Option<A>) => (Option.isSome(value) ? { [name]: value.value } : {})

export const run = Command.make(
  "run",
  {
    task: Argument.String("task").pipe(Argument.withDescription("What is to be done"), Argument.variadic({ min: 1 })),
    agent: optional("agent", "Whose persona it works with; a plain worker without it"),
    backend: optional("backend", "The coding CLI; the agent's own without it"),
    model: optional("model", "A model of that CLI, or auto"),
    budget: Flag.Finite("budget").pipe(Flag.withDescription("US dollars"), Flag.optional),
    fresh: Flag.Boolean("fresh").pipe(
      Flag.withDescription("Work on it even where the result of the same task is kept"),
      Flag.withDefault(false)
    )
  },
  Effect.fn("workers run")(function* ({ agent, backend, budget, fresh, model, task }) {
    yield* Effect.gen(function* () {
      const call = yield* ownerTools
      const asked = yield* call("spawn_worker", {
        task: task.join(" "),
        fresh,
        ...given("agent", agent),
        ...given("backend", backend),
        ...given("model", model),
        ...given("budget_usd", budget)
      })
      const begun = yield* decodeJob(asked)
      yield* Console.error(`${begun.workers[0]?.worker ?? begun.job} of ${begun.job}`)
      const { workers } = yield* awaited(call, begun)
      for (const { error = "", state, structured, text = "", worker } of workers) {
        const said = structured === undefined ? text : JSON.stringify(structured, null, 2)
        if (said !== "") yield* Console.log(tame(said))
        if (state !== "done") return yield* new WorkerNotDone({ worker, state, detail: error })
      }
    }).pipe(Effect.scoped, Effect.provide(layerMachine({ quiet: true })))
  })
).pipe(
  Command.withDescription("Hands a task out, waits for it, prints its answer"),
  Command.withExamples([
    { command: 'orchestrator workers run --agent reviewer "review the last commit"', description: "one review" }
  ])
)

const id = Argument.String("id").pipe(Argument.withDescription("A worker, w-…, or a job, j-…"))
const decodeSaid = Schema.decodeUnknownEffect(Schema.Struct({ note: Schema.String }))

const acting = (name: string, tool: string, description: string) =>
  Command.make(
    name,
    { id },
    Effect.fn(`workers ${name}`)(function* ({ id }) {
      yield* Effect.gen(function* () {
        const { note } = yield* Effect.flatMap((yield* ownerTools)(tool, { id }), decodeSaid)
        yield* Console.log(tame(note))
      }).pipe(Effect.scoped, Effect.provide(layerMachine({ quiet: true })))
    })
  ).pipe(Command.withDescription(description))

export const workersAct = [
  run,
  acting("cancel", "cancel_worker", "Ends a worker, or all of a job"),
  acting("retry", "retry_worker", "Tries again what did not end well")
] as const
