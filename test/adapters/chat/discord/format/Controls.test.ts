/** Buttons, selects, forms and what they carry: within Discord's limits, and understood when they come back. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { renderBody } from "../../../../../src/adapters/chat/discord/format/Body.ts"
import { componentsOf } from "../../../../../src/adapters/chat/discord/format/Components.ts"
import {
  decodeCustomId,
  decodeFormId,
  encodeCustomId,
  encodeFormId,
  type FormId,
  type Pressable
} from "../../../../../src/adapters/chat/discord/format/CustomId.ts"
import {
  aboutModal,
  commandModal,
  feedbackModal,
  otherModal,
  submitted
} from "../../../../../src/adapters/chat/discord/format/Modals.ts"
import { PressAction } from "../../../../../src/core/model/InboundEvent.ts"
import type { CommandShape } from "../../../../../src/core/model/Vocabulary.ts"
import type { Control } from "../../../../../src/core/ports/ChatPlatform.ts"
import { isRecord, type Json } from "../../../../support/discord/ApiError.ts"
import { checkComponents, checkModal } from "../../../../support/discord/ComponentChecks.ts"
import { makeForm } from "../../../../support/discord/Form.ts"

const snowflake = fc.bigInt({ min: 10n ** 16n, max: 2n ** 63n - 1n }).map(String)
const agent = fc.stringMatching(/^[a-z][a-z0-9-]{0,31}$/)
const conversation = fc.oneof(
  snowflake,
  fc.tuple(snowflake, snowflake).map(([channel, thread]) => `${channel}-${thread}`)
)
const turn = fc
  .tuple(conversation, snowflake, agent, fc.constantFrom("", "~again-12", "~again-4~again-31", "~2"))
  .map(([place, message, name, again]) => `discord:${place}:${message}:${name}${again}`)
const spontaneous = fc
  .tuple(agent, conversation, fc.integer({ min: 1_600_000_000_000, max: 4_000_000_000_000 }))
  .map(([name, place, at]) => `default/${name}/discord:${place}/spontaneous/${at}`)
const ask = fc.oneof(
  fc.uuid(),
  fc.string({ maxLength: 40, unit: "grapheme" }),
  turn.map((id) => `${id}/torn-2`.slice(-60)),
  fc.tuple(agent, fc.nat()).map(([name, request]) => `codex-${name.slice(-12)}-${request}`)
)
const action = fc.constantFrom(...PressAction.literals)
const number = fc.nat({ max: 40 })
const pressables = (target: fc.Arbitrary<string>): fc.Arbitrary<Pressable> =>
  fc.oneof(
    fc.record({ _tag: fc.constant("Press" as const), action, target }),
    fc.record({ _tag: fc.constant("Choose" as const), target, question: number }),
    fc.record({ _tag: fc.constant("Choose" as const), target, question: number, option: number }),
    fc.record({ _tag: fc.constant("Other" as const), target, question: number })
  )

const longest =
  "discord:999999999999999999-999999999999999998:999999999999999997:release-notes-of-the-whole-team~again-12"

describe("what a button carries", () => {
  it("comes back as it was, and every id that the core makes fits", () => {
    fc.assert(
      fc.property(pressables(fc.oneof(turn, spontaneous, ask)), (pressable) => {
        const id = encodeCustomId(pressable)
        assert.isAtMost(id?.length ?? Number.POSITIVE_INFINITY, 100)
        assert.deepStrictEqual(decodeCustomId(id ?? ""), pressable)
      }),
      { numRuns: 1_000 }
    )
    assert.strictEqual(encodeCustomId({ _tag: "Press", action: "stop", target: longest })?.length, 78)
  })

  it("is never mistaken for another, whatever the id", () => {
    const part = fc.constantFrom(
      "discord:",
      "~again-",
      "default/",
      "!",
      "$",
      "%",
      "&",
      "=",
      "^",
      "\\",
      "0",
      "7",
      "10000000000000000",
      "a",
      ":",
      "é"
    )
    const target = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""))
    fc.assert(
      fc.property(pressables(target), (pressable) => {
        const id = encodeCustomId(pressable)
        if (id !== undefined) assert.deepStrictEqual(decodeCustomId(id), pressable)
      }),
      { numRuns: 1_000 }
    )
    assert.isUndefined(encodeCustomId({ _tag: "Press", action: "stop", target: "x".repeat(97) }))
    assert.isUndefined(encodeCustomId({ _tag: "Press", action: "stop", target: "\ud83d" }))
  })

  it("of another kind, version or bot means nothing", () => {
    const foreign = [
      "",
      "o1",
      "o1z:a",
      "o2s:a",
      "o1q1:a",
      "o1q01.2:a",
      "o1o-1:a",
      "o1s:!short",
      "o1s:discord:1",
      "stop",
      "o1s:!!!!!!!!!!!!"
    ]
    assert.deepStrictEqual(
      foreign.filter((id) => decodeCustomId(id) !== undefined),
      []
    )
    fc.assert(
      fc.property(fc.string({ maxLength: 120 }), (id) => {
        const read = decodeCustomId(id)
        if (read !== undefined) assert.strictEqual(encodeCustomId(read), id)
        const form = decodeFormId(id)
        if (form !== undefined) assert.strictEqual(encodeFormId(form), id)
      })
    )
  })

  it("is told of forms as well", () => {
    const forms: Array<FormId | undefined> = [
      { _tag: "Command", command: "agent create" },
      { _tag: "Feedback", action: "deny", target: longest },
      { _tag: "Feedback", action: "revise", target: "a:b:c" },
      { _tag: "Other", target: longest, question: 3 },
      { _tag: "About", channel: "123456789012345678", message: "223456789012345678" }
    ]
    assert.deepStrictEqual(
      forms.map((form) => decodeFormId((form && encodeFormId(form)) ?? "")),
      forms
    )
    assert.deepStrictEqual(["w:s:a", "o:x:a", "m:1", "m:a:b", "x:a"].map(decodeFormId), Array(5).fill(undefined))
  })
})

const pressed = (
  name: Extract<Control, { readonly _tag: "Button" }>["action"],
  tone: "plain" | "good" | "danger"
): Control => ({
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
  question: `question ${index}?`,
  options: labels.map((label) => ({ label, description: label === "" ? "" : `means ${label}` })),
  multiple
})

/** What a person sees of a row. */
const looks = (controls: ReadonlyArray<Control>) =>
  componentsOf(controls).map((row) =>
    row.components.map((part) =>
      part.type === 3
        ? `[${part.placeholder}: ${part.options.map(({ label }) => label).join(", ")}; ${part.max_values}]`
        : part.type === 2 && "label" in part
          ? `${part.emoji?.name ?? ""}${part.label}/${part.style}`
          : ""
    )
  )

const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.constantFrom("", " ", "\u200b", "yes", "👩‍💻".repeat(60), "a\nb", "\u202e")
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
      options: fc.array(fc.record({ label: words, description: words }), { maxLength: 40 }),
      multiple: fc.boolean()
    })
  ),
  { maxLength: 12 }
)

/** Fails with everything that Discord would complain of. */
const taken = (check: (form: ReturnType<typeof makeForm>) => void) => {
  const form = makeForm()
  check(form)
  form.settle()
}
const json = (value: unknown): Json => {
  const copy: unknown = JSON.parse(JSON.stringify(value))
  return isRecord(copy) ? copy : {}
}

describe("controls on Discord", () => {
  it("are buttons where that is shorter, and lists where it is not", () => {
    assert.deepStrictEqual(
      looks([pressed("allow-once", "good"), pressed("allow-session", "plain"), pressed("deny", "danger")]),
      [["allow-once/3", "allow-session/2", "deny/4"]]
    )
    assert.deepStrictEqual(looks([pressed("stop", "danger")]), [["⏹️stop/2"]])
    assert.deepStrictEqual(looks([choice(0, ["red", "", "blue", "x"])]), [
      ["red/2", "option 2/2", "blue/2", "x/2", "Other…/2"]
    ])
    assert.deepStrictEqual(looks([choice(0, ["a", "b", "c", "d", "e"])]), [
      ["[question 0?: a, b, c, d, e; 1]"],
      ["Other…/2"]
    ])
    assert.deepStrictEqual(looks([choice(0, ["a", "b"], true)]), [["[question 0?: a, b; 2]"], ["Other…/2"]])
    assert.deepStrictEqual(looks([choice(0, [])]), [["Other…/2"]])
    assert.deepStrictEqual(looks([choice(0, ["a", "b"]), choice(1, ["c"])]), [
      ["[question 0?: a, b; 1]"],
      ["[question 1?: c; 1]"],
      ["Other: question 0?/2", "Other: question 1?/2"]
    ])
  })

  it("are always what Discord takes", () => {
    fc.assert(
      fc.property(controls, words, (some, markdown) => {
        const payload = renderBody({ markdown, controls: some })
        taken((form) => checkComponents(form, json(payload).components, false))
        assert.match(payload.content, /[^\s\p{C}\p{M}]/u)
        assert.isTrue(JSON.stringify(payload).isWellFormed() && !JSON.stringify(payload).includes("\\ud"))
      }),
      { numRuns: 300 }
    )
    assert.deepStrictEqual(renderBody({ markdown: " \n\u200b", controls: [] }), {
      content: "-# (nothing to show)",
      components: [],
      allowed_mentions: { parse: [] }
    })
  })
})

const create: CommandShape = {
  name: "agent create",
  help: "makes a new agent",
  form: true,
  options: [
    { name: "name", help: "the agent's name", required: true },
    { name: "backend", help: "the coding CLI", required: false, choices: ["claude", "codex"] },
    { name: "persona", help: "who it is", required: true, long: true }
  ]
}

describe("forms on Discord", () => {
  it("ask for the options of a command, filled with what is known", () => {
    const long = "x".repeat(4_001)
    const modal = commandModal(create, { name: "scout", persona: long })
    assert.deepStrictEqual(
      modal?.components.map((label) => ("component" in label ? label.component : {})),
      [
        { type: 4, custom_id: "name", style: 1, max_length: 4_000, required: true, value: "scout" },
        { type: 4, custom_id: "backend", style: 1, max_length: 4_000, required: false, placeholder: "claude, codex" },
        {
          type: 4,
          custom_id: "persona",
          style: 2,
          max_length: 4_000,
          required: true,
          placeholder: "too long to be edited here"
        }
      ]
    )
    assert.isUndefined(commandModal({ ...create, options: Array(6).fill(create.options[0]) }, {}))
  })

  it("are always what Discord takes, and read back", () => {
    const option = fc.record(
      {
        name: agent,
        help: words,
        required: fc.boolean(),
        choices: fc.array(words, { maxLength: 30 }),
        long: fc.boolean()
      },
      { requiredKeys: ["name", "help", "required"] }
    )
    const options = fc.uniqueArray(option, { minLength: 1, maxLength: 5, selector: ({ name }) => name })
    fc.assert(
      fc.property(options, words, turn, (some, text, target) => {
        const given = Object.fromEntries(some.map(({ name }) => [name, text.repeat(30)]))
        const modals = [
          commandModal({ ...create, options: some }, given),
          feedbackModal("deny", target),
          feedbackModal("revise", target),
          otherModal(target, 2, text),
          aboutModal("123456789012345678", "223456789012345678")
        ]
        for (const modal of modals) {
          assert.isDefined(modal)
          taken((form) => checkModal(form, json(modal)))
        }
      }),
      { numRuns: 150 }
    )
    const input = (id: string, value: string) => ({ type: 4, id: 1, custom_id: id, value })
    assert.deepStrictEqual(
      submitted([
        { type: 18, id: 2, component: input("name", "scout") },
        { type: 1, components: [input("persona", "a\nb")] },
        { type: 10 },
        { type: 18, component: { type: 3, custom_id: "x", values: ["1"] } },
        "foreign"
      ]),
      { name: "scout", persona: "a\nb" }
    )
    assert.deepStrictEqual(submitted(undefined), {})
  })
})
