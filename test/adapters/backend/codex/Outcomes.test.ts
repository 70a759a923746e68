/** Each failure ends in one kind of outcome with something to do about it. */
import { assert, describe, it } from "@effect/vitest"
import { crashOutcome, outcomeOf, resetTime } from "../../../../src/adapters/backend/codex/Outcomes.ts"

const kind = (message: string, info?: unknown): string => {
  const outcome = outcomeOf({ message, info })
  return outcome._tag === "Failed" ? outcome.kind : outcome._tag
}

describe("Outcomes", () => {
  it("reads the code, then the status, then the words", () => {
    const table: ReadonlyArray<readonly [unknown, string]> = [
      ["usageLimitExceeded", "Limited"],
      ["unauthorized", "auth"],
      [{ httpConnectionFailed: { httpStatusCode: 401 } }, "auth"],
      [{ httpConnectionFailed: { httpStatusCode: 502 } }, "overloaded"],
      [{ httpConnectionFailed: { httpStatusCode: null } }, "network"],
      [{ responseStreamDisconnected: { httpStatusCode: 404 } }, "invalid"],
      [{ responseTooManyFailedAttempts: { httpStatusCode: 429 } }, "overloaded"],
      ["serverOverloaded", "overloaded"],
      ["internalServerError", "overloaded"],
      ["contextWindowExceeded", "invalid"],
      ["modelNotFound", "invalid"],
      ["cyberPolicy", "refused"],
      ["aWordOfTomorrow", "unknown"],
      [{ aWordOfTomorrow: { httpStatusCode: 503 } }, "overloaded"],
      [undefined, "unknown"]
    ]
    for (const [info, expected] of table) assert.strictEqual(kind("it broke", info), expected, JSON.stringify(info))
    assert.strictEqual(kind("Missing environment variable: `X`.", "other"), "auth")
    assert.strictEqual(kind("stream disconnected before completion", "other"), "network")
  })

  it("says how to sign in, which key is missing, and when a limit ends", () => {
    const unsigned = outcomeOf({ message: "unexpected status 401 Unauthorized", info: "unauthorized" })
    assert.deepStrictEqual(unsigned, {
      _tag: "Failed",
      kind: "auth",
      message: "codex is not signed in",
      remedy: "run `codex login`, then retry",
      detail: "unexpected status 401 Unauthorized"
    })
    const keyless = outcomeOf({ message: "Missing environment variable: `MY_KEY`.", info: "other" })
    assert.deepInclude(keyless, { remedy: "set MY_KEY for the service and name it under env, then retry" })
    const limit = "You've hit your usage limit. Try again or try again at Nov 23rd, 2026 2:13 AM."
    assert.strictEqual(resetTime(limit), new Date(2026, 10, 23, 2, 13).getTime())
    assert.deepInclude(outcomeOf({ message: limit, info: "usageLimitExceeded", resetsAt: 5 }), { resetsAt: 5 })
    assert.notProperty(outcomeOf({ message: "try again at 5:53 PM", info: "usageLimitExceeded" }), "resetsAt")
  })

  it("explains the end of a process by its stderr", () => {
    const exit = (stderr: string) => crashOutcome({ code: 1, signal: null, stderr })
    assert.deepInclude(exit("Error: no rollout found for thread id x"), {
      kind: "invalid",
      remedy: "start a new session"
    })
    assert.deepInclude(exit("thread x already has an active writer"), { remedy: "close it there, then retry" })
    assert.deepInclude(exit("could not find bubblewrap on PATH\npanicked at y"), {
      kind: "crash",
      detail: "panicked at y"
    })
  })
})
