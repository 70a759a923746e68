/**
 * Workers and chains over a wire. Owns the shapes.
 */
import * as Rpc from "effect/rpc/Rpc"
import * as RpcGroup from "effect/rpc/RpcGroup"
import * as Schema from "effect/Schema"
import { Permissions } from "../../model/Agent.ts"
import { Ask } from "../../model/Ask.ts"
import { Chain } from "../../model/Chain.ts"
import { JobId, SessionId, TurnId, WorkerId } from "../../model/Ids.ts"
import { Job, JsonSchema, Priority, Worker } from "../../model/Worker.ts"
import { ControlError } from "./ControlError.ts"
import { Admission } from "./Visitor.ts"

export const JobLine = Schema.Struct({
  job: Job,
  workers: Schema.Array(
    Schema.Struct({
      worker: Worker,
      /** Where its turn can be read. */
      session: SessionId,
      /** What it works on, or did last: what is raised when that was over budget. */
      turn: TurnId,
      /** What it does, while it runs. */
      last: Schema.optionalKey(Schema.String),
      /** So far. */
      costUsd: Schema.optionalKey(Schema.Finite),
      asks: Schema.Array(Ask)
    })
  ),
  over: Schema.Boolean,
  /** Its texts are cut short; `ReadJob` has them whole. */
  cut: Schema.optionalKey(Schema.Literal(true))
})
export type JobLine = typeof JobLine.Type

export const JobsSeen = Schema.TaggedUnion({
  /** All that are not over, and of the rest the latest; the latest first. `more`: there are older ones. */
  All: { jobs: Schema.Array(JobLine), more: Schema.Boolean },
  /** One as it is now, new or known. */
  Changed: { job: JobLine }
})
export type JobsSeen = typeof JobsSeen.Type

export const WorkerWish = Schema.Struct({
  text: Schema.NonEmptyString,
  title: Schema.optionalKey(Schema.NonEmptyString),
  agent: Schema.optionalKey(Schema.NonEmptyString),
  backend: Schema.optionalKey(Schema.NonEmptyString),
  model: Schema.optionalKey(Schema.NonEmptyString),
  workdir: Schema.optionalKey(Schema.NonEmptyString),
  permissions: Schema.optionalKey(Permissions),
  schema: Schema.optionalKey(JsonSchema),
  budgetUsd: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThan(0))),
  timeoutMillis: Schema.optionalKey(Schema.Finite.check(Schema.isGreaterThan(0))),
  priority: Schema.optionalKey(Priority),
  fresh: Schema.optionalKey(Schema.Boolean)
})
export type WorkerWish = typeof WorkerWish.Type

export class WorkerRpcs extends RpcGroup.make(
  /** The latest jobs, then each that changes, each at most twice a second. */
  Rpc.make("WatchJobs", { success: JobsSeen, error: ControlError, stream: true }),
  /** More of those that are over: the next ones that were asked for before `before`, the latest first. */
  Rpc.make("ReadOlderJobs", {
    payload: { before: JobId },
    success: Schema.Struct({ jobs: Schema.Array(JobLine), more: Schema.Boolean }),
    error: ControlError
  }),
  /** One job with everything in it. */
  Rpc.make("ReadJob", { payload: { job: JobId }, success: JobLine, error: ControlError }),
  /** The same `key` is the same job. */
  Rpc.make("SpawnWorkers", {
    payload: {
      key: Schema.NonEmptyString,
      title: Schema.optionalKey(Schema.NonEmptyString),
      workers: Schema.NonEmptyArray(WorkerWish)
    },
    success: JobId,
    error: ControlError
  }),
  /** Steps out of the notation that people type, or why not: the words name the line. */
  Rpc.make("ReadChain", { payload: { text: Schema.String }, success: Chain, error: ControlError }),
  /** The notation of these steps. */
  Rpc.make("WriteChain", { payload: { steps: Chain }, success: Schema.String, error: ControlError }),
  /** Everything that is wrong with these steps, each problem with its step; nothing runs. */
  Rpc.make("CheckChain", {
    payload: { steps: Chain },
    success: Schema.Array(Schema.Struct({ step: Schema.optionalKey(Schema.String), text: Schema.String })),
    error: ControlError
  }),
  Rpc.make("RunChain", {
    payload: {
      key: Schema.NonEmptyString,
      title: Schema.optionalKey(Schema.NonEmptyString),
      steps: Chain,
      input: Schema.String
    },
    success: JobId,
    error: ControlError
  }),
  /** A whole job, or one worker. False: it was over. */
  Rpc.make("CancelJob", {
    payload: { job: JobId, worker: Schema.optionalKey(WorkerId) },
    success: Schema.Boolean,
    error: ControlError
  }),
  /** How many are tried again. */
  Rpc.make("RetryJob", {
    payload: { job: JobId, worker: Schema.optionalKey(WorkerId) },
    success: Schema.Natural,
    error: ControlError
  })
).middleware(Admission) {}
