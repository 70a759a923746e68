/**
 * Tools about workers: starting one, several or a chain, looking at them, ending and retrying them.
 */
import * as Schema from "effect/Schema"
import { Priority } from "../../model/Worker.ts"
import type { ToolShape } from "../ToolShape.ts"
import { JobView, key, maybeText, Said, text, waitSeconds, workerFields } from "./Fields.ts"

const oneWorker = {
  task: text("Everything it should know and do: it sees nothing of your conversation."),
  ...workerFields,
  priority: Schema.optionalKey(Priority).annotate({
    description: "Who is next when workers wait; normal unless said."
  }),
  fresh: Schema.optionalKey(Schema.Boolean).annotate({
    description: "Work on it even where the result of an identical task is kept."
  })
}

const mostWorkers = 20

export const spawnWorker = {
  name: "spawn_worker",
  title: "Spawn a worker",
  description:
    "Starts one task on a CLI process of its own, with a budget of its own, and returns at once unless wait is given. " +
    "Get its result with worker_result.",
  input: Schema.Struct({ ...oneWorker, wait: waitSeconds(0, "its result"), key }),
  output: JobView,
  readOnly: false,
  session: true
} as const satisfies ToolShape

export const spawnWorkers = {
  name: "spawn_workers",
  title: "Spawn workers",
  description:
    `Starts 1 to ${mostWorkers} tasks that run side by side, as one job, and returns at once unless wait is given. ` +
    "Their progress is shown in the conversation. Get their results with worker_result.",
  input: Schema.Struct({
    workers: Schema.NonEmptyArray(
      Schema.Struct({
        ...oneWorker,
        after: Schema.optionalKey(Schema.Array(Schema.Natural)).annotate({
          description: "Places in this list, from 0, of workers that must be done before this one starts.",
          examples: [[0, 1]]
        })
      })
    ).check(Schema.isMaxLength(mostWorkers)),
    title: maybeText("One line for people about the whole job."),
    wait: waitSeconds(0, "all results"),
    key
  }),
  output: JobView,
  readOnly: false,
  session: true
} as const satisfies ToolShape

export const runChain = {
  name: "run_chain",
  title: "Run a chain",
  description:
    "Runs steps one after the other; what one says is the next one's input. In a task {{input}} is what the chain was " +
    "started with, {{NAME}} the text of an earlier step, {{NAME.field}} a part of its structured result. A step with " +
    "each runs once per item, side by side, with {{item}} and {{index}} in its task.",
  input: Schema.Struct({
    steps: Schema.NonEmptyArray(
      Schema.Struct({
        name: text("Lower-case letters, digits and dashes."),
        task: text("A template, see above."),
        each: Schema.optionalKey(Schema.Union([Schema.NonEmptyString, Schema.Array(Schema.String)])).annotate({
          description: "The items: a list, or a template such as {{list}} whose text has one item a line.",
          examples: ["{{list}}"]
        }),
        ...workerFields
      })
    ).check(Schema.isMaxLength(50)),
    input: Schema.optionalKey(Schema.String).annotate({ description: "What {{input}} stands for." }),
    title: maybeText("One line for people about the whole chain."),
    wait: waitSeconds(0, "its end"),
    key
  }),
  output: JobView,
  readOnly: false,
  session: true
} as const satisfies ToolShape

const id = text("A worker (w-...) or a job (j-...).")

export const workerStatus = {
  name: "worker_status",
  title: "Status of workers",
  description: "Shows how workers stand, without waiting: one worker, one job, or the latest jobs when no id is given.",
  input: Schema.Struct({
    id: maybeText("A worker (w-...) or a job (j-...)."),
    limit: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))).annotate({
      description: "How many jobs at most, latest first; 10 unless said."
    })
  }),
  output: Schema.Struct({ jobs: Schema.Array(JobView) }),
  readOnly: true,
  session: true
} as const satisfies ToolShape

export const workerResult = {
  name: "worker_result",
  title: "Result of workers",
  description:
    "Waits until a worker or a whole job is over and returns the results; how it stands when that takes longer.",
  input: Schema.Struct({ id, wait: waitSeconds(60, "it") }),
  output: JobView,
  readOnly: true,
  session: true
} as const satisfies ToolShape

export const cancelWorker = {
  name: "cancel_worker",
  title: "Cancel workers",
  description: "Ends a worker, a job or a chain before its time. What waits for it is cancelled too.",
  input: Schema.Struct({ id }),
  output: Said,
  readOnly: false,
  session: true
} as const satisfies ToolShape

export const retryWorker = {
  name: "retry_worker",
  title: "Retry workers",
  description:
    "Tries a worker that did not end well once more; of a job every such worker; of a chain from the step that failed.",
  input: Schema.Struct({ id }),
  output: Said,
  readOnly: false,
  session: true
} as const satisfies ToolShape
