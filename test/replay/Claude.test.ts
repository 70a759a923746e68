/**
 * Every captured conversation with the real CLI goes through the real session: what a turn tells is one reviewed
 * snapshot, and how each turn ends is in the table below.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { expect } from "vitest"
import type { AgentEvent } from "../../src/core/model/AgentEvent.ts"
import { assertInvariants, captureNames, type PlayedTurn, playCapture } from "../adapters/backend/claude/Capture.ts"

const short = (text: string, length = 100): string => {
  const line = JSON.stringify(text)
  return line.length > length ? `${line.slice(0, length)}... (${text.length} characters)` : line
}

/** Events in one line each, texts joined, ids by their order. */
const compact = (events: ReadonlyArray<AgentEvent>): ReadonlyArray<string> => {
  const ids = new Map<string, string>()
  const id = (prefix: string, value: string): string => {
    const known = ids.get(value) ?? `${prefix}${[...ids.values()].filter((name) => name.startsWith(prefix)).length + 1}`
    ids.set(value, known)
    return known
  }
  const lines: Array<{ readonly key: string; readonly text: string }> = []
  const add = (key: string, text: string) => {
    const last = lines.at(-1)
    if (key !== "" && last?.key === key) lines[lines.length - 1] = { key, text: last.text + text }
    else lines.push({ key, text })
  }
  for (const event of events) {
    switch (event._tag) {
      case "Started":
        add("", `started ${event.model}`)
        break
      case "Text":
        add(`text ${id("m", event.part)}: `, event.delta)
        break
      case "Thinking":
        add("thinking: ", event.delta)
        break
      case "Retracted":
        add("", `retracted ${id("m", event.part)}`)
        break
      case "Activity": {
        const parent = event.parent === undefined ? "" : ` in ${id("a", event.parent)}`
        const detail = event.detail === undefined ? "" : ` = ${short(event.detail)}`
        const files = event.files === undefined ? "" : ` writes ${event.files.join(", ")}`
        add(
          "",
          `${event.phase} ${id("a", event.id)}${parent} ${event.tool} (${event.kind}) ${short(event.title)}${files}${detail}`
        )
        break
      }
      case "Plan":
        add("", `plan ${event.items.map((item) => `[${item.status}] ${item.text}`).join(", ")}`)
        break
      case "Asked":
        add("", `asked ${id("q", event.ask.id)} ${short(JSON.stringify(event.ask.subject), 400)}`)
        break
      case "AskClosed":
        add("", `closed ${id("q", event.id)}`)
        break
      case "Used": {
        const { usage } = event
        const cost = usage.costUsd === undefined ? "no cost" : `$${usage.costUsd.toFixed(4)}`
        const share = usage.contextShare === undefined ? "" : `, ${(usage.contextShare * 100).toFixed(2)}% of context`
        const cached = usage.cachedInputTokens + usage.cacheWriteTokens === 0 ? "" : ", cached"
        add("", `used ${usage.inputTokens} in, ${usage.outputTokens} out${cached}, ${cost}${share}, ${usage.model}`)
        break
      }
      case "Note":
        add("", `note ${short(event.text, 200)}`)
        break
      case "Completed": {
        const { _tag, ...rest } = event.outcome
        add("", `completed ${_tag}${Object.keys(rest).length === 0 ? "" : ` ${short(JSON.stringify(rest), 400)}`}`)
      }
    }
  }
  return lines.map(({ key, text }) => (key === "" ? text : `${key}${short(text)}`))
}

const snapshotOf = (turns: ReadonlyArray<PlayedTurn>): string =>
  turns
    .map(({ events, kind }) =>
      [`  ${kind === "own" ? "a turn of its own" : "turn"}`, ...compact(events)].join("\n    ")
    )
    .join("\n")

const outcomeOf = (turn: PlayedTurn): string => {
  const last = turn.events.at(-1)
  if (last?._tag !== "Completed") return "none"
  const { outcome } = last
  return `${turn.kind === "own" ? "own " : ""}${outcome._tag === "Failed" ? `Failed ${outcome.kind}` : outcome._tag}`
}

/** How the turns of a capture end; those not named here are one turn, Done. */
const outcomes: Readonly<Record<string, ReadonlyArray<string>>> = {
  // The process ended, or never began.
  "bad-no-message": ["Failed crash"],
  "bad-not-json": ["Failed crash"],
  "bad-role": ["Failed crash"],
  "env-in-bash-tool-scrub": ["Failed crash"],
  "json-schema-invalid": ["Failed crash"],
  "json-schema-never": ["Failed invalid"],
  "mcp-config-invalid-json": ["Failed crash"],
  "mode-bogus": ["Failed crash"],
  "mode-bypass-root": ["Failed crash"],
  "no-input-eof": ["Failed crash"],
  "not-logged-in-text": ["Failed crash"],
  "output-text": ["Failed crash"],
  "reuse-existing-session-id": ["Failed crash"],
  "reuse-existing-session-id-text": ["Failed crash"],
  "settings-file-missing": ["Failed crash"],
  "settings-not-json": ["Failed crash"],
  "signal-SIGHUP-mid-stream": ["Failed crash"],
  "signal-SIGKILL-after-init": ["Failed crash"],
  "signal-SIGKILL-mid-stream": ["Failed crash"],
  "signal-SIGTERM-mid-stream": ["Failed crash"],
  "stall-head-first-byte-timeout": ["Failed crash"],
  "stall-mid-stream-watchdog": ["Failed crash"],
  "stream-json-without-verbose": ["Failed crash"],
  // The model's API, the account, the limits.
  "connection-refused": ["Failed network"],
  "error-400-credit": ["Failed refused"],
  "error-400-too-long": ["Failed invalid"],
  "error-401": ["Failed auth"],
  "error-403": ["Failed auth"],
  "error-413": ["Failed invalid"],
  "error-429-always-max-retries-2": ["Limited"],
  "error-500-always-default": ["Failed overloaded"],
  "error-529-always-default": ["Failed overloaded"],
  "error-529-always-max-retries-2": ["Failed overloaded"],
  "max-budget": ["OverBudget"],
  "max-budget-first-turn-over": ["OverBudget"],
  "not-logged-in": ["Failed auth"],
  "oauth-dummy-rate-limit-rejected": ["Limited"],
  "persist-error-then-ok": ["Failed invalid", "Done"],
  "persist-max-turns": ["Failed refused", "Done"],
  "rate-limit-429-subscription-like": ["Limited"],
  "resume-not-uuid": ["Failed unknown"],
  "resume-unknown": ["Failed unknown"],
  // Stopped by the host or by a signal that the CLI heeds.
  "interrupt-before-first-token": ["Stopped"],
  "interrupt-mid-stream": ["Stopped", "Done"],
  "interrupt-mid-tool": ["Stopped"],
  "interrupt-subagent": ["Stopped"],
  "perm-deny-interrupt": ["Stopped"],
  "perm-interrupt-while-waiting": ["Stopped"],
  "priority-now": ["Stopped", "own Done"],
  "signal-SIGINT-mid-stream": ["Stopped"],
  "signal-SIGINT-persistent-mid-stream": ["Stopped"],
  // Several turns, some of them begun by the CLI itself.
  "bad-empty-text": ["Done", "Done"],
  "bash-background": ["Done", "own Done"],
  "compact-real": ["Done", "Done", "Done", "Done", "Done"],
  "persist-queue-while-busy": ["Done", "own Done"],
  "persist-ten-quick-messages": ["Done", "own Done"],
  "persist-three-messages": ["Done", "Done", "Done"],
  "resume-while-persistent-alive": ["Done", "Done"],
  "set-model": ["Done", "Done", "Done", "Done"],
  "should-query-false": ["Done", "Done"],
  "slash-commands": ["Done", "Done", "Done", "Done", "Done", "Done"]
}

/** Captures that also come in pieces of seven bytes. */
const chopped = ["unicode-and-newlines", "tools-parallel", "drop-mid-stream-once", "agents-background", "output-text"]

describe("claude", () => {
  for (const name of captureNames) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const { turns } = yield* playCapture(name)
        for (const turn of turns) assertInvariants(turn.events)
        assert.deepStrictEqual(turns.map(outcomeOf), outcomes[name] ?? ["Done"])
      })
    )
  }

  it.effect("tells what was reviewed", () =>
    Effect.gen(function* () {
      const told: Array<string> = []
      for (const name of captureNames) {
        const { turns } = yield* playCapture(name)
        told.push(`${name}\n${snapshotOf(turns)}\n`)
      }
      yield* Effect.promise(() => expect(told.join("\n")).toMatchFileSnapshot("Claude.snapshot.txt"))
    })
  )

  it.effect.each(chopped)("tells the same of %s at any chunking", (name) =>
    Effect.gen(function* () {
      const whole = yield* playCapture(name)
      const pieces = yield* playCapture(name, 7)
      assert.strictEqual(snapshotOf(pieces.turns), snapshotOf(whole.turns))
    })
  )
})
