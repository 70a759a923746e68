/** Buttons, selects, ticks, ratings and what they carry: within Slack's limits, and understood when they come back. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import {
  decodeAction,
  encodeAction,
  type Pressable,
  tickedIn
} from "../../../../../src/adapters/chat/slack/format/ActionIds.ts"
import { renderBody } from "../../../../../src/adapters/chat/slack/format/Body.ts"
import { controlBlocks } from "../../../../../src/adapters/chat/slack/format/Controls.ts"
import { PressAction } from "../../../../../src/core/model/InboundEvent.ts"
import type { Control } from "../../../../../src/core/ports/ChatPlatform.ts"
import { isRecord, type Json, listOf, textOf } from "../../../../support/Json.ts"
import { checkBlocks } from "../../../../support/slack/BlockChecks.ts"
import { markdowns } from "./Fragments.ts"

const stamp = fc
  .tuple(fc.integer({ min: 1, max: 2_000_000_000 }), fc.nat({ max: 999_999 }))
  .map(([seconds, part]) => `${seconds}.${String(part).padStart(6, "0")}`)
const id = fc.stringMatching(/^[TCD][A-Z0-9]{8,11}$/)
const agent = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/)
const turn = fc
  .tuple(id, id, stamp, stamp, agent, fc.constantFrom("", "~again-12", "~again-4~again-31"))
  .map(
    ([team, channel, thread, message, name, again]) => `slack:${team}-${channel}-${thread}:${message}:${name}${again}`
  )
const ask = fc.oneof(
  fc.uuid(),
  turn.map((made) => `${made}/torn-2`),
  fc.string({ minLength: 1, unit: "grapheme" })
)
const action = fc.constantFrom(...PressAction.literals)
const number = fc.nat({ max: 99 })
const target = fc.oneof(turn, ask, fc.constantFrom("1", "o1.press.stop:x", ":", "a.b:c.1", "é"))
const pressable: fc.Arbitrary<Pressable> = fc.oneof(
  fc.record({ _tag: fc.constant("Press" as const), action, target }),
  fc.record({ _tag: fc.constant("Choose" as const), target, question: number }),
  fc.record({ _tag: fc.constant("Choose" as const), target, question: number, option: number }),
  fc.record({ _tag: fc.constant("Tick" as const), target, question: number }),
  fc.record({ _tag: fc.constant("Other" as const), target, question: number }),
  fc.record({ _tag: fc.constant("Rate" as const), target, helpful: fc.boolean() })
)

const longestName = "release-notes-of-the-whole-team~"
const longest = `slack:T0123456789AB-C0123456789AB-1700000000.000100:1700000000.000200:${longestName}~again-12~again-13/torn-12`

describe("what a control carries on Slack", () => {
  it("comes back as it was, is never mistaken for another, and fits", () => {
    fc.assert(
      fc.property(pressable, pressable, (one, two) => {
        const carried = encodeAction(one)
        if (carried === undefined) return
        assert.isAtMost(carried.action_id.length, 255)
        assert.deepStrictEqual(decodeAction(carried), one)
        // Slack also says null for what is not there.
        assert.deepStrictEqual(decodeAction({ ...carried, value: carried.value ?? null, selected_option: null }), one)
        const other = encodeAction(two)
        const same = carried.action_id === other?.action_id && carried.value === other.value
        assert.strictEqual(same, JSON.stringify(one) === JSON.stringify(two))
      }),
      { numRuns: 1_000 }
    )
    for (const action of PressAction.literals)
      assert.isDefined(encodeAction({ _tag: "Press", action, target: longest }))
    assert.isUndefined(encodeAction({ _tag: "Press", action: "stop", target: "x".repeat(250) }))
    assert.isUndefined(encodeAction({ _tag: "Press", action: "stop", target: "\ud83d" }))
  })

  it("of another kind, version or app means nothing", () => {
    const foreign = [
      { action_id: "" },
      { action_id: "o1.press.stop:" },
      { action_id: "o1.press.launch:a" },
      { action_id: "o2.press.stop:a" },
      { action_id: "o1.press.stop:a", value: "x" },
      { action_id: "o1.other.01:a" },
      { action_id: "o1.other:a" },
      { action_id: "o1.choose.1:a" },
      { action_id: "o1.choose.1.2:a" },
      { action_id: "o1.choose.1.2:a", value: "3" },
      { action_id: "o1.rate:a", value: "great" },
      { action_id: "o1.rate.1:a", value: "helpful" },
      { action_id: "o1.select.1:a" },
      { action_id: "o1.select.1:a", selected_option: { value: "01" } },
      { action_id: "o1.select.1:a", selected_option: { value: "x" } }
    ]
    assert.deepStrictEqual(
      foreign.filter((acted) => decodeAction(acted) !== undefined),
      []
    )
  })
})

const pressed = (name: PressAction, tone: "plain" | "good" | "danger"): Control => ({
  _tag: "Button",
  action: name,
  target: "ask-1",
  label: name,
  tone
})
const choice = (index: number, labels: ReadonlyArray<string>, multiple = false): Control => ({
  _tag: "Choice",
  target: "ask-1",
  index,
  question: `question *${index}*?`,
  options: labels.map((label) => ({ label, description: label === "" ? "" : `means ${label}` })),
  multiple
})

const label = (value: unknown): string => (isRecord(value) ? textOf(value.text) : "")
const optionsOf = (element: Json) =>
  listOf(element.options)
    .map((option) => label(option.text))
    .join(", ")
const elementLooks = (element: Json): string =>
  element.type === "button"
    ? `${label(element.text)}/${textOf(element.style)}`
    : element.type === "feedback_buttons"
      ? "rating"
      : `[${textOf(element.type)}: ${optionsOf(element)}]`
const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value))
const wire = (value: unknown): ReadonlyArray<Json> => listOf(json(value))
/** What a person sees of each block. */
const looks = (controls: ReadonlyArray<Control>) =>
  wire(controlBlocks(controls)).map((block) =>
    block.type === "section"
      ? [label(block.text), ...(isRecord(block.accessory) ? [elementLooks(block.accessory)] : [])]
      : listOf(block.elements).map(elementLooks)
  )

describe("controls on Slack", () => {
  it("are buttons where that is shorter, lists where it is not, and ticks where several may be chosen", () => {
    const many = ["a", "b", "c", "d", "e"]
    const eleven = [...many, "f", "g", "h", "i", "j", "k"]
    assert.deepStrictEqual(
      looks([pressed("allow-once", "good"), pressed("allow-session", "plain"), pressed("deny", "danger")]),
      [["allow-once/primary", "allow-session/", "deny/danger"]]
    )
    assert.deepStrictEqual(looks([pressed("stop", "danger"), pressed("stop", "danger")]), [["⏹ stop/"]])
    assert.deepStrictEqual(looks([choice(0, ["red", "", "blue"])]), [["red/", "option 2/", "blue/", "Other…/"]])
    assert.deepStrictEqual(looks([choice(0, many)]), [["[static_select: a, b, c, d, e]", "Other…/"]])
    assert.deepStrictEqual(looks([choice(0, ["a", "b"], true)]), [["[checkboxes: a, b]", "Answer/primary", "Other…/"]])
    assert.deepStrictEqual(looks([choice(0, eleven, true)]), [
      ["*question ∗0∗?*", `[multi_static_select: ${eleven.join(", ")}]`],
      ["Answer/primary", "Other…/"]
    ])
    assert.deepStrictEqual(looks([choice(0, []), choice(1, ["c"])]), [
      ["*question ∗0∗?*"],
      ["Other…/"],
      ["*question ∗1∗?*"],
      ["c/", "Other…/"]
    ])
    assert.deepStrictEqual(looks([{ _tag: "Rating", target: "t" }, pressed("retry", "plain")]), [
      ["retry/"],
      ["rating"]
    ])
  })

  it("say which options are ticked", () => {
    const [block] = wire(controlBlocks([choice(3, ["a", "b", "c"], true)]))
    const [boxes] = listOf(block?.elements)
    const ticked = (...values: ReadonlyArray<string>) => ({
      values: {
        b1: { [textOf(boxes?.action_id)]: { type: "checkboxes", selected_options: values.map((value) => ({ value })) } }
      }
    })
    assert.deepStrictEqual(tickedIn(ticked("2", "0", "x"), "ask-1", 3), [0, 2])
    assert.deepStrictEqual(tickedIn(ticked("2"), "ask-1", 4), [])
    for (const foreign of [undefined, {}, { values: { b: { c: 1 } } }])
      assert.deepStrictEqual(tickedIn(foreign, "ask-1", 3), [])
  })

  it("and texts are always what Slack takes, and call nobody", () => {
    const words = fc.oneof(
      markdowns,
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.constantFrom("", " ", "\u200b", "👩‍💻".repeat(200), "a\nb", "*dim `x`*", "x".repeat(400))
    )
    const controls: fc.Arbitrary<ReadonlyArray<Control>> = fc.array(
      fc.oneof(
        fc.record({
          _tag: fc.constant("Button" as const),
          action,
          target: fc.oneof(turn, words),
          label: words,
          tone: fc.constantFrom("plain" as const, "good" as const, "danger" as const)
        }),
        fc.record({
          _tag: fc.constant("Choice" as const),
          target: fc.oneof(ask, turn),
          index: fc.nat({ max: 5 }),
          question: words,
          options: fc.array(fc.record({ label: words, description: words }), { maxLength: 120 }),
          multiple: fc.boolean()
        }),
        fc.record({ _tag: fc.constant("Rating" as const), target: turn })
      ),
      { maxLength: 60 }
    )
    fc.assert(
      fc.property(controls, words, (some, markdown) => {
        const payload = renderBody({ markdown, controls: some })
        checkBlocks(json(payload.blocks))
        assert.match(payload.text, /[^\s\p{C}\p{M}]/u)
        assert.isAtMost(payload.text.length, 4_000)
        const texts: Array<string> = [payload.text]
        const shown = JSON.stringify(payload.blocks, (key, value) => {
          if (key === "text" && typeof value === "string") texts.push(value)
          return value
        })
        assert.isFalse(shown.includes("\\ud"))
        for (const text of texts) assert.notMatch(text, /<[!@#]|<https?:/)
      }),
      { numRuns: 150 }
    )
  })
})

describe("a body on Slack", () => {
  it("has its quiet lines as small print, and never nothing to see", () => {
    const render = (markdown: string) => {
      const { blocks, text } = renderBody({ markdown, controls: [] })
      const shown = wire(blocks).map((block) =>
        block.type === "markdown"
          ? textOf(block.text)
          : `small: ${listOf(block.elements)
              .map((one) => textOf(one.text))
              .join()}`
      )
      return [text, ...shown]
    }
    assert.deepStrictEqual(render("*working · scout · 12s*\n▸ run `npm test`\n\nHello **you** at <b>"), [
      "working · scout · 12s\n▸ run npm test\nHello you at &lt;b&gt;",
      "small: working · scout · 12s",
      "▸ run `npm test`\n\nHello **you** at &lt;b>"
    ])
    assert.deepStrictEqual(render("# Done\n[docs](https://a.b)\n\n*a \\*b\\* `ls *.ts` \\<@U1\\> & c*\n*x_y*"), [
      "Done\ndocs\na \u200b*b* ls \u200b*.ts &lt;@U1&gt; &amp; c\nx_y",
      "# Done\n[docs](https://a.b)",
      "small: a \u200b*b* `ls *.ts` &lt;@U1&gt; &amp; c\nx_y"
    ])
    assert.deepStrictEqual(render("*all* of *it*\n*and **more***"), [
      "all of it\nand more",
      "*all* of *it*\n*and **more***"
    ])
    assert.deepStrictEqual(
      render("*answered \\`\\<!here\\>\\` and `code`*")[1],
      "small: answered \u200b`&lt;!here&gt;` and `code`"
    )
    assert.deepStrictEqual(render("*✓ done · 3s*"), ["✓ done · 3s", "small: ✓ done · 3s"])
    assert.deepStrictEqual(render(" \n\u200b"), ["(nothing to show)", "small: (nothing to show)"])
    assert.deepStrictEqual(render("```sh\nls <!here>\n```"), ["ls &lt;!here&gt;", "```sh\nls &lt;!here>\n```"])
  })
})
