/**
 * Fields that several tools take or give, with the words by which a model understands them. Owns those words once; light,
 * because the shapes are loaded by programs that must start at once.
 */
import * as Schema from "effect/Schema"
import { Permissions } from "../../model/Agent.ts"

const described = <S extends Schema.Top>(schema: S, description: string) => schema.annotate({ description })

export const text = (description: string) => described(Schema.NonEmptyString, description)
export const maybeText = (description: string) => described(Schema.optionalKey(Schema.NonEmptyString), description)

const mostWaitSeconds = 300

/** Seconds that a call may wait; what is asked for goes on when they are over. */
export const waitSeconds = (unlessSaid: number, what: string) =>
  described(
    Schema.optionalKey(Schema.Finite.check(Schema.isBetween({ minimum: 0, maximum: mostWaitSeconds }))),
    `Seconds to wait for ${what}, 0 to ${mostWaitSeconds}; ${unlessSaid} unless said. What was started goes on when they are over.`
  )

export const conversation = maybeText(
  "Where, as platform:id. Leave it out inside an agent: its own conversation is meant. Needed from outside."
)

/** What a worker is asked, beside its task. */
export const workerFields = {
  title: maybeText("One line for people; the beginning of the task without it."),
  agent: maybeText("The agent whose persona it works with, see list_agents; a plain worker without it."),
  backend: maybeText("The coding CLI it runs on; the agent's own without it."),
  model: maybeText("A model of that CLI, or auto to let the service choose; its default without it."),
  workdir: maybeText("The directory it works in; must lie under an allowed root."),
  permissions: described(
    Schema.optionalKey(Permissions),
    "plan: reads only. ask: asks a person. accept-edits: edits without asking. full: asks nothing. Never more than your own."
  ),
  budget_usd: described(
    Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThan(0))),
    "The most it may cost, in US dollars; 1.00 unless configured otherwise."
  ),
  timeout_seconds: described(
    Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThan(0))),
    "It is stopped after so many seconds; 900 unless configured otherwise."
  ),
  schema: described(
    Schema.optionalKey(Schema.Record(Schema.String, Schema.Json)),
    "A JSON schema that its answer must meet; the value comes back as structured."
  )
} as const

export const key = maybeText(
  "A name of your own for this request: the same key again is the same job and starts nothing twice."
)

export const Phase = Schema.Literals([
  "waiting",
  "running",
  "done",
  "failed",
  "cancelled",
  "timed-out",
  "over-budget",
  "limited",
  "interrupted"
])

/** A worker as every tool shows it. */
export const WorkerView = Schema.Struct({
  worker: described(Schema.String, "Its id, such as w-7k2f9q."),
  title: Schema.String,
  step: Schema.optionalKey(Schema.String),
  agent: Schema.String,
  state: Phase,
  last: described(Schema.optionalKey(Schema.String), "What it did last, while it runs."),
  attempt: Schema.Natural,
  text: described(Schema.optionalKey(Schema.String), "Its answer, once it is over."),
  structured: described(Schema.optionalKey(Schema.Json), "Its answer by the JSON schema, when one was asked for."),
  error: described(Schema.optionalKey(Schema.String), "Why it did not end well, and what to do about it."),
  files: described(Schema.optionalKey(Schema.Array(Schema.String)), "Files that it wrote."),
  cost_usd: Schema.optionalKey(Schema.Finite),
  budget_usd: Schema.Finite,
  seconds: Schema.optionalKey(Schema.Finite),
  cached: described(
    Schema.optionalKey(Schema.Boolean),
    "The result of an identical earlier task; ask with fresh: true for a new one."
  )
})
export type WorkerView = typeof WorkerView.Type

export const JobView = Schema.Struct({
  job: described(Schema.String, "The id of everything that was asked for in one go, such as j-7k2f9q."),
  title: Schema.String,
  state: Schema.Literals(["running", "done", "failed", "cancelled"]),
  done: described(Schema.Natural, "How many of its workers are over."),
  workers: Schema.Array(WorkerView),
  text: described(Schema.optionalKey(Schema.String), "Of a chain: the text of its last step."),
  failed_step: Schema.optionalKey(Schema.String),
  error: Schema.optionalKey(Schema.String)
})
export type JobView = typeof JobView.Type

/** What was done, in one line. */
export const Said = Schema.Struct({ note: Schema.String })
