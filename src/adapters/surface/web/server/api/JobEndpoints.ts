/** Workers and chains, for scripts. Owns the addresses. */
import * as HttpApiEndpoint from "effect/http-api/HttpApiEndpoint"
import * as HttpApiGroup from "effect/http-api/HttpApiGroup"
import * as HttpApiSchema from "effect/http-api/HttpApiSchema"
import * as OpenApi from "effect/http-api/OpenApi"
import * as Schema from "effect/Schema"
import { JobLine, WorkerWish } from "../../../../../core/control/protocol/WorkerRpcs.ts"
import { Chain } from "../../../../../core/model/Chain.ts"
import { JobId, WorkerId } from "../../../../../core/model/Ids.ts"
import { ApiAdmission, Fitting, refusals } from "./ApiRefusals.ts"

const error = refusals
const params = { job: JobId }

const Begun = Schema.Struct({ job: JobId }).annotate({ identifier: "Begun" })

/** The same key is the same job: a request that is sent again spawns nothing twice. */
const asked = { key: Schema.optionalKey(Schema.NonEmptyString), title: Schema.optionalKey(Schema.NonEmptyString) }
const one = Schema.Struct({ worker: Schema.optionalKey(WorkerId) })

export class JobEndpoints extends HttpApiGroup.make("jobs")
  .add(
    HttpApiEndpoint.get("listJobs", "/jobs", { success: Schema.Array(JobLine), error }).annotate(
      OpenApi.Summary,
      "Every job that is not over and the latest of the others with their workers, the latest first"
    ),
    HttpApiEndpoint.get("getJob", "/jobs/:job", { params, success: JobLine, error }).annotate(
      OpenApi.Summary,
      "One job with everything in it"
    ),
    HttpApiEndpoint.post("spawnWorkers", "/jobs", {
      payload: Schema.Struct({ ...asked, workers: Schema.NonEmptyArray(WorkerWish) }),
      success: Begun.pipe(HttpApiSchema.status(201)),
      error
    }).annotate(OpenApi.Summary, "Hands out tasks, one worker each"),
    HttpApiEndpoint.post("runChain", "/chains", {
      payload: Schema.Struct({
        ...asked,
        /** As people type it, or as steps. */
        chain: Schema.Union([Schema.NonEmptyString, Chain]),
        input: Schema.optionalKey(Schema.String)
      }),
      success: Begun.pipe(HttpApiSchema.status(201)),
      error
    }).annotate(OpenApi.Summary, "Runs workers of which one hands on to the next"),
    HttpApiEndpoint.post("cancelJob", "/jobs/:job/cancel", {
      params,
      payload: one,
      success: Schema.Struct({ cancelled: Schema.Boolean }),
      error
    }).annotate(OpenApi.Summary, "Cancels a job, or one worker of it; false: it was over"),
    HttpApiEndpoint.post("retryJob", "/jobs/:job/retry", {
      params,
      payload: one,
      success: Schema.Struct({ retried: Schema.Natural }),
      error
    }).annotate(OpenApi.Summary, "Tries again what failed, or one worker")
  )
  .middleware(Fitting)
  .middleware(ApiAdmission)
  .prefix("/api/v1") {}
