/** The unmodified Bolt talks to the loopback server as it talks to Slack. */
import { assert, describe, it } from "@effect/vitest"
import type { App } from "@slack/bolt"
import { Effect } from "effect"
import { toldOf } from "../Waiting.ts"
import { makeFakeSlack } from "./FakeSlack.ts"
import { startBolt } from "./RealBolt.ts"

const plain = (text: string) => ({ type: "plain_text" as const, text })
const option = (text: string) => ({ text: plain(text), value: text })

const controls = [
  {
    type: "actions" as const,
    block_id: "controls",
    elements: [
      { type: "button" as const, text: plain("Other…"), action_id: "other", value: "7" },
      {
        type: "static_select" as const,
        placeholder: plain("pick one"),
        action_id: "pick",
        options: [option("tests"), option("lint")]
      }
    ]
  }
]

const form = (title: string) => ({
  type: "modal" as const,
  callback_id: "form",
  private_metadata: "kept",
  notify_on_close: true,
  title: plain(title),
  submit: plain("Send"),
  blocks: [
    {
      type: "input" as const,
      block_id: "words",
      label: plain("Your answer"),
      element: { type: "plain_text_input" as const, action_id: "text" }
    }
  ]
})

/** An application that answers each kind of interaction, and lets some of them pass unanswered. */
const prepare = (heard: Array<string>) => (app: App) => {
  app.event("app_mention", async ({ event, say }) => {
    heard.push("app_mention")
    await say({ text: `on it, <@${event.user}>`, thread_ts: event.ts, blocks: controls })
  })
  app.message(async ({ message }) => void heard.push(`message ${message.channel_type}`))
  app.command("/orc", async ({ ack, command, respond }) => {
    if (command.text === "silence") return
    await ack({ text: `looking for ${command.text}` })
    await respond({ text: "found it", response_type: "in_channel" })
    await respond({ text: "and this is for you alone" })
  })
  app.action("other", async ({ ack, body, client }) => {
    await ack()
    if (body.type === "block_actions") await client.views.open({ trigger_id: body.trigger_id, view: form("Answer") })
  })
  app.action("pick", async ({ ack, action, respond }) => {
    await ack()
    const value = action.type === "static_select" ? action.selected_option?.value : ""
    await respond({ text: `chose ${value}`, replace_original: true })
  })
  app.view("form", async ({ ack, view }) => {
    const text = view.state.values.words?.text?.value
    if (text === "tabs") return ack({ response_action: "errors", errors: { words: "not tabs" } })
    if (text === "more") return ack({ response_action: "update", view: form("More") })
    heard.push(`said ${text} ${view.private_metadata}`)
    return ack()
  })
  app.view({ callback_id: "form", type: "view_closed" }, async ({ ack }) => {
    heard.push("closed")
    await ack()
  })
  app.shortcut("ask_agent", async ({ ack, respond, shortcut }) => {
    await ack()
    if (shortcut.type === "message_action") await respond(`about: ${shortcut.message.text}`)
  })
  app.event("app_home_opened", async ({ client, event }) => {
    if (event.tab !== "home") return
    const section = { type: "section" as const, text: { type: "mrkdwn" as const, text: "*agents*: scout" } }
    await client.views.publish({ user_id: event.user, view: { type: "home", blocks: [section, ...controls] } })
  })
}

const makeRig = Effect.gen(function* () {
  const slack = yield* makeFakeSlack()
  const heard = toldOf<string>(slack.world)
  yield* startBolt(slack, prepare(heard))
  return { slack, heard, general: slack.channel("general"), ann: slack.person("ann") }
})

describe("the loopback Slack", () => {
  it.live("a mention comes as two events, and is answered in its thread", () =>
    Effect.gen(function* () {
      const { ann, general, heard, slack } = yield* makeRig
      ann.says(general, `${slack.mention} fix <it> & more`, { files: [{ name: "trace.log", content: "boom" }] })
      yield* slack.until("the echo of an answer", () => slack.events.settled() && slack.events.sent.length === 3)
      assert.strictEqual(
        slack.transcript(general),
        [
          "ann: @Orchestrator fix <it> & more",
          "  + trace.log (4 B)",
          "  | Orchestrator [APP]:",
          "  |   [Other…] <pick one: tests | lint>"
        ].join("\n")
      )
      assert.deepStrictEqual(heard.sort(), ["app_mention", "message channel"])
      assert.deepStrictEqual(
        slack.events.sent.map(({ kind }) => kind),
        ["message.channels", "app_mention", "message.channels"]
      )
      assert.strictEqual(slack.counts().rateLimited, 0)
    })
  )

  it.live("a command is acknowledged and answered, and times out when it is not", () =>
    Effect.gen(function* () {
      const { ann, general, slack } = yield* makeRig
      slack.settings.ackMillis = 100
      const list = ann.command(general, "/orc", "agents")
      yield* slack.until("all answers", () => list.answers().length === 3)
      assert.strictEqual(yield* ann.command(general, "/orc", "silence").failed, "operation_timeout")
      assert.strictEqual(
        slack.transcript(general),
        [
          "Orchestrator [APP] (only ann sees this): looking for agents",
          "Orchestrator [APP]: found it",
          "Orchestrator [APP] (only ann sees this): and this is for you alone",
          "Slackbot (only ann sees this): /orc silence failed: operation_timeout"
        ].join("\n")
      )
      assert.throws(() => ann.command(general, "/nothing"), /not a valid command; there are \/orc/)
    })
  )

  it.live("lists answer by their response_url, buttons open forms, forms are checked", () =>
    Effect.gen(function* () {
      const { ann, general, heard, slack } = yield* makeRig
      ann.says(general, `${slack.mention} ask me`)
      yield* slack.until("controls", () => slack.transcript(general).includes("[Other…]"))
      const view = yield* ann.presses(general, "Other…").view
      assert.strictEqual(ann.modal(), ["== Answer", "Your answer: <>", "[Cancel] [Send]"].join("\n"))
      assert.throws(() => ann.submits(view), /has to be filled: Your answer/)
      yield* ann.submits(view, { "Your answer": "tabs" }).acknowledged
      yield* slack.until("the complaint", () => ann.modal().includes("! not tabs"))
      yield* ann.submits(view, { "Your answer": "more" }).acknowledged
      yield* slack.until("the other form", () => ann.modal().startsWith("== More"))
      yield* ann.submits(view, { "Your answer": "spaces" }).acknowledged
      yield* slack.until("it to close", () => ann.modal() === "")
      const again = yield* ann.presses(general, "Other…").view
      ann.closes(again)
      yield* slack.until("both", () => heard.includes("said spaces kept") && heard.includes("closed"))
      assert.throws(() => ann.closes(again), /not open any more/)
      ann.chooses(general, "pick one", "lint")
      yield* slack.until("the choice", () => slack.transcript(general).includes("chose lint"))
      assert.notInclude(slack.transcript(general), "[Other…]")
      assert.throws(() => ann.presses(general, "Other…"), /nothing "Other…" is shown/)
    })
  )

  it.live("shortcuts, the home tab, and a first direct message without a thread", () =>
    Effect.gen(function* () {
      const { ann, general, slack } = yield* makeRig
      const { shown } = yield* ann.shortcut("Ask agent", ann.says(general, "look at this")).answer
      assert.strictEqual(shown, "Orchestrator [APP] (only ann sees this): about: look at this")
      ann.opensHome()
      yield* slack.until("the home tab", () => slack.world.homes.has(ann.id))
      assert.strictEqual(ann.home(), ["agents: scout", "[Other…] <pick one: tests | lint>"].join("\n"))
      const view = yield* ann.presses(ann.homeView(), "Other…").view
      ann.closes(view)
      ann.dm("hello")
      const said = slack.events.sent.findLast(({ kind }) => kind === "message.im")?.event
      assert.notProperty(said ?? {}, "thread_ts")
      assert.deepInclude(said, { channel_type: "im", text: "hello", user: ann.id })
    })
  )
})
