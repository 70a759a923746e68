/** The messages and forms that Slack takes are taken; of the others it is said what is wrong where. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import type { Json } from "../Json.ts"
import { makeFakeSlack } from "./FakeSlack.ts"
import { ask } from "./RealBolt.ts"

const plain = (text: string) => ({ type: "plain_text", text })
const button = (more: Json = {}) => ({ type: "button", text: plain("x"), action_id: "a", ...more })
const actions = (...elements: ReadonlyArray<Json>) => ({ type: "actions", elements })
const section = (text: string) => ({ type: "section", text: { type: "mrkdwn", text } })
const many = <A>(count: number, make: (index: number) => A) => Array.from({ length: count }, (_, index) => make(index))
const options = (count: number, label = "x") => many(count, (index) => ({ text: plain(label), value: `${index}` }))
const select = (more: Json = {}) => ({ type: "static_select", action_id: "s", options: options(2), ...more })
const feedback = {
  type: "feedback_buttons",
  positive_button: { text: plain("good"), value: "+" },
  negative_button: { text: plain("bad"), value: "-" }
}
const markdown = (length: number) => ({ type: "markdown", text: "x".repeat(length) })

/** Blocks, and the error with the path of the complaint; "" for what is taken. */
const bodies: ReadonlyArray<readonly [string, unknown, string]> = [
  ["50 blocks", many(50, () => section("x")), ""],
  ["51 blocks", many(51, () => section("x")), "invalid_blocks /blocks"],
  ["no list", { type: "divider" }, "invalid_blocks_format"],
  ["a type that nobody knows", [{ type: "poem" }], "invalid_blocks /blocks/0/type"],
  ["a section of 3000 characters of four bytes each", [section("😀".repeat(3_000))], ""],
  ["a section of 3001", [section("x".repeat(3_001))], "invalid_blocks /blocks/0/text/text"],
  ["an empty section", [section("")], "invalid_blocks /blocks/0/text/text"],
  ["eleven fields", [{ type: "section", fields: many(11, () => plain("x")) }], "invalid_blocks /blocks/0/fields"],
  ["a label of 75", [actions(button({ text: plain("x".repeat(75)) }))], ""],
  [
    "a label of 76",
    [actions(button({ text: plain("x".repeat(76)) }))],
    "invalid_blocks /blocks/0/elements/0/text/text"
  ],
  ["a value of 2001", [actions(button({ value: "x".repeat(2_001) }))], "invalid_blocks /blocks/0/elements/0/value"],
  [
    "an action id of 256",
    [actions(button({ action_id: "x".repeat(256) }))],
    "invalid_blocks /blocks/0/elements/0/action_id"
  ],
  ["an action id twice", [actions(button(), button())], "invalid_blocks /blocks/0/elements"],
  ["a block id twice", many(2, () => ({ type: "divider", block_id: "b" })), "invalid_blocks /blocks"],
  [
    "26 elements",
    [actions(...many(26, (index) => button({ action_id: `${index}` })))],
    "invalid_blocks /blocks/0/elements"
  ],
  ["100 options", [actions(select({ options: options(100) }))], ""],
  ["101 options", [actions(select({ options: options(101) }))], "invalid_blocks /blocks/0/elements/0/options"],
  [
    "an option of 76",
    [actions(select({ options: options(1, "x".repeat(76)) }))],
    "invalid_blocks /blocks/0/elements/0/options/0/text/text"
  ],
  [
    "an option that is not offered",
    [actions(select({ initial_option: { text: plain("z"), value: "z" } }))],
    "invalid_blocks /blocks/0/elements/0/initial_option"
  ],
  [
    "a text field among buttons",
    [actions({ type: "plain_text_input", action_id: "t" })],
    "invalid_blocks /blocks/0/elements/0/type"
  ],
  [
    "eleven context elements",
    [{ type: "context", elements: many(11, () => plain("x")) }],
    "invalid_blocks /blocks/0/elements"
  ],
  ["feedback", [{ type: "context_actions", elements: [feedback] }], ""],
  [
    "six context actions",
    [{ type: "context_actions", elements: many(6, (index) => ({ ...feedback, action_id: `${index}` })) }],
    "invalid_blocks /blocks/0/elements"
  ],
  ["12000 of markdown", [markdown(12_000)], ""],
  ["12001 of markdown", [markdown(12_001)], "msg_blocks_too_long"],
  ["13201 of markdown in all", [markdown(12_000), markdown(1_201)], "msg_blocks_too_long"],
  [
    "a plan",
    [{ type: "plan", title: "p", tasks: [{ type: "task_card", task_id: "1", title: "t", status: "complete" }] }],
    ""
  ],
  [
    "a task asleep",
    [{ type: "task_card", task_id: "1", title: "t", status: "asleep" }],
    "invalid_blocks /blocks/0/status"
  ],
  ["a table", [{ type: "table", rows: [[{ type: "raw_text", text: "a" }]] }], ""]
]

const input = { type: "input", label: plain("Words"), element: { type: "plain_text_input", action_id: "t" } }

const modals: ReadonlyArray<readonly [string, Json, string]> = [
  ["a title of 24", { title: plain("x".repeat(24)) }, ""],
  ["a title of 25", { title: plain("x".repeat(25)) }, "/view/title/text"],
  ["100 blocks", { blocks: many(100, () => section("x")) }, ""],
  ["101 blocks", { blocks: many(101, () => section("x")) }, "/blocks"],
  ["a label of 2001", { blocks: [{ ...input, label: plain("x".repeat(2_001)) }] }, "/blocks/0/label/text"],
  ["inputs that cannot be sent", { submit: undefined, blocks: [input] }, "/view/submit"],
  ["markdown", { blocks: [markdown(1)] }, "/blocks/0/type"],
  ["3001 characters to keep", { private_metadata: "x".repeat(3_001) }, "/view/private_metadata"]
]

describe("what the loopback Slack takes", () => {
  it.live("as blocks of a message", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const channel = slack.channel("general").id
      for (const [name, blocks, expected] of bodies) {
        const { error = "", errors } = yield* ask(slack, "chat.postMessage", { channel, text: "x", blocks })
        const path = Array.isArray(errors) ? /json-pointer:([^\]]*)/.exec(String(errors[0]))?.[1] : undefined
        assert.strictEqual([error, path].filter((part) => part !== undefined).join(" "), expected, name)
      }
    })
  )

  it.live("as a modal, by a trigger that is good once and for 3 seconds", () =>
    Effect.gen(function* () {
      const slack = yield* makeFakeSlack()
      const general = slack.channel("general")
      const ann = slack.person("ann")
      const trigger = () => {
        ann.command(general, "/orc")
        return [...slack.world.triggers.keys()].at(-1)
      }
      const open = (more: Json, trigger_id: string | undefined) =>
        ask(slack, "views.open", {
          trigger_id,
          view: { type: "modal", title: plain("x"), submit: plain("Send"), blocks: [input], ...more }
        })
      for (const [name, more, expected] of modals) {
        const { error = "", response_metadata } = yield* open(more, trigger())
        const path = /json-pointer:([^\]]*)/.exec(JSON.stringify(response_metadata) ?? "")?.[1]
        assert.deepStrictEqual([error, path ?? ""], [expected === "" ? "" : "invalid_arguments", expected], name)
      }
      const once = trigger()
      assert.isTrue((yield* open({}, once)).ok)
      assert.strictEqual((yield* open({}, once)).error, "exchanged_trigger_id")
      slack.settings.triggerMillis = -1
      assert.strictEqual((yield* open({}, trigger())).error, "expired_trigger_id")
      assert.strictEqual((yield* open({}, "1.2.3")).error, "invalid_trigger_id")
    })
  )
})
