/** Names of threads, signs on messages, and how often a message may be edited. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { capabilities } from "../../../src/adapters/chat/discord/Capabilities.ts"
import { bareSign, signOf } from "../../../src/adapters/chat/discord/outbound/Signs.ts"
import { threadTitle } from "../../../src/core/chat/ThreadTitle.ts"
import { stopSigns } from "../../../src/core/model/InboundEvent.ts"

describe("a thread's title", () => {
  it("is what the message is about", () => {
    const titles: Array<[string, string]> = [
      ["<@123456789012345678> fix the **build** of `main`", "fix the build of main"],
      ["\n\n> ---\n## Plan: __ship__ it_now", "Plan: ship it_now"],
      ["look at https://www.github.com/a/b/pull/3/?x=1#y please", "look at github.com/a/b/pull/3 please"],
      ["[the log](https://a.b/c) <:sad:12> in <#34>", "the log :sad: in"],
      ["```ts\nconst a = 1\n```", "const a = 1"],
      ["- [ ] @everyone first\nsecond", "everyone first"],
      [`${"word ".repeat(30)}`, `${"word ".repeat(16).trim()}…`],
      ["x".repeat(200), `${"x".repeat(79)}…`],
      ["a\u202eb\u0000c\u200b", "abc"],
      ["🎉", "🎉"]
    ]
    assert.deepStrictEqual(
      titles.map(([text]): [string, string] => [text, threadTitle(text, [])]),
      titles
    )
    assert.strictEqual(threadTitle("<@1>\n***", ["log.txt", "shot.png"]), "log.txt, shot.png")
    assert.strictEqual(threadTitle(" ", []), "new session")
  })

  it("always is one", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.array(fc.string({ maxLength: 200 })),
        (text, files) => {
          const title = threadTitle(text, files)
          assert.isTrue(title.isWellFormed() && title.trim() === title && !title.includes("\n"))
          assert.isTrue([...title].length >= 1 && [...title].length <= 80)
        }
      )
    )
  })
})

describe("signs and pace", () => {
  it("leave one sign per state, and none while the answer speaks for itself", () => {
    assert.deepStrictEqual(
      (["accepted", "queued", "working", "done", "failed", "stopped", "withdrawn"] as const).map(signOf),
      ["👀", undefined, undefined, "✅", "❌", "⏹️", "🗑️"]
    )
    assert.isTrue(stopSigns.includes(bareSign("⏹️")) && stopSigns.includes(bareSign("✖️")))
    assert.deepStrictEqual(stopSigns.map(bareSign), stopSigns)
  })

  it("keep a slot of every five edits, and to 45 edits of a message in a minute", () => {
    for (const live of [0, 1, 2, 5]) {
      const between = capabilities.editIntervalMillis(live)
      assert.isAtMost((5_000 / between) * Math.max(1, live), 4)
      assert.isAtMost(60_000 / between, 45)
    }
  })
})
