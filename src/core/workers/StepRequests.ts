/**
 * What a step of a chain asks the pool for, once everything before it is known: one worker, or one for each item. Owns
 * how steps become requests. All of them are made before any is asked for, so that a hole which nothing fills costs
 * nothing. Pure.
 */
import * as Result from "effect/Result"
import type * as Schema from "effect/Schema"
import type { ChainStep } from "../model/Chain.ts"
import type { PlannedStep } from "./ChainPlan.ts"
import { fillingOf, itemLabel, itemsOf, type KnownOutputs } from "./Outputs.ts"
import { fillTemplate } from "./Template.ts"
import type { WorkerRequest } from "./Workers.ts"

export interface StepRequests {
  /** Of a map: what each request is for. */
  readonly items?: ReadonlyArray<Schema.Json>
  readonly requests: ReadonlyArray<WorkerRequest>
}

export const stepRequest = (step: ChainStep, text: string, label?: string): WorkerRequest => {
  const { agent, backend, budgetUsd, model, permissions, schema, timeoutMillis, workdir } = step
  return {
    text,
    title: label === undefined ? step.name : `${step.name}: ${label}`,
    terms: {
      ...(backend === undefined ? {} : { backend }),
      ...(model === undefined ? {} : { model }),
      ...(permissions === undefined ? {} : { permissions }),
      ...(schema === undefined ? {} : { schema }),
      ...(workdir === undefined ? {} : { workdir })
    },
    ...(agent === undefined ? {} : { agent }),
    ...(budgetUsd === undefined ? {} : { budgetUsd }),
    ...(timeoutMillis === undefined ? {} : { timeoutMillis })
  }
}

/** Fails with what is missing. */
export const stepRequests = (
  { each, step, task }: PlannedStep,
  known: KnownOutputs
): Result.Result<StepRequests, string> => {
  if (each === undefined) {
    return Result.map(fillTemplate(task, fillingOf(known)), (text) => ({ requests: [stepRequest(step, text)] }))
  }
  const found = "items" in each ? Result.succeed<ReadonlyArray<Schema.Json>>(each.items) : itemsOf(each, known)
  if (Result.isFailure(found)) return Result.fail(found.failure)
  const items = found.success
  const requests: Array<WorkerRequest> = []
  for (const [index, item] of items.entries()) {
    const text = fillTemplate(task, fillingOf({ ...known, item, index: index + 1 }))
    if (Result.isFailure(text)) return Result.fail(`item ${index + 1}: ${text.failure}`)
    requests.push(stepRequest(step, text.success, itemLabel(item)))
  }
  return Result.succeed({ items, requests })
}
