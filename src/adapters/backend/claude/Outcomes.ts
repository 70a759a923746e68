/**
 * How a turn of the CLI ended, in the core's words: from its result line, from an error it cannot get past, or from
 * the end of its process. Owns kinds, messages and remedies; pure.
 */
import type * as Schema from "effect/Schema"
import type { CliExit } from "../../../core/cli/CliProcess.ts"
import { Outcome } from "../../../core/model/Outcome.ts"
import type { ResultLine } from "./Wire.ts"

type FailedKind = Extract<Outcome, { readonly _tag: "Failed" }>["kind"]

const failed = (kind: FailedKind, message: string, remedy?: string, detail?: string): Outcome =>
  Outcome.cases.Failed.make({
    kind,
    message,
    ...(remedy === undefined ? {} : { remedy }),
    ...(detail === undefined || detail === "" ? {} : { detail })
  })

export const notSignedIn = (detail?: string): Outcome =>
  failed("auth", "claude is not signed in", "run `claude` and sign in, or set ANTHROPIC_API_KEY, then retry", detail)

const doneOutcome = Outcome.cases.Done.make({})

const unmetSchema = (detail: string): Outcome =>
  failed("invalid", "the answer does not meet its schema", "retry, or loosen the schema", detail)

/** The outcome of a turn that was to answer by a JSON schema; the CLI calls it a success without an answer too. */
export const structuredOutcome = (answer: Schema.Json | undefined): Outcome =>
  answer === undefined || answer === null
    ? unmetSchema("claude gave no structured answer")
    : Outcome.cases.Done.make({ structured: answer })

/** What is known of a turn besides its result line. */
export interface Circumstances {
  /** Why the service itself asked the CLI to stop, if it did. */
  readonly stopping: Outcome | undefined
  /** The `error` of the CLI's own error message: `authentication_failed`, `rate_limit`. */
  readonly error: string | undefined
  /** When the account's usage limit ends, epoch seconds. */
  readonly limitResetsAt: number | undefined
  /** What `--max-budget-usd` was set to. */
  readonly budgetUsd: number | undefined
  /** A JSON schema was to be met. */
  readonly structured: boolean
}

const apiFailure = (result: ResultLine, known: Circumstances): Outcome => {
  const text = result.result ?? ""
  const said = text === "" ? (result.errors ?? []).join("; ") : text
  const message = said === "" ? `claude reported ${result.subtype}` : said
  const status = result.api_error_status ?? undefined
  if (known.error === "authentication_failed" || status === 401 || status === 403) {
    return status === 403
      ? failed("auth", message, "sign in with an account that may use the model, then retry")
      : notSignedIn(message)
  }
  if (status === 429 || known.error === "rate_limit" || result.api_error === "usage_limit_reached") {
    return Outcome.cases.Limited.make({
      message,
      ...(known.limitResetsAt === undefined ? {} : { resetsAt: known.limitResetsAt * 1000 })
    })
  }
  if (known.error === "billing_error") return failed("refused", message, "add credit to the account, then retry")
  if (known.error === "model_not_found" || status === 404) return failed("invalid", message, "choose another model")
  if (result.terminal_reason === "prompt_too_long") {
    return failed("invalid", message, "start a new session, or say it shorter")
  }
  if (result.terminal_reason === "image_error" || status === 413) {
    return failed("invalid", message, "start a new session, with fewer or smaller files")
  }
  if (result.api_error === "connection_failed") {
    return failed("network", message, "check the network of the machine that runs the service, then retry")
  }
  if (status !== undefined && status >= 500) return failed("overloaded", message, "retry in a few minutes")
  if (status === 400) return failed("invalid", message)
  return failed("unknown", message, "retry")
}

/** The outcome that a result line tells. */
export const resultOutcome = (result: ResultLine, known: Circumstances): Outcome => {
  const reason = result.terminal_reason ?? ""
  if (reason.startsWith("aborted_")) return known.stopping ?? Outcome.cases.Stopped.make({})
  if (!result.is_error) return known.structured ? structuredOutcome(result.structured_output) : doneOutcome
  if (result.subtype === "error_max_structured_output_retries") return unmetSchema((result.errors ?? []).join("; "))
  if (result.subtype === "error_max_budget_usd") {
    const message = (result.errors ?? [])[0] ?? "reached the budget"
    const limitUsd = known.budgetUsd ?? Number(/\$([0-9]+(?:\.[0-9]+)?)/.exec(message)?.[1] ?? 0)
    return Outcome.cases.OverBudget.make({ budget: "turn", limitUsd, message })
  }
  if (result.subtype === "error_max_turns") {
    return failed("refused", (result.errors ?? [])[0] ?? "reached the maximum number of steps", "say: continue")
  }
  if (known.stopping !== undefined && result.subtype === "error_during_execution") return known.stopping
  return apiFailure(result, known)
}

/** The outcome of a turn whose process ended under it. */
export const exitOutcome = (exit: CliExit, stopping: Outcome | undefined): Outcome => {
  if (stopping !== undefined) return stopping
  const how = exit.signal === null ? `with code ${exit.code ?? "unknown"}` : `by ${exit.signal}`
  return failed("crash", `claude ended ${how} in the middle of the turn`, "retry", exit.stderr)
}
