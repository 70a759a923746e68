/**
 * The chat for scripts: events as NDJSON on stdin, operations as NDJSON on stdout. Ends when stdin has ended and every
 * message that was said is answered; from then on asks are denied, since nobody can answer them.
 *
 *   in   {"say":"text","id":"m1","agent":"scout"}        `id` repeated is the same message; `agent` may be a list
 *        {"edit":"m1","text":"..."}  {"delete":"m1"}     while the message waits
 *        {"press":"allow-once","target":"<ask>","value":{"question":["label"]}}
 *        {"command":"session new","args":{"agent":"scout"},"id":"c1"}
 *        {"event":{"_tag":"Said",...}}                   a whole inbound event
 *        each but the last takes "conversation"; the one of the configuration unless given
 *   out  {"op":"post","message":"it-...","conversation":"main","key":"...","from":"scout","markdown":"...","controls":[],
 *         "notify":false,"replyTo":"m1"}                 "repeated":true when this key was posted in this run before
 *        {"op":"edit","message":"it-...","conversation":"main","markdown":"...","controls":[],"final":true}
 *        {"op":"delete","message":"it-...","conversation":"main"}
 *        {"op":"upload","message":"it-...","conversation":"main","key":"...","from":"scout","name":"answer.md",
 *         "mediaType":"text/markdown","content":"..."}   "encoding":"base64" where the content is not the text itself
 *        {"op":"mark","message":"m1","conversation":"main","state":"working"}
 *        {"op":"reply","handle":"c1","conversation":"main","markdown":"...","controls":[],"failed":false}
 *        {"error":"line 3: ..."}                         that line was left out, the rest goes on
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { uploadBytes } from "../../../core/chat/UploadBytes.ts"
import type { Person } from "../../../core/model/Conversation.ts"
import type { AgentName, ConversationId, MessageId } from "../../../core/model/Ids.ts"
import type { InboundEvent } from "../../../core/model/InboundEvent.ts"
import {
  type ChatPlatform,
  Gone,
  type Operation,
  PlatformError,
  type Receipt
} from "../../../core/ports/ChatPlatform.ts"
import { jsonCapabilities } from "./Capabilities.ts"
import { conversationOf, makeInbound, platformName } from "./Inbound.ts"
import type { ConsoleInput } from "./Input.ts"
import { type JsonLine, parseJsonLine } from "./JsonInput.ts"
import { postedId } from "./MessageIds.ts"
import { noThreads, type Output, refuseLong } from "./Output.ts"
import { makePressables } from "./Pressables.ts"
import { makeSettling } from "./Settling.ts"
import { makeUnattended } from "./Unattended.ts"

export interface JsonOptions {
  readonly input: ConsoleInput
  readonly output: Output
  readonly person: Person
  /** The conversation of a line that names none. */
  readonly conversation: ConversationId
  readonly agent: AgentName | undefined
  readonly nextId: () => MessageId
}

/** A terminal that shows the output must not obey it, nor a person misread it: no such character is written as it is. */
const encode = (value: unknown): string =>
  JSON.stringify(value).replace(/[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, (control) => {
    return `\\u${control.charCodeAt(0).toString(16).padStart(4, "0")}`
  })

export const makeJson = Effect.fnUntraced(function* (options: JsonOptions) {
  const { agent, nextId, output, person } = options
  const clock = yield* Clock.Clock
  const settling = makeSettling()
  const pressables = makePressables()
  const inboundOf = (conversation: ConversationId | undefined) =>
    makeInbound(conversationOf(conversation ?? options.conversation), person)
  const unattended = yield* makeUnattended({
    input: options.input,
    output,
    inbound: inboundOf(undefined),
    pressables,
    settling
  })
  /** By conversation and id: whose message it is, or that it is deleted. */
  const posts = new Map<string, string | undefined>()
  let number = 0

  const print = (line: unknown) => output.write(`${encode(line)}\n`)

  const printed = (line: unknown, receipt: Receipt = {}) =>
    output.writing(() => {
      print(line)
      unattended.look()
      return receipt
    })

  const placeOf = (conversation: string, message: string) => `${conversation}/${message}`

  const write = (operation: Operation): Effect.Effect<Receipt, PlatformError> => {
    const now = clock.currentTimeMillisUnsafe()
    switch (operation._tag) {
      case "Post":
      case "Upload": {
        const { conversation, face, key } = operation
        const message = postedId(key)
        const place = placeOf(conversation, message)
        const repeated = posts.has(place) ? { repeated: true } : {}
        const receipt = { message: { platform: platformName, conversation, message } }
        const head = { message, conversation, key, from: face.name }
        if (!posts.has(place)) posts.set(place, face.name)
        if (operation._tag === "Upload") {
          const { content, encoding, mediaType, name } = operation
          const written = encoding === undefined ? {} : { encoding }
          const bytes = uploadBytes(operation)
          if (Result.isFailure(bytes)) {
            return Effect.fail(new PlatformError({ platform: platformName, reason: bytes.failure }))
          }
          return printed({ op: "upload", ...head, name, mediaType, content, ...written, ...repeated }, receipt)
        }
        const { body, notify, replyTo } = operation
        const answers = replyTo === undefined ? {} : { replyTo: replyTo.message }
        if (!("repeated" in repeated)) pressables.offer(message, face.name, body.controls, now)
        return printed({ op: "post", ...head, ...body, notify, ...answers, ...repeated }, receipt)
      }
      case "Edit":
      case "Delete": {
        const { conversation, message } = operation.message
        const place = placeOf(conversation, message)
        const author = posts.get(place)
        if (author === undefined) {
          return Effect.fail(new PlatformError({ platform: platformName, reason: new Gone({ what: "the message" }) }))
        }
        if (operation._tag === "Delete") {
          posts.set(place, undefined)
          pressables.offer(message, author, [], now)
          return printed({ op: "delete", message, conversation })
        }
        const { body, final } = operation
        pressables.offer(message, author, body.controls, now)
        return printed({ op: "edit", message, conversation, ...body, final })
      }
      case "Mark": {
        const { conversation, message } = operation.message
        settling.marked(message, operation.state)
        return printed({ op: "mark", message, conversation, state: operation.state })
      }
      case "Reply": {
        const { body, conversation, failed, handle } = operation
        return printed({ op: "reply", handle, conversation, ...body, failed })
      }
      case "Open":
        return noThreads
      case "Title":
        return Effect.succeed({})
    }
  }

  const eventOf = (line: JsonLine): InboundEvent => {
    if (line.form === "event") {
      if (line.event._tag === "Said") settling.said(line.event.ref.message, line.event.named.length)
      return line.event
    }
    const inbound = inboundOf(line.conversation)
    switch (line.form) {
      case "say": {
        const message = line.id ?? nextId()
        const given = line.agent ?? agent
        const named = given === undefined ? [] : typeof given === "string" ? [given] : given
        settling.said(message, named.length)
        return inbound.said(message, line.say, named, clock.currentTimeMillisUnsafe())
      }
      case "edit":
        return inbound.edited(line.edit, line.text)
      case "delete":
        return inbound.deleted(line.delete)
      case "press":
        return inbound.pressed({ action: line.press, target: line.target, value: line.value ?? {} })
      case "command":
        return inbound.commanded({ command: line.command, args: line.args ?? {} }, line.id ?? nextId())
    }
  }

  const take = (text: string | undefined) => {
    number++
    if (text === undefined) return print({ error: `line ${number}: this line is too long` })
    if (text.trim() === "") return
    const parsed = parseJsonLine(text)
    if (parsed._tag === "Problem") print({ error: `line ${number}: ${parsed.words}` })
    else unattended.send(eventOf(parsed.line))
  }

  const platform: ChatPlatform = {
    name: platformName,
    capabilities: jsonCapabilities,
    receive: ({ accept }) => unattended.receive(accept, take),
    perform: (operation) =>
      Effect.suspend(() => refuseLong(operation, jsonCapabilities) ?? write(operation)).pipe(
        Effect.tap(() => Effect.sync(settling.touched))
      )
  }
  return platform
})
