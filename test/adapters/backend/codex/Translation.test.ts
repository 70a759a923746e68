/** What the captures do not show of the app-server's lines: retracted text, running totals, other threads, noise. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { step } from "../../../../src/adapters/backend/codex/AppServerTranslation.ts"
import { freshKnown, type Known } from "../../../../src/adapters/backend/codex/Known.ts"
import type { AgentEvent } from "../../../../src/core/model/AgentEvent.ts"
import { addUsage, noUsage } from "../../../../src/core/model/Usage.ts"
import { said } from "./Captures.ts"
import { compact } from "./Compact.ts"

const notice = (method: string, params: object, turn = "t1", thread = "th") => ({
  method,
  params: { threadId: thread, turnId: turn, ...params }
})
const started = (turn: string) => notice("turn/started", { turn: { id: turn, status: "inProgress" } }, turn)
const completed = (turn: string, status = "completed") =>
  notice("turn/completed", { turn: { id: turn, status, error: null } }, turn)
const begin = (id: string) => notice("item/started", { item: { type: "agentMessage", id, text: "" } })
const write = (itemId: string, delta: string) => notice("item/agentMessage/delta", { itemId, delta })
const finish = (id: string, text: string) => notice("item/completed", { item: { type: "agentMessage", id, text } })
const broke = notice("error", { error: { message: "Reconnecting... 1/5" }, willRetry: true })
const command = (phase: string, status: string) =>
  notice(`item/${phase}`, { item: { type: "commandExecution", id: "c", command: "ls", status } })
const tokens = (input: number, output: number) => ({
  totalTokens: input + output,
  inputTokens: input,
  cachedInputTokens: 0,
  outputTokens: output,
  reasoningOutputTokens: 0
})
const used = (total: number, last: number, turn = "t1", thread = "th") =>
  notice(
    "thread/tokenUsage/updated",
    { tokenUsage: { total: tokens(total, 0), last: tokens(last, 0), modelContextWindow: 1000 } },
    turn,
    thread
  )

const tell = (lines: ReadonlyArray<unknown>, from: Partial<Known> = {}): ReadonlyArray<AgentEvent> => {
  let known: Known = { ...freshKnown("/workspace"), thread: "th", ...from }
  return lines.flatMap((line) => {
    const next = step(known, said(line))
    known = next.known
    return next.events
  })
}
const inputOf = (events: ReadonlyArray<AgentEvent>): number =>
  events.reduce((sum, event) => (event._tag === "Used" ? addUsage(sum, event.usage) : sum), noUsage).inputTokens

describe("AppServerTranslation", () => {
  it("the last message of a turn that answers by a schema is its value, and another turn's is not", () => {
    const turn = [started("t1"), begin("a"), finish("a", "Let me see."), begin("b"), finish("b", '{"name":"Ada"}')]
    const next = [started("t2"), completed("t2")]
    const ends = (lines: ReadonlyArray<unknown>, structured: boolean) =>
      tell(lines, { structured }).flatMap((event) => (event._tag === "Completed" ? [event.outcome] : []))
    const [first, second] = ends([...turn, completed("t1"), ...next], true)
    assert.deepStrictEqual(first, { _tag: "Done", structured: { name: "Ada" } })
    assert.deepInclude(second, { _tag: "Failed", kind: "invalid", detail: "codex gave no answer" })
    assert.deepStrictEqual(ends([...turn, completed("t1")], false), [{ _tag: "Done" }])
  })

  it("takes back what a broken stream wrote once something follows it", () => {
    const text = [started("t1"), begin("a"), write("a", "half"), broke]
    const again = compact(tell([...text, begin("b"), write("b", "whole"), finish("b", "whole"), completed("t1")]))
    assert.deepStrictEqual(again.slice(3), ["retracted m1", 'text m2: "whole"', "completed Done"])
    const tool = compact(tell([...text, command("started", "inProgress")]))
    assert.deepStrictEqual(tool.slice(3), ["retracted m1", 'started a1 commandExecution (command) "ls"'])
    const nothing = compact(tell([...text, completed("t1")]))
    assert.deepStrictEqual(nothing.slice(3), ["retracted m1", "completed Done"])
    // What was said before a stop stays.
    assert.notInclude(compact(tell([...text, completed("t1", "interrupted")])), "retracted m1")
  })

  it("says each message once, whatever the deltas were", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.string(), (deltas, end) => {
        const lines = [started("t1"), begin("a"), ...deltas.map((delta) => write("a", delta)), finish("a", end)]
        let shown = ""
        for (const event of tell(lines)) {
          if (event._tag === "Text") shown += event.delta
          if (event._tag === "Retracted") shown = ""
        }
        assert.strictEqual(shown, end)
      })
    )
  })

  it("counts a turn's own tokens: over turns, over a resume, over a repeated reading", () => {
    const two = [started("t1"), used(100, 100), used(250, 150), completed("t1"), started("t2"), used(400, 150, "t2")]
    const events = tell(two)
    assert.strictEqual(inputOf(events.slice(0, 4)), 250)
    assert.strictEqual(inputOf(events.slice(4)), 150)
    assert.strictEqual(inputOf(tell([used(9000, 100, "old"), started("t1"), used(9100, 100)])), 100)
    assert.strictEqual(inputOf(tell([started("t1"), used(9100, 100), used(9100, 100)])), 100)
    // What a sub-agent's thread used is this turn's as well, and its share of another context is not.
    const mixed = tell([started("t1"), used(100, 100), used(70, 70, "s1", "sub")])
    assert.strictEqual(inputOf(mixed), 170)
    const last = mixed.at(-1)
    assert.notProperty(last?._tag === "Used" ? last.usage : {}, "contextShare")
  })

  it("shows nothing of other threads and of turns that have ended", () => {
    const elsewhere = notice("item/agentMessage/delta", { itemId: "x", delta: "secret" }, "t9", "sub")
    const late = notice("item/completed", {
      item: { type: "commandExecution", id: "c", command: "ls", status: "failed" }
    })
    assert.deepStrictEqual(compact(tell([started("t1"), elsewhere, completed("t1"), late])), [
      "started (no model)",
      "completed Done"
    ])
  })

  it("declines what is asked outside of a turn", () => {
    const known = { ...freshKnown("/workspace"), thread: "th" }
    const asked = step(known, said({ id: 4, method: "item/fileChange/requestApproval", params: { itemId: "c" } }))
    assert.deepStrictEqual(asked.events, [])
    assert.deepStrictEqual(asked.replies, [{ _tag: "Result", id: 4, result: { decision: "decline" } }])
  })

  it("shows a chatty command at most once a second, by codex's own clock", () => {
    const output = (at: number) => ({
      ...notice("item/commandExecution/outputDelta", { itemId: "c", delta: `${at}\n` }),
      emittedAtMs: at
    })
    const times = Array.from({ length: 50 }, (_, index) => 10_000 + index * 100)
    const events = tell([started("t1"), command("started", "inProgress"), ...times.map(output)])
    const shown = events.filter((event) => event._tag === "Activity" && event.phase === "progress")
    assert.strictEqual(shown.length, 5)
    assert.include(JSON.stringify(shown.at(-1)), "10100\\n", "earlier output is still there")
  })

  it("turns whatever it does not know into a note, and never fails", () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom("item/started", "turn/completed", "error", "new/thing"),
        (value, method) => {
          const events = tell([started("t1"), value, { method, params: value }, { id: 1, method, params: value }])
          assert.strictEqual(events.filter((event) => event._tag === "Completed").length, 0)
        }
      )
    )
    assert.deepStrictEqual(compact(tell([started("t1"), { method: "new/thing", params: {} }])).slice(1), [
      'note "{\\"method\\":\\"new/thing\\",\\"params\\":{}}"'
    ])
  })
})
