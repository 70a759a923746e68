/**
 * The half of the adapter that hears what people press and command, with a core that does what a test says: what is asked
 * of it is recorded, and how long it takes is the test's own choice. And what Slack sends, for tests without a network.
 */
import { Effect } from "effect"
import { makeInteractions } from "../../../../../src/adapters/chat/slack/interactions/Interactions.ts"
import { makeReplies } from "../../../../../src/adapters/chat/slack/interactions/Replies.ts"
import type { Acknowledge } from "../../../../../src/adapters/chat/slack/receive/Received.ts"
import type { Api } from "../../../../../src/adapters/chat/slack/web/Api.ts"
import { AgentName, type ConversationId, UserId } from "../../../../../src/core/model/Ids.ts"
import type { InboundEvent } from "../../../../../src/core/model/InboundEvent.ts"
import type { CommandShape } from "../../../../../src/core/model/Vocabulary.ts"
import type { ChatPlatform } from "../../../../../src/core/ports/ChatPlatform.ts"
import type { Intake } from "../../../../../src/core/ports/Intake.ts"
import { testIntake } from "../../../../support/TestIntake.ts"

const name = { name: "name", help: "its name", required: true, suggests: true }
const agent = { name: "agent", help: "which", required: false, suggests: true }

export const vocabulary: ReadonlyArray<CommandShape> = [
  {
    name: "ask",
    help: "says something to an agent",
    options: [{ name: "text", help: "what is said", required: true, long: true }, agent]
  },
  { name: "stop", help: "stops what runs", options: [agent] },
  { name: "agent list", help: "shows every agent", options: [] },
  {
    name: "agent create",
    help: "makes a new agent",
    form: true,
    options: [name, { name: "persona", help: "who it is", required: true, long: true }]
  },
  {
    name: "agent edit",
    help: "changes an agent",
    form: true,
    options: [
      name,
      { name: "description", help: "what it is for", required: false },
      { name: "persona", help: "who it is", required: false, long: true }
    ]
  },
  {
    name: "agent bind",
    help: "makes it answer here",
    options: [name, { name: "trigger", help: "when", required: false, choices: ["all", "mention"] }]
  },
  { name: "help", help: "shows what can be said", options: [{ name: "command", help: "one", required: false }] }
]

export const team = "T0000000001"
export const channel = "C0000000001"
export const ann = "U0000000001"
export const bot = "U0000000009"

export interface Scene {
  readonly api: Api
  readonly apiUrl?: string
  readonly perform: ChatPlatform["perform"]
  readonly accept?: (event: InboundEvent) => Effect.Effect<void>
  readonly intake?: Partial<Intake>
  readonly parts?: Partial<Parameters<typeof makeInteractions>[0]>
}

/** People are called by their id unless the test brings better ones. */
export const makeScene = Effect.fnUntraced(function* (scene: Scene) {
  const events: Array<InboundEvent> = []
  const noted: Array<{ readonly conversation: ConversationId; readonly user: string; readonly title: string }> = []
  const replies = yield* makeReplies({ api: scene.api, apiUrl: scene.apiUrl ?? "http://127.0.0.1:1/api/" })
  const accept: Intake["accept"] = (event) => {
    events.push(event)
    return scene.accept?.(event) ?? Effect.void
  }
  const called = (user: string) => (user === ann ? "ann" : user)
  const interactions = yield* makeInteractions({
    api: scene.api,
    intake: testIntake(accept, {
      agents: Effect.succeed([AgentName.make("scout")]),
      vocabulary,
      ...scene.intake
    }),
    outbound: { perform: scene.perform },
    people: {
      find: (_, user) => Effect.succeed({ id: UserId.make(user), name: called(user), roles: ["S1"] }),
      name: (_, user) => Effect.succeed(called(user)),
      isBot: () => Effect.succeed(false)
    },
    places: { find: () => Effect.succeed({ direct: false, name: "general" }) },
    recipients: { note: (conversation, { title, user }) => void noted.push({ conversation, user, title }) },
    tokens: {
      account: () => Effect.succeed({ team, teamName: "Workshop", user: bot, bot: "B1", scopes: [] })
    },
    ...scene.parts,
    replies
  })
  return { events, noted, replies, handle: interactions.handle }
})

/** What came of an event, in short. */
export const words = (event: InboundEvent | undefined): unknown => {
  switch (event?._tag) {
    case "Commanded":
      return { command: event.command, args: event.args, in: event.conversation.id, by: event.person.name }
    case "Pressed":
      return { press: event.action, target: event.target, value: event.value, in: event.conversation.id }
    default:
      return event
  }
}

/** Remembers what it was acknowledged with, and when among other things that happened. */
export const acknowledging = (happened: Array<string> = []) => {
  const answers: Array<unknown> = []
  const acknowledge: Acknowledge = (response) =>
    Effect.sync(() => {
      happened.push("acknowledged")
      answers.push(response)
    })
  return { acknowledge, answers }
}

let made = 0
const triggered = () => ({ trigger_id: `17.42.${++made}` })
const who = { user: { id: ann, name: "ann_1", team_id: team }, team: { id: team, domain: "workshop" } }

export const slash = (command: string, text = "") => ({
  token: "verification",
  team_id: team,
  channel_id: channel,
  channel_name: "general",
  user_id: ann,
  user_name: "ann_1",
  command,
  text,
  ...triggered()
})

export const pressed = (action: object, more: object = {}) => ({
  type: "block_actions",
  ...who,
  ...triggered(),
  container: { type: "message", message_ts: "1700000002.000100", channel_id: channel, thread_ts: "1700000001.000100" },
  channel: { id: channel, name: "general" },
  message: { type: "message", ts: "1700000002.000100", thread_ts: "1700000001.000100", text: "?" },
  actions: [{ block_id: "b", action_ts: "1", type: "button", ...action }],
  ...more
})

export const onMessage = (message: object & { readonly ts: string }, callback = "ask_about") => ({
  type: "message_action",
  callback_id: callback,
  ...who,
  ...triggered(),
  channel: { id: channel, name: "general" },
  message_ts: message.ts,
  message
})

/** A form as it was opened, with what a person wrote into it. */
export const sent = (
  view: { readonly callback_id?: string | undefined; readonly private_metadata?: string | undefined },
  fields: Readonly<Record<string, string>>,
  more: object = {}
) => ({
  type: "view_submission",
  ...who,
  ...triggered(),
  view: {
    id: "V1",
    type: "modal",
    callback_id: view.callback_id,
    private_metadata: view.private_metadata,
    app_installed_team_id: team,
    state: {
      values: Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, { [name]: { type: "plain_text_input", value } }])
      )
    }
  },
  ...more
})
