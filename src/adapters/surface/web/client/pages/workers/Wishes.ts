/**
 * What was filled in as the workers that are asked for, by the rules of `worker run` in a chat. Owns which field a refusal
 * belongs to. Pure.
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { workerRequestsOf } from "../../../../../../core/commands/WorkerRequestWords.ts"
import type { WorkerWish } from "../../../../../../core/control/protocol/WorkerRpcs.ts"
import { JsonSchema } from "../../../../../../core/model/Worker.ts"

/** As typed; empty: not said. */
export const WishDraft = Schema.Struct({
  text: Schema.String,
  each: Schema.String,
  count: Schema.String,
  agent: Schema.String,
  backend: Schema.String,
  model: Schema.String,
  budget: Schema.String,
  timeout: Schema.String,
  priority: Schema.Literals(["low", "normal", "high"]),
  fresh: Schema.Boolean,
  schema: Schema.String
})
export type WishDraft = typeof WishDraft.Type

export const noWish: WishDraft = {
  text: "",
  each: "",
  count: "",
  agent: "",
  backend: "",
  model: "",
  budget: "",
  timeout: "",
  priority: "normal",
  fresh: false,
  schema: ""
}

export type Wishes = readonly [WorkerWish, ...ReadonlyArray<WorkerWish>]

export interface Unclear {
  readonly field: keyof WishDraft
  readonly text: string
}

const readSchema = Schema.decodeUnknownResult(Schema.fromJsonString(JsonSchema))

const said = (draft: WishDraft): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(draft).flatMap(([key, value]) =>
      typeof value === "string" && value.trim() !== "" && key !== "schema" ? [[key, value.trim()]] : []
    )
  )

const fields: ReadonlyArray<keyof WishDraft> = ["count", "each", "budget", "timeout"]

export const wishesOf = (draft: WishDraft): Result.Result<Wishes, Unclear> => {
  if (draft.text.trim() === "") return Result.fail({ field: "text", text: "say what is to be done" })
  const read = workerRequestsOf({ ...said(draft), ...(draft.fresh ? { fresh: "yes" } : {}) })
  if (Result.isFailure(read)) {
    const text = read.failure
    return Result.fail({ field: fields.find((field) => text.startsWith(field)) ?? "count", text })
  }
  const schema = draft.schema.trim() === "" ? undefined : readSchema(draft.schema)
  if (schema !== undefined && Result.isFailure(schema)) {
    return Result.fail({ field: "schema", text: 'this is no JSON schema; write one as {"type": "object", …}' })
  }
  const [first, ...rest] = read.success.map(({ after: _, terms = {}, ...request }): WorkerWish => {
    const { backend, model } = terms
    return {
      ...request,
      ...(backend === undefined ? {} : { backend }),
      ...(model === undefined ? {} : { model }),
      ...(schema === undefined ? {} : { schema: schema.success })
    }
  })
  return first === undefined
    ? Result.fail({ field: "text", text: "say what is to be done" })
    : Result.succeed([first, ...rest])
}
