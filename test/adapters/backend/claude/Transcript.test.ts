/** Read from the record of a real conversation: answered, answered by a process that lost its host, killed, resumed. */
import { readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { readTranscript } from "../../../../src/adapters/backend/claude/Transcript.ts"
import { ResumeToken } from "../../../../src/core/model/Ids.ts"

const transcript = readFileSync(new URL("../../../fixtures/claude/transcript.jsonl", import.meta.url), "utf8")
const token = ResumeToken.make("24d0d02b-98ae-49a9-ab35-60ae8d56737a")
const first = "369ed9b3-4b0f-4ceb-b73f-ab2af13c3e22"
const survived = "f688df37-49a2-4f9e-a77c-081aae43eb63"
const killed = "fc54ef2b-5915-46a7-8ba1-c6823a018654"
const resumed = "5445f706-4803-49cd-b871-f036032ea0c4"

const read = (messageIds: ReadonlyArray<string>, text = transcript) =>
  readTranscript({ transcript: text, token, messageIds, cwd: "/workspace" })

/** The record up to where a process would have left it: before the line that has this in it. */
const until = (mark: string): string => {
  const lines = transcript.split("\n")
  return lines
    .slice(
      0,
      lines.findIndex((line) => line.includes(mark))
    )
    .join("\n")
}

describe("readTranscript", () => {
  it("a message that is not in it was not reached", () => {
    assert.deepStrictEqual(read(["00000000-0000-4000-8000-000000000000"]), { _tag: "NotReached" })
    assert.deepStrictEqual(read([first], ""), { _tag: "NotReached" })
  })

  it("an answer that a process finished after its host had died is all there", () => {
    const found = read([survived])
    if (found._tag !== "Finished") return assert.fail(found._tag)
    const told = found.events.map((event) => {
      switch (event._tag) {
        case "Text":
          return event.delta
        case "Activity":
          return `${event.phase} ${event.title} ${event.detail ?? ""}`.trim()
        case "Used":
          return event.usage
        case "Started":
          return `${event.token} ${event.model}`
        default:
          return event._tag
      }
    })
    assert.deepStrictEqual(told, [
      `${token} claude-opus-5-5`,
      "Running it.",
      "started sleep 0.3; echo hi",
      "done sleep 0.3; echo hi hi",
      Array.from({ length: 20 }, (_, index) => `word${index + 1}`)
        .join(" ")
        .concat("."),
      {
        inputTokens: 5325,
        cachedInputTokens: 0,
        cacheWriteTokens: 0,
        outputTokens: 31,
        reasoningTokens: 0,
        model: "claude-opus-5-5"
      },
      "Completed"
    ])
  })

  it("a killed answer was begun, and the filler of the next start is nobody's answer", () => {
    assert.deepStrictEqual(read([killed]), { _tag: "Unfinished", said: "" })
    assert.deepStrictEqual(read([killed], until(resumed)), { _tag: "Unfinished", said: "" })
  })

  it("what was said before the kill is kept", () => {
    assert.deepStrictEqual(read([survived], until("msg_b14966882d31db0bd8e6af2a")), {
      _tag: "Unfinished",
      said: "Running it."
    })
  })

  it("of a message that was sent twice the later one counts", () => {
    const found = read([killed, resumed])
    assert.strictEqual(found._tag, "Finished")
  })

  it("tells the cost only where the record tells it of this message alone", () => {
    const costOf = (found: ReturnType<typeof read>) =>
      found._tag === "Finished"
        ? found.events.flatMap((event) => (event._tag === "Used" ? [event.usage.costUsd] : []))
        : []
    assert.deepStrictEqual(costOf(read([resumed])), [undefined])
    const alone = transcript
      .split("\n")
      .filter((line) => !line.includes(`"uuid":"${killed}"`))
      .join("\n")
    const [cost] = costOf(read([resumed], alone))
    assert.closeTo(cost ?? 0, 0.043676 - 0.032352, 1e-9)
  })

  it("a record that breaks off in the middle of a line is read as far as it goes", () => {
    const cut = transcript.slice(0, transcript.indexOf("word20."))
    assert.deepStrictEqual(read([survived], cut), { _tag: "Unfinished", said: "Running it." })
  })
})
