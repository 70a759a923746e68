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

const answered = readFileSync(new URL("../../../fixtures/claude/transcript-structured.jsonl", import.meta.url), "utf8")
const met = "8dac8861-7bd8-80b9-ae2f-d225bd33ae10"
const unanswered = "0e48e02e-d5ae-8602-a0ef-95221cd76f83"
const refused = "e0b70874-bb21-8af9-9e98-8e6501d4a63f"

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

  it("an answer by a schema is read back as the value that the CLI took, and nothing else is one", () => {
    const by = (id: string) =>
      readTranscript({ transcript: answered, token, messageIds: [id], cwd: "/workspace", structured: true })
    const found = by(met)
    if (found._tag !== "Finished") return assert.fail(found._tag)
    assert.deepStrictEqual(found.events.at(-1), {
      _tag: "Completed",
      outcome: { _tag: "Done", structured: { name: "Ada" } }
    })
    assert.strictEqual(by(unanswered)._tag, "Unfinished")
    assert.deepStrictEqual(by(refused), { _tag: "Unfinished", said: "" })
  })
})
