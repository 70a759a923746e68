/**
 * Every captured conversation with the real CLI goes through the translation: what each turn tells is one reviewed
 * snapshot, and how each turn ends is in the tables below.
 */
import { assert, describe, it } from "@effect/vitest"
import { expect } from "vitest"
import {
  appCaptures,
  assertInvariants,
  execCaptures,
  playAppServer,
  playExec,
  type Turn
} from "../adapters/backend/codex/Captures.ts"
import { compact, outcomeName } from "../adapters/backend/codex/Compact.ts"

/** How the turns of a capture end; those not named here are one turn, Done. */
const appOutcomes: Readonly<Record<string, ReadonlyArray<string>>> = {
  "app-background-terminals-clean": ["Stopped"],
  "app-basic": ["Done", "Done"],
  "app-cancel-command": ["Stopped"],
  "app-drop-mid-stream-always": ["Failed network"],
  "app-error-401": ["Failed auth"],
  "app-error-404": ["Failed invalid"],
  "app-error-429-usage-limit": ["Limited"],
  "app-error-503": ["Failed overloaded"],
  "app-error-context": ["Failed invalid"],
  "app-interrupt-leftover-then-exit": ["Stopped"],
  "app-interrupt-mid-command": ["Stopped"],
  "app-interrupt-mid-stream": ["Stopped", "Done"],
  "app-interrupt-wrong-turn": [],
  "app-malformed": [],
  "app-model-per-turn": ["Done", "Done"],
  "app-no-key": ["Failed auth"],
  "app-resume-unknown": [],
  "app-sigkill-mid-command": ["Failed crash"],
  "app-sigterm-mid-turn": ["Failed crash"],
  "app-stdin-close-mid-turn": ["Failed crash"],
  "app-two-servers-same-thread-b": [],
  // The bound on waiting for the network is the session's; here the process was killed.
  "app-waiting-for-network": ["Failed crash"]
}

const execOutcomes: Readonly<Record<string, string>> = {
  "connection-refused": "Failed crash",
  "drop-mid-stream-always-2": "Failed network",
  "error-400": "Failed invalid",
  "error-401": "Failed auth",
  "error-404": "Failed invalid",
  "error-429-always-2-retries": "Failed overloaded",
  "error-429-insufficient-quota": "Limited",
  "error-429-usage-limit": "Limited",
  "error-500-always-2-retries": "Failed overloaded",
  "error-503-overloaded": "Failed overloaded",
  "exec-bad-config": "Failed crash",
  "exec-no-key": "Failed auth",
  "exec-not-git-no-flag": "Failed crash",
  "exec-not-logged-in": "Failed auth",
  // Codex said nothing of it and began a new conversation.
  "exec-resume-not-uuid": "Failed invalid",
  "exec-resume-unknown": "Failed invalid",
  "failed-event-context": "Failed invalid",
  "signal-SIGINT-mid-stream": "Failed crash",
  "signal-SIGKILL-mid-stream": "Failed crash",
  "signal-SIGKILL-mid-tool": "Failed crash",
  "signal-SIGTERM-mid-tool": "Failed crash"
}

const told = (name: string, turns: ReadonlyArray<Turn>): string =>
  [name, ...turns.map(({ events }) => ["  turn", ...compact(events)].join("\n    "))].join("\n")

describe("codex captures", () => {
  it("are there", () => {
    assert.strictEqual(appCaptures.length, 46)
    assert.isAbove(execCaptures.length, 60)
  })

  for (const name of appCaptures) {
    it(`${name} keeps the invariants and ends as expected`, () => {
      const turns = playAppServer(name)
      turns.forEach(assertInvariants)
      assert.deepStrictEqual(
        turns.map(({ events }) => outcomeName(events)),
        appOutcomes[name] ?? ["Done"]
      )
    })
  }

  for (const name of execCaptures) {
    it(`${name} keeps the invariants and ends as expected`, () => {
      const turn = playExec(name)
      assertInvariants(turn)
      assert.strictEqual(outcomeName(turn.events), execOutcomes[name] ?? "Done")
    })
  }

  it("tell this", async () => {
    const all = [
      ...appCaptures.map((name) => told(name, playAppServer(name))),
      ...execCaptures.map((name) => told(name, [playExec(name)]))
    ]
    await expect(`${all.join("\n\n")}\n`).toMatchFileSnapshot("Codex.snapshot.txt")
  })
})
