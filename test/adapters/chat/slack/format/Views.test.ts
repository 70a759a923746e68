/** Forms and a person's own page: within Slack's limits, and what is sent from a form is read back or refused. */
import { assert, describe, it } from "@effect/vitest"
import * as fc from "fast-check"
import { decodeForm, encodeForm, type Form } from "../../../../../src/adapters/chat/slack/format/FormIds.ts"
import { homeView } from "../../../../../src/adapters/chat/slack/format/HomeView.ts"
import {
  aboutView,
  feedbackView,
  formErrors,
  formView,
  otherView,
  submitted
} from "../../../../../src/adapters/chat/slack/format/Modals.ts"
import { sessionTitle } from "../../../../../src/adapters/chat/slack/format/SessionTitle.ts"
import { signOf, stopSignOf } from "../../../../../src/adapters/chat/slack/format/Signs.ts"
import { conversationAt } from "../../../../../src/adapters/chat/slack/Place.ts"
import { stopSigns } from "../../../../../src/core/model/InboundEvent.ts"
import type { CommandShape } from "../../../../../src/core/model/Vocabulary.ts"
import type { Overview } from "../../../../../src/core/ports/Intake.ts"
import { isRecord, type Json, listOf, textOf } from "../../../../support/Json.ts"
import { checkView } from "../../../../support/slack/BlockChecks.ts"
import { markdowns } from "./Fragments.ts"

const json = (value: unknown): Json => {
  const copy: unknown = JSON.parse(JSON.stringify(value))
  return isRecord(copy) ? copy : {}
}
const words = fc.oneof(
  markdowns,
  fc.string({ unit: "grapheme", maxLength: 200 }),
  fc.constantFrom("", " ", "\u200b", "👩‍💻".repeat(100), "a\nb")
)
const place = { team: "T1", channel: "C1", thread: "1700000000.000100" }
const about = { ...place, message: "1700000000.000200" }

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

const text = (value: string) => ({ type: "plain_text", text: value, emoji: true })

describe("forms on Slack", () => {
  it("ask for the options of a command, filled with what is known", () => {
    const view = formView(create, { name: "scout", backend: "codex", persona: "x".repeat(3_001) }, place)
    assert.deepStrictEqual(
      listOf(json(view).blocks).map(({ block_id, element, optional }) => [block_id, optional, element]),
      [
        [
          "name",
          false,
          { type: "plain_text_input", action_id: "name", multiline: false, max_length: 3_000, initial_value: "scout" }
        ],
        [
          "backend",
          true,
          {
            type: "static_select",
            action_id: "backend",
            options: [
              { text: text("claude"), value: "claude" },
              { text: text("codex"), value: "codex" }
            ],
            initial_option: { text: text("codex"), value: "codex" }
          }
        ],
        [
          "persona",
          false,
          {
            type: "plain_text_input",
            action_id: "persona",
            multiline: true,
            max_length: 3_000,
            placeholder: text("too long to be edited here")
          }
        ]
      ]
    )
    assert.isUndefined(formView({ ...create, options: Array(6).fill(create.options[0]) }, {}, place))
    assert.isUndefined(formView({ ...create, options: [] }, {}, place))
    assert.isUndefined(aboutView(place))
    assert.deepStrictEqual(formErrors({ name: "is taken" }), {
      response_action: "errors",
      errors: { name: "is taken" }
    })
  })

  it("are always what Slack takes", () => {
    const option = fc.record(
      {
        name: fc.stringMatching(/^[a-z]{1,20}$/),
        help: words,
        required: fc.boolean(),
        choices: fc.array(words, { maxLength: 120 }),
        long: fc.boolean()
      },
      { requiredKeys: ["name", "help", "required"] }
    )
    const options = fc.uniqueArray(option, { minLength: 1, maxLength: 5, selector: ({ name }) => name })
    fc.assert(
      fc.property(options, words, (some, said) => {
        const given = Object.fromEntries(some.map(({ name }) => [name, said.repeat(30)]))
        const target = "slack:T1-C1-1700000000.000100:1700000000.000200:scout"
        for (const view of [
          formView({ ...create, options: some }, given, place),
          feedbackView("deny", target, about),
          feedbackView("revise", target, about),
          otherView(target, 2, about, said),
          aboutView(about)
        ]) {
          assert.isDefined(view)
          checkView(json(view))
        }
      }),
      { numRuns: 150 }
    )
  })

  it("carry ids that come back as they were, and nothing else does", () => {
    const forms: ReadonlyArray<Form> = [
      { _tag: "Command", command: "agent create", place },
      { _tag: "Feedback", action: "revise", target: "t", place: about },
      { _tag: "Other", target: "t", question: 3, place },
      { _tag: "About", place: about }
    ]
    const made = forms.map((form) => encodeForm(form) ?? assert.fail("too long"))
    assert.deepStrictEqual(made.map(decodeForm), [...forms])
    const [command] = made
    assert.isDefined(command)
    const foreign = [
      { callback_id: "o1.other", private_metadata: command.private_metadata },
      { callback_id: "o2.command", private_metadata: command.private_metadata },
      { callback_id: "o1.command", private_metadata: "" },
      { callback_id: "o1.command", private_metadata: `${command.private_metadata} ` },
      { callback_id: "o1.command", private_metadata: command.private_metadata.replace('"T1"', '"T1-C2"') },
      { callback_id: "o1.command", private_metadata: command.private_metadata.replace("{", '{"more":1,') }
    ]
    assert.deepStrictEqual(
      foreign.map(decodeForm),
      foreign.map(() => undefined)
    )
  })

  it("are read by the names of their fields", () => {
    const values = {
      name: { name: { type: "plain_text_input", value: "scout" } },
      backend: { backend: { type: "static_select", selected_option: { text: text("codex"), value: "codex" } } },
      persona: { persona: { type: "plain_text_input", value: null } },
      other: { other: { type: "static_select", selected_option: null }, odd: 1 }
    }
    assert.deepStrictEqual(submitted({ values }), { name: "scout", backend: "codex" })
    assert.deepStrictEqual(submitted(undefined), {})
  })
})

const conversation = conversationAt({ team: "T1", channel: "C1", thread: "1700000000.000100", direct: false })
const turn = (agent: string, waitsFor: ReadonlyArray<string>): Overview["running"][number] => ({
  agent,
  conversation,
  text: `what <!channel> ${agent} does`,
  by: "ann",
  since: 0,
  waitsFor
})

describe("a page of one's own on Slack", () => {
  const lines = (overview: Overview | undefined) =>
    listOf(json(homeView(overview, 90_000)).blocks).map(({ elements, text, type }) =>
      [
        type,
        isRecord(text)
          ? textOf(text.text)
          : listOf(elements)
              .map((one) => textOf(one.text))
              .join()
      ].join(": ")
    )

  it("shows what waits, then what runs, then whom one may talk to", () => {
    const overview: Overview = {
      agents: [{ name: "scout", description: "looks *around* & <@U1>", model: "opus" }],
      running: [turn("builder", []), turn("scout", ["scout asks: run a command"])],
      costTodayUsd: 1.5
    }
    const where = "asked by ann · 1m 30s · <https://slack.com/app_redirect?team=T1&amp;channel=C1|open>"
    assert.deepStrictEqual(
      lines(overview).map((line) => line.replaceAll("\u200b", "¦")),
      [
        "header: Waiting for you",
        "section: *scout* what &lt;!channel&gt; scout does\n• scout asks: run a command",
        `context: ${where}`,
        "header: Running",
        "section: *builder* what &lt;!channel&gt; builder does",
        `context: ${where}`,
        "header: Agents",
        "section: *scout* · opus\nlooks ¦*around* &amp; &lt;@U1&gt;",
        "context: $1.50 today, everyone together",
        "context: write a direct message, or mention the app in a channel · begin with @ and a name to choose an agent · /orc help shows every command"
      ]
    )
    assert.deepStrictEqual(lines(undefined), ["section: you may not talk to agents here; ask the owner to allow it"])
  })

  it("is always what Slack takes", () => {
    const running = fc.array(
      fc.record({
        agent: words,
        conversation: fc.constant(conversation),
        text: words,
        by: words,
        since: fc.nat(),
        waitsFor: fc.array(words, { maxLength: 5 })
      }),
      { maxLength: 60 }
    )
    const agents = fc.array(fc.record({ name: words, description: words, model: words }), { maxLength: 60 })
    fc.assert(
      fc.property(running, agents, (running, agents) => {
        const view = json(homeView({ agents, running }, 1_000))
        checkView(view)
        for (const { text } of listOf(view.blocks)) if (isRecord(text)) assert.notMatch(textOf(text.text), /<[!@#]/)
      }),
      { numRuns: 60 }
    )
  })
})

describe("signs and titles on Slack", () => {
  it("are reactions by name", () => {
    assert.deepStrictEqual(
      (["accepted", "queued", "working", "done", "failed", "stopped", "withdrawn"] as const).map(signOf),
      ["eyes", undefined, undefined, "white_check_mark", "x", "black_square_for_stop", "wastebasket"]
    )
    const stops = ["octagonal_sign", "black_square_for_stop::skin-tone-2", "x", "heavy_multiplication_x"].map(
      stopSignOf
    )
    assert.deepStrictEqual(stops, [...stopSigns])
    assert.isUndefined(stopSignOf("eyes"))
  })

  it("say what a session is about, and call nobody", () => {
    assert.strictEqual(sessionTitle("<@U1> fix the **login** page\nplease", []), "fix the login page")
    assert.strictEqual(sessionTitle("<!channel> look", []).replaceAll("\u200b", "¦"), "<¦!channel> look")
    assert.strictEqual(sessionTitle("", ["a.png"]), "a.png")
  })
})
