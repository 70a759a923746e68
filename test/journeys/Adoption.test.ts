import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { Control } from "../../src/core/control/Control.ts"
import { controlPlatformName } from "../../src/core/control/ControlConversation.ts"
import { type Conversation, sessionId, turnId } from "../../src/core/model/Conversation.ts"
import { AgentName, ConversationId, HostName, MessageId, type PlatformName, UserId } from "../../src/core/model/Ids.ts"
import { sessionRecords } from "../../src/core/sessions/SessionRecords.ts"
import { Sessions } from "../../src/core/sessions/Sessions.ts"
import { layerTestService, makeTestHome } from "../support/TestService.ts"

const agent = AgentName.make("scout")
const host = HostName.make("default")
const platform: PlatformName = controlPlatformName
const channel: Conversation = { platform, id: ConversationId.make("channel"), within: [], kind: "channel" }
const thread = (name: string): Conversation => ({
  platform,
  id: ConversationId.make(name),
  within: [channel.id],
  kind: "thread"
})

/** Says something in the conversation; returns the CLI's own name of what it went on with, once that is over. */
const says = (conversation: Conversation, text: string) =>
  Effect.gen(function* () {
    const sessions = yield* Sessions
    const session = sessionId(host, agent, conversation)
    const id = turnId({ platform, conversation: conversation.id, message: MessageId.make("1") }, agent)
    const over = (yield* Control).watch(session).pipe(
      Stream.takeUntil(({ entry, turn }) => turn === id && entry._tag === "Delivered"),
      Stream.runDrain
    )
    const person = { id: UserId.make("ann"), name: "ann", roles: [] }
    const saying = sessions.say({ id, session, agent, conversation, person, text, attachments: [], saidAt: 0 })
    yield* Effect.all([over, saying], { concurrency: "unbounded" })
    const record = yield* (yield* sessionRecords).get(session)
    return Option.getOrUndefined(record)?.token
  })

describe("a conversation of the cli that was chosen in a channel", () => {
  it.live("is gone on with in the next thread that begins there, and in no other", () =>
    Effect.gen(function* () {
      const home = yield* makeTestHome({ scout: { backend: "rehearsal" } })
      yield* Effect.gen(function* () {
        const token = yield* says(thread("first"), "!say one")
        assert.isDefined(token)
        const of = { agent, conversation: channel }
        yield* (yield* Sessions).adopt(sessionId(host, agent, channel), of, { token, fork: false })
        assert.strictEqual(yield* says(thread("second"), "!say two"), token)
        assert.notStrictEqual(yield* says(thread("third"), "!say three"), token)
      }).pipe(Effect.provide(layerTestService({ home, platforms: [] })))
    }).pipe(Effect.scoped)
  )
})
