/**
 * The outbound half against a loopback Slack, behind the core's own outbox, which repeats what did not get through. A
 * second life of the service shares nothing with the first but its state.
 */
import { Effect, Layer, Redacted } from "effect"
import { conversationIdOf } from "../../../../../src/adapters/chat/slack/Address.ts"
import { capabilities } from "../../../../../src/adapters/chat/slack/Capabilities.ts"
import { makeOutbound } from "../../../../../src/adapters/chat/slack/outbound/Outbound.ts"
import { makeRecipients } from "../../../../../src/adapters/chat/slack/outbound/Recipients.ts"
import { slack as platform, refIn } from "../../../../../src/adapters/chat/slack/Place.ts"
import type { Tokens } from "../../../../../src/adapters/chat/slack/Tokens.ts"
import { makeWebApi } from "../../../../../src/adapters/chat/slack/web/WebApi.ts"
import type { MessageRef } from "../../../../../src/core/model/Conversation.ts"
import type { ConversationId } from "../../../../../src/core/model/Ids.ts"
import {
  type Body,
  type Control,
  type Face,
  type Growth,
  type MarkState,
  Operation,
  type Receipt
} from "../../../../../src/core/ports/ChatPlatform.ts"
import { Outbox } from "../../../../../src/core/render/Outbox.ts"
import { memoryState } from "../../../../support/MemoryState.ts"
import { type FakeSlackOptions, makeFakeSlack } from "../../../../support/slack/FakeSlack.ts"
import type { Channel, Message } from "../../../../support/slack/World.ts"

export const scout: Face = { name: "scout", avatar: "https://example.test/scout.png" }
export const service: Face = { name: "orchestrator", service: true }

export const stopButton: Control = { _tag: "Button", action: "stop", target: "turn-1", label: "Stop", tone: "plain" }

export const grown = (
  text: string,
  more: Partial<Growth> & { readonly controls?: ReadonlyArray<Control> } = {}
): Body => {
  const { controls = [stopButton], ...growth } = more
  const whole: Growth = { headline: "working", steps: [], ending: "", over: false, ...growth, text }
  return { markdown: [text, whole.ending].filter((part) => part !== "").join("\n\n"), controls, growth: whole }
}

export const plain = (markdown: string, controls: ReadonlyArray<Control> = []): Body => ({ markdown, controls })

export const post = (
  key: string,
  conversation: ConversationId,
  body: Body,
  more: { readonly face?: Face; readonly replyTo?: MessageRef } = {}
) => Operation.cases.Post.make({ key, conversation, face: scout, body, notify: false, ...more })

export const upload = (key: string, conversation: ConversationId, content: string) =>
  Operation.cases.Upload.make({
    key,
    conversation,
    face: scout,
    name: "answer.md",
    mediaType: "text/markdown",
    content
  })

export const edit = (message: MessageRef, body: Body, final = false) =>
  Operation.cases.Edit.make({ message, body, final })
export const remove = (message: MessageRef) => Operation.cases.Delete.make({ message })
export const mark = (message: MessageRef, state: MarkState) => Operation.cases.Mark.make({ message, state })

export const made = ({ message }: Receipt): MessageRef => {
  if (message === undefined) throw new Error("no message was returned")
  return message
}

export interface RigOptions extends FakeSlackOptions {
  readonly config?: { readonly faces?: boolean; readonly streams?: boolean; readonly reactions?: boolean }
  readonly answerMillis?: number
}

export const setUp = (options: RigOptions = {}) =>
  Effect.gen(function* () {
    const slack = yield* makeFakeSlack(options)
    const state = yield* Layer.build(memoryState)
    const answered: Array<{ readonly handle: string; readonly text: string }> = []
    const tokens: Pick<Tokens, "token" | "account"> = {
      token: () => Effect.sync(() => Redacted.make(slack.botToken)),
      account: (team) =>
        Effect.sync(() => ({
          team,
          teamName: slack.team.name,
          user: slack.bot.id,
          bot: slack.install.botId,
          scopes: ["chat:write", "chat:write.customize"]
        }))
    }

    const begin = Effect.gen(function* () {
      const api = yield* makeWebApi({
        tokens,
        apiUrl: slack.apiUrl,
        ...(options.answerMillis === undefined ? {} : { answerMillis: options.answerMillis })
      })
      const recipients = makeRecipients({ api })
      const outbound = yield* makeOutbound({
        api,
        tokens,
        config: { faces: true, streams: true, reactions: false, ...options.config },
        recipients,
        replies: {
          answer: (handle, { text }) =>
            Effect.sync(() => {
              answered.push({ handle, text })
              return handle !== "late"
            })
        }
      }).pipe(Effect.provideContext(state))
      const { leftBehind, perform } = outbound
      const outbox = yield* Outbox.make({
        name: platform,
        capabilities,
        perform,
        leftBehind,
        receive: () => Effect.never
      })
      return { api, recipients, outbox, ...outbound }
    })

    const ann = slack.person("ann")
    const general = slack.channel("general")
    /** A question, and the conversation of the thread that it opens. */
    const ask = (text = "fix the build", channel: Channel = general) => {
      const said = ann.says(channel, text)
      const place = { team: slack.team.id, channel: channel.id, direct: false }
      return {
        said,
        ref: refIn(place, said.ts),
        conversation: conversationIdOf({ ...place, thread: said.ts })
      }
    }
    const ours = (said: Message) =>
      slack
        .messages({ ...general, id: said.channel })
        .filter(({ bot, thread }) => bot !== undefined && thread === said.ts)
    const count = (method: string) => slack.counts().requests[method] ?? 0
    const limits = () => slack.counts().rateLimited
    return { slack, state, begin, answered, ann, general, ask, ours, count, limits, ...(yield* begin) }
  })
