/**
 * How codex's failures end a turn: its error words and messages as outcomes with a remedy. Owns every mapping from a
 * failure to an outcome, for both ways of running it.
 */
import type { CliExit } from "../../../core/cli/CliProcess.ts"
import type { Outcome } from "../../../core/model/Outcome.ts"

type Kind = Extract<Outcome, { readonly _tag: "Failed" }>["kind"]

export const signInRemedy = "run `codex login`, then retry"

const remedies: Record<Kind, string | undefined> = {
  auth: signInRemedy,
  overloaded: "retry in a minute, or choose another model",
  network: "check the connection to the model provider, then retry",
  crash: "retry; if it happens again, run orchestrator doctor",
  stalled: "retry; if it happens again, run orchestrator doctor",
  invalid: undefined,
  refused: "say it differently, then retry",
  interrupted: "retry",
  unknown: "retry"
}

export const failed = (
  kind: Kind,
  message: string,
  more: { readonly remedy?: string | undefined; readonly detail?: string | undefined } = {}
): Outcome => {
  const remedy = more.remedy ?? remedies[kind]
  return {
    _tag: "Failed",
    kind,
    message,
    ...(remedy === undefined ? {} : { remedy }),
    ...(more.detail === undefined || more.detail === "" ? {} : { detail: more.detail })
  }
}

export interface Failure {
  readonly message: string
  /** `codexErrorInfo` as it came. */
  readonly info?: unknown
  readonly details?: string | null | undefined
  /** Epoch milliseconds, when a rate limit window said so before. */
  readonly resetsAt?: number | undefined
}

/** A body that the provider sent instead of words: `{"error":{"message":...}}`. */
const plain = (message: string): string => {
  const inner = /"message"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(message)?.[1]
  return message.trimStart().startsWith("{") && inner !== undefined ? inner.replaceAll('\\"', '"') : message
}

/** `try again at Nov 23rd, 2026 2:13 AM`, in the machine's own time zone. */
export const resetTime = (message: string): number | undefined => {
  const said = /try again at ([A-Z][a-z]{2} \d{1,2})(?:st|nd|rd|th), (\d{4}) (\d{1,2}:\d{2} [AP]M)/.exec(message)
  const at = said === null ? Number.NaN : Date.parse(`${said[1]}, ${said[2]} ${said[3]}`)
  return Number.isNaN(at) ? undefined : at
}

const limited = (failure: Failure): Outcome => {
  const resetsAt = failure.resetsAt ?? resetTime(failure.message)
  return { _tag: "Limited", message: failure.message, ...(resetsAt === undefined ? {} : { resetsAt }) }
}

/** The word of `codexErrorInfo`, and the HTTP status inside it. */
const readInfo = (info: unknown): { readonly word: string; readonly status: number | undefined } => {
  if (typeof info === "string") return { word: info, status: undefined }
  if (typeof info !== "object" || info === null) return { word: "", status: undefined }
  const [word = "", body] = Object.entries(info)[0] ?? []
  const status =
    typeof body === "object" && body !== null && "httpStatusCode" in body && typeof body.httpStatusCode === "number"
      ? body.httpStatusCode
      : undefined
  return { word, status }
}

const contextRemedy = "start a new session, or ask for less at once"

const byStatus = (status: number): Kind =>
  status === 401 || status === 403 ? "auth" : status === 429 || status >= 500 ? "overloaded" : "invalid"

const byWord: Partial<Record<string, Kind>> = {
  unauthorized: "auth",
  rateLimitExceeded: "overloaded",
  serverOverloaded: "overloaded",
  flexUnavailable: "overloaded",
  policyCapacityUnavailable: "overloaded",
  internalServerError: "overloaded",
  responseTooManyFailedAttempts: "overloaded",
  httpConnectionFailed: "network",
  responseStreamConnectionFailed: "network",
  responseStreamDisconnected: "network",
  contextWindowExceeded: "invalid",
  sessionBudgetExceeded: "invalid",
  modelNotFound: "invalid",
  badRequest: "invalid",
  threadRollbackFailed: "invalid",
  activeTurnNotSteerable: "invalid",
  inferenceHookDenied: "refused",
  cyberPolicy: "refused",
  misalignmentPolicyViolation: "refused",
  tooManyDenials: "refused"
}

/** Words of the message, where there is no code: `codex exec`, and the code `other`. First match wins. */
const byMessage: ReadonlyArray<readonly [RegExp, Kind | "limited"]> = [
  [/usage limit|quota exceeded|exceeded your current quota/i, "limited"],
  [/\b401\b|\b403\b|unauthorized|missing environment variable|not (?:logged|signed) in|refresh token/i, "auth"],
  [/\b429\b|\b5\d\d\b|high demand|at capacity|overloaded|too many requests/i, "overloaded"],
  [/context window/i, "invalid"],
  [/stream (?:disconnected|closed)|connection failed|sending request|timed? ?out|network|dns/i, "network"],
  [/does not exist|not found|not supported|bad request|\b4\d\d\b|"type"\s*:\s*"\w+"/i, "invalid"]
]

const remedyFor = (kind: Kind, word: string, message: string): string | undefined => {
  const missing = /missing environment variable: `?(\w+)`?/i.exec(message)?.[1]
  if (missing !== undefined) return `set ${missing} for the service and name it under env, then retry`
  if (word === "contextWindowExceeded" || /context window/i.test(message)) return contextRemedy
  if (word === "modelNotFound" || /model .*(does not exist|not found|not supported)/i.test(message)) {
    return "choose another model, then retry"
  }
  return remedies[kind]
}

/** The outcome of a turn that failed. */
export const outcomeOf = (failure: Failure): Outcome => {
  const { status, word } = readInfo(failure.info)
  const words = byMessage.find(([pattern]) => pattern.test(failure.message))?.[1]
  if (word === "usageLimitExceeded") return limited(failure)
  const coded = status === undefined ? byWord[word] : byStatus(status)
  const kind = coded ?? words ?? "unknown"
  if (kind === "limited") return limited(failure)
  if (kind === "network" && /connection failed|sending request/i.test(failure.message)) {
    return unreachable(failure.message)
  }
  const message = plain(failure.message)
  const unsigned = kind === "auth" && !/missing environment variable/i.test(message)
  return failed(kind, unsigned ? "codex is not signed in" : message, {
    remedy: remedyFor(kind, word, message),
    detail: [message === failure.message && !unsigned ? "" : failure.message, failure.details ?? ""]
      .filter((line) => line !== "")
      .join("\n")
  })
}

export const unreachable = (detail: string): Outcome =>
  failed("network", "codex cannot reach the model provider", { detail })

// biome-ignore lint/suspicious/noControlCharactersInRegex: the CLI colours its stderr with them.
const colours = /\u001b\[[0-9;]*m/g

/** What the CLI last said on stderr, without colours and without its usual noise. */
export const plainStderr = (stderr: string): string =>
  stderr
    .replaceAll(colours, "")
    .split("\n")
    .filter((line) => line.trim() !== "" && !/bubblewrap|Reading additional input from stdin/.test(line))
    .join("\n")

/** The outcome of a turn whose process ended under it. */
export const crashOutcome = (exit: CliExit): Outcome => {
  const stderr = plainStderr(exit.stderr)
  if (/no rollout found|invalid (?:session|thread) id/.test(stderr)) {
    return failed("invalid", "codex does not know this conversation any more", {
      remedy: "start a new session",
      detail: stderr
    })
  }
  if (/already has an active writer/.test(stderr)) return failed("invalid", busyElsewhere, { remedy: closeElsewhere })
  const how = exit.signal === null ? `exit code ${exit.code ?? "unknown"}` : exit.signal
  return failed("crash", `codex ended in the middle of the turn (${how})`, { detail: stderr })
}

export const busyElsewhere = "this conversation is open in another codex"
export const closeElsewhere = "close it there, then retry"
