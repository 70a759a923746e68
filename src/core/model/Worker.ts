/**
 * A worker: one task on a CLI process of its own, handed out and not talked to, that ends in a result. And the job: what
 * was asked for in one go, be it one worker, several, or a chain. Owns their shapes and what can be read off them; how
 * they run is in `core/workers`. Stored data: only add optional keys.
 */
import * as Schema from "effect/Schema"
import { Permissions } from "./Agent.ts"
import { Chain } from "./Chain.ts"
import { Conversation, MessageRef, Person } from "./Conversation.ts"
import { DoneBy } from "./DoneBy.ts"
import { AgentName, BackendName, JobId, SessionId, TurnId, WorkerId } from "./Ids.ts"
import { Outcome } from "./Outcome.ts"
import { Usage } from "./Usage.ts"

/** A JSON schema, as an object. */
export const JsonSchema = Schema.Record(Schema.String, Schema.Json)
export type JsonSchema = typeof JsonSchema.Type

export const Priority = Schema.Literals(["low", "normal", "high"])
export type Priority = typeof Priority.Type

/** Where a worker differs from its agent. */
export const WorkerTerms = Schema.Struct({
  backend: Schema.optionalKey(BackendName),
  model: Schema.optionalKey(Schema.NonEmptyString),
  /** Absolute, and allowed. */
  workdir: Schema.optionalKey(Schema.NonEmptyString),
  permissions: Schema.optionalKey(Permissions),
  /** The answer is one value that meets this. */
  schema: Schema.optionalKey(JsonSchema)
})
export type WorkerTerms = typeof WorkerTerms.Type

export const WorkerTask = Schema.Struct({
  text: Schema.NonEmptyString,
  agent: AgentName,
  terms: WorkerTerms,
  /** US dollars. */
  budgetUsd: Schema.Finite.check(Schema.isGreaterThan(0)),
  timeoutMillis: Schema.Finite.check(Schema.isGreaterThan(0)),
  priority: Priority,
  /** A stored result of the same task is not good enough. */
  fresh: Schema.Boolean
})
export type WorkerTask = typeof WorkerTask.Type

/** What the rules chose for a task whose model was left to them. */
export const Routed = Schema.Struct({
  /** Absent: the CLI's own default. */
  model: Schema.optionalKey(Schema.NonEmptyString),
  /** Where it runs on another backend than it would have. */
  backend: Schema.optionalKey(BackendName),
  /** For people, a word or two. */
  reason: Schema.String
})
export type Routed = typeof Routed.Type

/** Who asked, where, and out of what. */
export const Origin = Schema.Struct({
  /** Where it is shown. */
  conversation: Conversation,
  /** Whose budget it is. */
  person: Person,
  /** The person's message that asked for it. */
  message: Schema.optionalKey(MessageRef),
  /** The turn that asked for it: its budget holds for this too. */
  turn: Schema.optionalKey(TurnId),
  session: Schema.optionalKey(SessionId),
  /** The agent that asked for it; absent when a person did. */
  agent: Schema.optionalKey(AgentName),
  /** Agents that handed on to one another until here, the first one first. */
  asked: Schema.Array(AgentName)
})
export type Origin = typeof Origin.Type

export const WorkerResult = Schema.Struct({
  outcome: Outcome,
  /** The answer, or what was said of it. */
  text: Schema.String,
  /** Files that it wrote, relative to its working directory where they lie in it. */
  files: Schema.Array(Schema.String),
  usage: Schema.optionalKey(Usage),
  model: Schema.optionalKey(Schema.String),
  elapsedMillis: Schema.Finite,
  /** Epoch milliseconds. */
  at: Schema.Finite,
  /** When the same task was really worked on, for a result that was stored: epoch milliseconds. */
  cachedAt: Schema.optionalKey(Schema.Finite)
})
export type WorkerResult = typeof WorkerResult.Type

export const Worker = Schema.Struct({
  id: WorkerId,
  job: JobId,
  /** One line for people. */
  title: Schema.String,
  /** The step of a chain, and which of its workers this is. */
  step: Schema.optionalKey(Schema.String),
  index: Schema.optionalKey(Schema.Natural),
  task: WorkerTask,
  origin: Origin,
  /** Those that must be done before it may start. */
  after: Schema.Array(WorkerId),
  /** Epoch milliseconds. */
  askedAt: Schema.Finite,
  /** From 1: each retry is an attempt in a conversation of its own. */
  attempt: Schema.Natural,
  routed: Schema.optionalKey(Routed),
  /** When this attempt was handed to its CLI, epoch milliseconds. */
  startedAt: Schema.optionalKey(Schema.Finite),
  /** Why it is being ended before its time. */
  cut: Schema.optionalKey(Schema.Struct({ why: Schema.Literals(["cancelled", "timed-out"]), ...DoneBy.fields })),
  result: Schema.optionalKey(WorkerResult),
  /** This attempt was over budget and goes on in its session, because somebody raised what it may spend. */
  goesOn: Schema.optionalKey(
    Schema.Struct({
      turn: TurnId,
      /** What is said to its CLI. */
      text: Schema.String,
      /** For what is still to be done, US dollars; absent: a day's budget was raised, its own stays as it was. */
      budgetUsd: Schema.optionalKey(Schema.Finite),
      before: WorkerResult
    })
  )
}).annotate({ identifier: "Worker" })
export type Worker = typeof Worker.Type

const { by: _, ...from } = DoneBy.fields

export const Job = Schema.Struct({
  id: JobId,
  title: Schema.String,
  origin: Origin,
  /** Epoch milliseconds. */
  askedAt: Schema.Finite,
  chain: Schema.optionalKey(
    Schema.Struct({
      steps: Chain,
      input: Schema.String,
      /** From 1; rises with every retry of the chain. */
      attempt: Schema.Natural,
      /** Where it broke off, and why; absent while it runs. */
      failed: Schema.optionalKey(Schema.Struct({ step: Schema.String, why: Schema.String })),
      /** The text of the last step, once the chain is over. */
      text: Schema.optionalKey(Schema.String),
      cancelledBy: Schema.optionalKey(Schema.String),
      /** The rest of who cancelled it. */
      cancelledFrom: Schema.optionalKey(Schema.Struct(from))
    })
  )
}).annotate({ identifier: "Job" })
export type Job = typeof Job.Type

export type WorkerPhase =
  | "waiting"
  | "running"
  | "done"
  | "failed"
  | "cancelled"
  | "timed-out"
  | "over-budget"
  | "limited"
  /** It ran when the service died; nobody knows its end. */
  | "interrupted"

export const phaseOf = ({ cut, result, startedAt }: Worker): WorkerPhase => {
  if (result === undefined) return startedAt === undefined ? "waiting" : "running"
  const { outcome } = result
  if (outcome._tag === "Done") return "done"
  if (cut !== undefined) return cut.why
  switch (outcome._tag) {
    case "OverBudget":
      return "over-budget"
    case "Limited":
      return "limited"
    case "Stopped":
      // By nobody: its CLI was ended with the service.
      return outcome.by === undefined ? "interrupted" : "cancelled"
    case "Withdrawn":
      return "cancelled"
    case "Failed":
      return outcome.kind === "interrupted" ? "interrupted" : "failed"
  }
}
