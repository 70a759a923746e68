/**
 * What a person wrote after `worker run`, as the workers that are asked for: one text for all, or one for each item of a
 * list. Owns how items, numbers, money and time are written there. Pure.
 */
import * as Result from "effect/Result"
import { Priority } from "../model/Worker.ts"
import { money } from "../render/Words.ts"
import type { WorkerRequest } from "../workers/Workers.ts"
import { readSpan } from "../workers/WrittenOption.ts"

type Args = Readonly<Record<string, string>>
type Read<A> = Result.Result<A, string>
export type WorkerRequests = readonly [WorkerRequest, ...ReadonlyArray<WorkerRequest>]

const mostCount = 20
const mostBudgetUsd = 10_000
const item = /\{\{\s*item\s*\}\}/g
const index = /\{\{\s*index\s*\}\}/g
const longestTitle = 80

/** One a line, or all in one line with commas between them. */
const itemsOf = (written: string): ReadonlyArray<string> =>
  written
    .split(written.trim().includes("\n") ? "\n" : ",")
    .map((one) => one.replace(/^\s*[-*•]\s+/, "").trim())
    .filter((one) => one !== "")

const readCount = (written: string | undefined): Read<number> => {
  if (written === undefined) return Result.succeed(1)
  const count = /^\d{1,3}$/.test(written.trim()) ? Number(written) : 0
  return count >= 1 && count <= mostCount
    ? Result.succeed(count)
    : Result.fail(`count is a number from 1 to ${mostCount}, not "${written}"`)
}

const readBudget = (written: string): Read<number> => {
  const budget = Number(/^\$?\s*(\d{1,6}(?:\.\d{1,4})?)$/.exec(written.trim())?.[1] ?? Number.NaN)
  return budget > 0 && budget <= mostBudgetUsd
    ? Result.succeed(budget)
    : Result.fail(`budget is dollars for each worker, as 0.50, up to ${money(mostBudgetUsd)}; not "${written}"`)
}

const readTimeout = (written: string): Read<number> => {
  const millis = readSpan(written.trim())
  return millis === undefined
    ? Result.fail(`timeout is a time, as 90s, 5m or 1h; not "${written}"`)
    : Result.succeed(millis)
}

const firstLine = (text: string): string => (/^.*/.exec(text.trim())?.[0] ?? "").slice(0, longestTitle)

/** `review …` */
export const jobTitleOf = ({ text = "" }: Args): string => firstLine(text.replace(item, "…"))

/** An item stands where the text says so, else below it. */
const textFor = (text: string, one: string, at: number): string =>
  (text.search(item) < 0 ? `${text}\n\n${one}` : text.replace(item, () => one)).replace(index, () => String(at + 1))

const sharedOf = (args: Args): Read<Omit<WorkerRequest, "text" | "title">> => {
  const { agent, backend, fresh, model, priority } = args
  const budget = args.budget === undefined ? undefined : readBudget(args.budget)
  if (budget !== undefined && Result.isFailure(budget)) return Result.fail(budget.failure)
  const timeout = args.timeout === undefined ? undefined : readTimeout(args.timeout)
  if (timeout !== undefined && Result.isFailure(timeout)) return Result.fail(timeout.failure)
  const level = Priority.literals.find((known) => known === priority)
  const terms = { ...(backend === undefined ? {} : { backend }), ...(model === undefined ? {} : { model }) }
  return Result.succeed({
    ...(agent === undefined ? {} : { agent }),
    ...(Object.keys(terms).length === 0 ? {} : { terms }),
    ...(budget === undefined ? {} : { budgetUsd: budget.success }),
    ...(timeout === undefined ? {} : { timeoutMillis: timeout.success }),
    ...(level === undefined ? {} : { priority: level }),
    ...(fresh === "yes" ? { fresh: true } : {})
  })
}

/** Fails with what is wrong, and the remedy. */
export const workerRequestsOf = (args: Args): Read<WorkerRequests> => {
  const { count: counted, each, text = "" } = args
  if (each !== undefined && counted !== undefined) {
    return Result.fail("say how many with count, or what for with each, not both")
  }
  const shared = sharedOf(args)
  if (Result.isFailure(shared)) return Result.fail(shared.failure)
  if (each !== undefined) {
    const [first, ...rest] = itemsOf(each)
    if (first === undefined)
      return Result.fail('each is a list with commas, as "security, tests, docs"; nothing is in it')
    const request = (one: string, at: number): WorkerRequest => ({
      ...shared.success,
      text: textFor(text, one, at),
      title: firstLine(one)
    })
    return Result.succeed([request(first, 0), ...rest.map((one, at) => request(one, at + 1))])
  }
  const count = readCount(counted)
  if (Result.isFailure(count)) return Result.fail(count.failure)
  const one: WorkerRequest = { ...shared.success, text, title: firstLine(text) }
  if (count.success === 1) return Result.succeed([one])
  // Several of the same are asked for to see several answers: a stored one would be the same for all.
  const nth = (at: number): WorkerRequest => ({
    ...one,
    text: text.replace(index, () => String(at + 1)),
    title: `${firstLine(text).slice(0, longestTitle - 6)} #${at + 1}`,
    fresh: true
  })
  return Result.succeed([nth(0), ...Array.from({ length: count.success - 1 }, (_, at) => nth(at + 1))])
}
