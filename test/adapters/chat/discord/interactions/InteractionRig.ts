/**
 * Interactions as Discord's gateway hands them over, and a core that does what a test says: what is asked of it is
 * recorded, and how long it takes is the test's own choice.
 */
import { Effect } from "effect"
import { makeInteractions } from "../../../../../src/adapters/chat/discord/interactions/Interactions.ts"
import { makeReplies } from "../../../../../src/adapters/chat/discord/interactions/Replies.ts"
import type { Threads } from "../../../../../src/adapters/chat/discord/outbound/Threads.ts"
import type { Place } from "../../../../../src/adapters/chat/discord/Place.ts"
import type { Api } from "../../../../../src/adapters/chat/discord/rest/Api.ts"
import type { ConversationId } from "../../../../../src/core/model/Ids.ts"
import type { InboundEvent } from "../../../../../src/core/model/InboundEvent.ts"
import type { CommandShape } from "../../../../../src/core/model/Vocabulary.ts"
import type { PlatformError } from "../../../../../src/core/ports/ChatPlatform.ts"
import type { Intake } from "../../../../../src/core/ports/Intake.ts"

export const vocabulary: ReadonlyArray<CommandShape> = [
  {
    name: "ask",
    help: "says something to an agent",
    options: [
      { name: "text", help: "what is said", required: true, long: true },
      { name: "agent", help: "which", required: false, suggests: true }
    ]
  },
  {
    name: "stop",
    help: "stops what runs",
    options: [{ name: "agent", help: "which", required: false, suggests: true }]
  },
  { name: "agent list", help: "shows every agent", options: [] },
  {
    name: "agent create",
    help: "makes a new agent",
    form: true,
    options: [
      { name: "name", help: "its name", required: true },
      { name: "persona", help: "who it is", required: true, long: true }
    ]
  },
  {
    name: "agent edit",
    help: "changes an agent",
    form: true,
    options: [
      { name: "name", help: "its name", required: true, suggests: true },
      { name: "persona", help: "who it is", required: false, long: true },
      { name: "model", help: "a model", required: false, suggests: true }
    ]
  }
]

export const channel = "300000000000000001"
export const channelPlace: Place = {
  kind: "channel",
  channel,
  category: "300000000000000002",
  guild: "300000000000000003",
  opensThreads: true,
  own: false
}

export interface Scene {
  readonly api: Api
  readonly find?: (channel: string) => Effect.Effect<Place, PlatformError>
  readonly accept?: (event: InboundEvent) => Effect.Effect<void>
  readonly suggest?: Intake["suggest"]
  readonly draft?: Intake["draft"]
  /** Where threads are really opened; else their titles are only remembered. */
  readonly threads?: Threads
}

/** The adapter's half that hears, with a core that only listens unless told otherwise. */
export const makeScene = Effect.fnUntraced(function* (scene: Scene) {
  const events: Array<InboundEvent> = []
  const titles: Array<{ readonly conversation: ConversationId; readonly title: string }> = []
  const intake: Intake = {
    accept: (event) => {
      events.push(event)
      return scene.accept?.(event) ?? Effect.void
    },
    agents: Effect.succeed([]),
    vocabulary,
    suggest: scene.suggest ?? (() => Effect.succeed([])),
    draft: scene.draft ?? (() => Effect.succeed({})),
    overview: () => Effect.undefined,
    typing: () => Effect.void
  }
  const unused = () => Effect.die(new Error("interactions open no threads"))
  const replies = yield* makeReplies(scene.api)
  const interactions = makeInteractions({
    api: scene.api,
    intake,
    places: { find: scene.find ?? (() => Effect.succeed(channelPlace)) },
    replies,
    threads: {
      expect: (conversation, title) => {
        titles.push({ conversation, title })
        scene.threads?.expect(conversation, title)
      },
      retitle: unused,
      entitle: unused,
      begin: unused,
      standing: unused,
      missing: unused
    }
  })
  return { events, titles, replies, handle: interactions.handle }
})

let made = 0

const common = (type: number, data: unknown) => ({
  id: `40000000000000${String(++made).padStart(4, "0")}`,
  application_id: "500000000000000001",
  token: "secret",
  version: 1,
  type,
  data,
  guild_id: channelPlace.guild,
  channel_id: channel,
  member: {
    user: { id: "600000000000000001", username: "ann_1", global_name: "Ann" },
    nick: "ann",
    roles: ["700000000000000001"]
  }
})

const options = (given: Readonly<Record<string, string>>, focused?: string) =>
  Object.entries(given).map(([name, value]) => ({
    type: 3,
    name,
    value,
    ...(name === focused ? { focused: true } : {})
  }))

const commandData = (name: string, args: Readonly<Record<string, string>>, focused?: string) => {
  const [first = "", second] = name.split(" ")
  const inner = options(args, focused)
  return {
    id: "1",
    type: 1,
    name: first,
    options: second === undefined ? inner : [{ type: 1, name: second, options: inner }]
  }
}

export const command = (name: string, args: Readonly<Record<string, string>> = {}) => common(2, commandData(name, args))
export const typing = (name: string, args: Readonly<Record<string, string>>, focused: string) =>
  common(4, commandData(name, args, focused))
export const onMessage = (name: string, message: { readonly id: string }) =>
  common(2, { id: "1", type: 3, name, target_id: message.id, resolved: { messages: { [message.id]: message } } })
export const component = (customId: string, values?: ReadonlyArray<string>, message: object = { id: "900" }) => ({
  ...common(3, { custom_id: customId, component_type: values === undefined ? 2 : 3, ...(values && { values }) }),
  message
})
export const form = (customId: string, fields: Readonly<Record<string, string>>, message?: object) => ({
  ...common(5, {
    custom_id: customId,
    components: Object.entries(fields).map(([name, value]) => ({
      type: 18,
      component: { type: 4, custom_id: name, value }
    }))
  }),
  ...(message && { message })
})
