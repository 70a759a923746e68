import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { writtenCommand } from "../../../src/core/commands/CommandWords.ts"
import { jobTitleOf, workerRequestsOf } from "../../../src/core/commands/WorkerRequestWords.ts"

const asked = (args: Readonly<Record<string, string>>) => {
  const read = workerRequestsOf(args)
  return Result.isSuccess(read) ? read.success : read.failure
}
const texts = (args: Readonly<Record<string, string>>) => {
  const read = asked(args)
  return typeof read === "string" ? read : read.map(({ text, title }) => `${title}: ${text}`)
}

describe("worker run", () => {
  it("makes one worker for each item, named after it", () => {
    assert.deepStrictEqual(texts({ text: "review {{item}} ({{index}})", each: "security, $&, docs" }), [
      "security: review security (1)",
      "$&: review $& (2)",
      "docs: review docs (3)"
    ])
    assert.deepStrictEqual(texts({ text: "review", each: "- a, b\n- c" }), ["a, b: review\n\na, b", "c: review\n\nc"])
    assert.strictEqual(jobTitleOf({ text: "review {{item}}\nwell" }), "review …")
  })

  it("makes as many of the same as are wanted, none of them a stored answer", () => {
    const three = asked({ text: "guess", count: "3" })
    assert.isTrue(typeof three !== "string" && three.length === 3 && three.every(({ fresh }) => fresh === true))
    assert.deepStrictEqual(texts({ text: "guess", count: "2" }), ["guess #1: guess", "guess #2: guess"])
  })

  it("reads money, time and the rest, and says what is wrong with the remedy", () => {
    assert.deepStrictEqual(
      asked({
        text: "x",
        budget: "$0.50",
        timeout: "90s",
        priority: "high",
        fresh: "yes",
        agent: "scout",
        model: "auto"
      }),
      [
        {
          text: "x",
          title: "x",
          agent: "scout",
          terms: { model: "auto" },
          budgetUsd: 0.5,
          timeoutMillis: 90_000,
          priority: "high",
          fresh: true
        }
      ]
    )
    assert.match(`${asked({ text: "x", budget: "much" })}`, /budget is dollars for each worker, as 0\.50/)
    assert.match(`${asked({ text: "x", budget: "0" })}`, /budget is dollars/)
    assert.match(`${asked({ text: "x", timeout: "soon" })}`, /timeout is a time, as 90s, 5m or 1h/)
    assert.match(`${asked({ text: "x", count: "21" })}`, /count is a number from 1 to 20/)
    assert.match(`${asked({ text: "x", each: " , " })}`, /each is a list with commas/)
    assert.match(`${asked({ text: "x", each: "a", count: "2" })}`, /not both/)
  })

  it("is written in one line, its text as it is: options may stand anywhere", () => {
    assert.deepStrictEqual(writtenCommand("worker run review the parser", "scout"), {
      command: "worker run",
      args: { text: "review the parser" }
    })
    assert.deepStrictEqual(writtenCommand('worker run each="a, b" say "x=1" to {{item}} budget=0.5', "scout").args, {
      each: "a, b",
      budget: "0.5",
      text: 'say "x=1" to {{item}}'
    })
    assert.deepStrictEqual(writtenCommand('worker run "review the parser" count=2', "scout").args, {
      text: "review the parser",
      count: "2"
    })
    const steps = "list [budget=0.5]: name them\nsum:\n  add up\n  {{list}}"
    assert.deepStrictEqual(writtenCommand(`worker chain ${steps}`, undefined).args, { steps })
    assert.deepStrictEqual(writtenCommand("worker show w-7k2f9q", undefined).args, { id: "w-7k2f9q" })
  })
})
