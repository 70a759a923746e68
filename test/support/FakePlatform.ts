/**
 * A chat platform in memory that is as strict as a real one: lengths, unknown messages, post keys, a window of writes
 * per conversation, faults on demand. Records every write with its time and can say what a person sees. An operation
 * that the capabilities rule out, or two writes to one message at once, is a bug of the caller and dies.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Base64 from "effect/encoding/Base64"
import * as Queue from "effect/Queue"
import * as Result from "effect/Result"
import type { Conversation, MessageRef } from "../../src/core/model/Conversation.ts"
import { ConversationId, MessageId, PlatformName } from "../../src/core/model/Ids.ts"
import type { InboundEvent } from "../../src/core/model/InboundEvent.ts"
import {
  type Body,
  type ChatCapabilities,
  type ChatPlatform,
  Forbidden,
  Gone,
  type MarkState,
  Misconfigured,
  noCapabilities,
  type Operation,
  PlatformError,
  RateLimited,
  type Receipt,
  Rejected,
  Unreachable
} from "../../src/core/ports/ChatPlatform.ts"
import type { Intake, ReceivedFiles } from "../../src/core/ports/Intake.ts"

export type FaultKind =
  /** The write is lost on the way there. */
  | "unreachable"
  /** The write is stored, its answer is lost. */
  | "unreachable-after"
  | "forbidden"
  | "rejected"
  /** The message it is aimed at is deleted just before. */
  | "gone"
  | "misconfigured"
  /** Nothing is stored and nothing is answered, ever. */
  | "silent"
  /** The write is stored and nothing is answered, ever. */
  | "silent-after"
  | { readonly rateLimitedMillis: number; readonly scope?: "write" }

export interface Fault {
  readonly kind: FaultKind
  /** Every operation when absent. */
  readonly when?: (operation: Operation) => boolean
  /** How many operations it hits; 1 when absent. */
  readonly times?: number
}

export interface FakeOptions {
  readonly name?: string
  readonly capabilities?: Partial<ChatCapabilities>
  /** How long one write takes, in milliseconds; 0 when absent. */
  readonly latencyMillis?: number
  /**
   * At most `writes` in any `windowMillis` of one conversation, posts and edits counted apart, as Discord does. Deletes,
   * marks and replies are not counted. 5 in 5,000 when absent. A title can always be changed twice in 10 minutes only.
   */
  readonly limit?: { readonly writes: number; readonly windowMillis: number } | "none"
}

export interface Recorded {
  /** Milliseconds of the clock at which the write left the caller. */
  readonly at: number
  readonly operation: Operation
  /** `ok`, the tag of the error it was answered with, or `silent`. */
  readonly outcome: string
}

export interface Shown {
  readonly ref: MessageRef
  readonly author: string
  readonly body: Body
  readonly file?: {
    readonly name: string
    readonly mediaType: string
    readonly content: string
    readonly bytes: Uint8Array
  }
  readonly replyTo?: MessageRef
  readonly notified: boolean
  /** How often it was edited. */
  readonly edits: number
}

export interface FakePlatform {
  readonly platform: ChatPlatform
  /** Every write that reached the platform, in order. */
  readonly transcript: ReadonlyArray<Recorded>
  /** The next operations that match are hit; faults are used up in the order in which they were added. */
  readonly fail: (fault: Fault) => void
  /** Removes every fault that is left. */
  readonly heal: () => void
  readonly messages: (conversation: ConversationId) => ReadonlyArray<Shown>
  readonly marks: (message: MessageRef) => MarkState | undefined
  /** What a thread is called. */
  readonly title: (conversation: ConversationId) => string | undefined
  readonly replies: ReadonlyArray<Extract<Operation, { readonly _tag: "Reply" }>>
  /** What a person sees of the conversation, top to bottom. */
  readonly screen: (conversation: ConversationId) => string
  /** A person deletes a message. */
  readonly remove: (message: MessageRef) => void
  /** A person does something; returns when it was accepted. Waits for `receive` to run, as a real platform would. */
  readonly say: (event: InboundEvent, files?: Effect.Effect<ReceivedFiles>) => Effect.Effect<void>
  /** What the core offers, once it listens. */
  readonly intake: Effect.Effect<Intake>
  /** The platform has nothing more to say: `receive` returns. */
  readonly hangUp: Effect.Effect<void>
}

export const fakeCapabilities: ChatCapabilities = {
  ...noCapabilities,
  edits: true,
  deletes: true,
  uploads: true,
  marks: true,
  buttons: true,
  idempotentPosts: true,
  editIntervalMillis: (live) => 1200 * live
}

interface Kept extends Shown {
  readonly key: string | undefined
  deleted: boolean
}

interface Happening {
  readonly event: InboundEvent
  readonly files: Effect.Effect<ReceivedFiles> | undefined
  readonly accepted: Deferred.Deferred<void>
}

/** As strict as the strictest of those that have threads. */
const mostTitle = 100
const renames = { writes: 2, windowMillis: 600_000 } as const

const labels = (body: Body): string =>
  body.controls
    .map((control) =>
      control._tag === "Button"
        ? `[${control.label}]`
        : control._tag === "Rating"
          ? "[helpful?]"
          : `${control.question} ${control.options.map((option) => `(${option.label})`).join(" ")}`
    )
    .join(" ")

/** `key`s are per conversation and outlive the message, as a nonce does. */
export const makeFakePlatform = (options: FakeOptions = {}): FakePlatform => {
  const name = PlatformName.make(options.name ?? "fake")
  const capabilities: ChatCapabilities = { ...fakeCapabilities, ...options.capabilities }
  const limit = options.limit ?? { writes: 5, windowMillis: 5000 }
  const transcript: Array<Recorded> = []
  const replies: Array<Extract<Operation, { readonly _tag: "Reply" }>> = []
  const kept = new Map<string, Array<Kept>>()
  const windows = new Map<string, Array<number>>()
  const marks = new Map<string, MarkState>()
  const titles = new Map<ConversationId, string>()
  /** Of threads that were opened here, or spoken in: what is around them, the channel first. */
  const around = new Map<ConversationId, ReadonlyArray<ConversationId>>()
  const inFlight = new Set<string>()
  const faults: Array<{ readonly fault: Fault; left: number }> = []
  const inbox = Effect.runSync(Queue.unbounded<Happening | "end">())
  const intake = Deferred.makeUnsafe<Intake>()
  let counter = 0

  const roomOf = (conversation: ConversationId) => {
    const room = kept.get(conversation) ?? []
    kept.set(conversation, room)
    return room
  }
  const refKey = (ref: MessageRef) => `${ref.conversation}/${ref.message}`
  const find = (ref: MessageRef) => roomOf(ref.conversation).find((one) => one.ref.message === ref.message)
  const put = (ref: MessageRef, change: (before: Kept) => Kept) => {
    const room = roomOf(ref.conversation)
    const index = room.findIndex((one) => one.ref.message === ref.message)
    const before = room[index]
    if (before !== undefined) room[index] = change(before)
  }

  const error = (reason: PlatformError["reason"]) => new PlatformError({ platform: name, reason })
  const conversationOf = (operation: Operation) =>
    "conversation" in operation ? operation.conversation : operation.message.conversation

  const bucketOf = (operation: Operation) => {
    if (operation._tag === "Title") return { name: "title", ...renames }
    if (limit === "none") return undefined
    if (operation._tag === "Edit") return { name: "edit", ...limit }
    const sends = operation._tag === "Post" || operation._tag === "Upload" || operation._tag === "Open"
    return sends ? { name: "send", ...limit } : undefined
  }

  const over = (operation: Operation, now: number): number => {
    const bucket = bucketOf(operation)
    if (bucket === undefined) return 0
    const key = `${conversationOf(operation)}/${bucket.name}`
    const recent = (windows.get(key) ?? []).filter((at) => now - at < bucket.windowMillis)
    windows.set(key, recent)
    const oldest = recent[recent.length - bucket.writes]
    if (oldest !== undefined) return oldest + bucket.windowMillis - now
    recent.push(now)
    return 0
  }

  const refusal = (operation: Operation): PlatformError["reason"] | undefined => {
    if ("key" in operation && operation.key.length > 100) {
      return new Rejected({ detail: "the key is longer than 100 characters" })
    }
    if ((operation._tag === "Open" || operation._tag === "Title") && operation.title.length > mostTitle) {
      return new Rejected({ detail: `a title longer than ${mostTitle}` })
    }
    if (operation._tag === "Title" && !around.has(operation.conversation)) {
      return new Rejected({ detail: "only a thread has a title" })
    }
    if (
      operation._tag === "Upload" &&
      operation.encoding === "base64" &&
      Result.isFailure(Base64.decode(operation.content))
    ) {
      return new Rejected({ detail: "the content is no base64" })
    }
    if (operation._tag === "Edit" || operation._tag === "Delete") {
      const message = find(operation.message)
      if (message === undefined || message.deleted) return new Gone({ what: "the message" })
    }
    if ("body" in operation) {
      const { markdown, controls } = operation.body
      if (capabilities.measure(markdown) > capabilities.maxLength) {
        return new Rejected({ detail: `longer than ${capabilities.maxLength}` })
      }
      if (markdown.trim() === "" && controls.length === 0) return new Rejected({ detail: "an empty message" })
    }
    return undefined
  }

  const add = (conversation: ConversationId, author: string, rest: Partial<Kept>): MessageRef => {
    const ref: MessageRef = { platform: name, conversation, message: MessageId.make(`m${++counter}`) }
    const body = { markdown: "", controls: [] }
    roomOf(conversation).push({
      ref,
      author,
      body,
      notified: false,
      edits: 0,
      key: undefined,
      deleted: false,
      ...rest
    })
    return ref
  }

  const store = (operation: Operation): Receipt => {
    switch (operation._tag) {
      case "Post":
      case "Upload": {
        const { key, conversation, face } = operation
        const earlier = roomOf(conversation).find((one) => one.key === key)
        if (earlier !== undefined && capabilities.idempotentPosts) return { message: earlier.ref }
        if (operation._tag === "Upload") {
          const { name, mediaType, content, encoding } = operation
          const bytes =
            encoding === "base64" ? Result.getOrThrow(Base64.decode(content)) : new TextEncoder().encode(content)
          return { message: add(conversation, face.name, { key, file: { name, mediaType, content, bytes } }) }
        }
        const { body, notify, replyTo } = operation
        const shown = { key, body, notified: notify, ...(replyTo === undefined ? {} : { replyTo }) }
        return { message: add(conversation, face.name, shown) }
      }
      case "Open": {
        const { body, conversation, face, key, title } = operation
        const [channel = conversation, ...above] = around.get(conversation) ?? []
        const earlier = roomOf(channel).find((one) => one.key === key)
        const message =
          earlier !== undefined && capabilities.idempotentPosts ? earlier.ref : add(channel, face.name, { key, body })
        const thread = ConversationId.make(`${channel}-${message.message}`)
        if (!around.has(thread)) titles.set(thread, title)
        around.set(thread, [channel, ...above])
        return { message, conversation: { platform: name, id: thread, within: [channel, ...above], kind: "thread" } }
      }
      case "Title":
        titles.set(operation.conversation, operation.title)
        return {}
      case "Edit":
        put(operation.message, (before) => ({ ...before, body: operation.body, edits: before.edits + 1 }))
        return {}
      case "Delete":
        put(operation.message, (before) => ({ ...before, deleted: true }))
        return {}
      case "Mark":
        marks.set(refKey(operation.message), operation.state)
        return {}
      case "Reply":
        replies.push(operation)
        return {}
    }
  }

  const ruledOut = (operation: Operation): boolean =>
    (operation._tag === "Edit" && !capabilities.edits) ||
    (operation._tag === "Delete" && !capabilities.deletes) ||
    (operation._tag === "Upload" && !capabilities.uploads) ||
    (operation._tag === "Open" && !capabilities.threads) ||
    (operation._tag === "Title" && !capabilities.titles) ||
    (operation._tag === "Mark" && !capabilities.marks)

  const take = (operation: Operation): FaultKind | undefined => {
    const hit = faults.find(({ fault, left }) => left > 0 && (fault.when?.(operation) ?? true))
    if (hit === undefined) return undefined
    hit.left--
    return hit.fault.kind
  }

  const answer = (
    operation: Operation,
    kind: FaultKind | undefined,
    now: number
  ): PlatformError["reason"] | Receipt => {
    if (typeof kind === "object") {
      const { rateLimitedMillis: retryAfterMillis, scope } = kind
      return new RateLimited(scope === undefined ? { retryAfterMillis } : { retryAfterMillis, scope })
    }
    const wait = over(operation, now)
    if (wait > 0) {
      return new RateLimited({ retryAfterMillis: wait, ...(operation._tag === "Title" ? { scope: "write" } : {}) })
    }
    if (kind === "unreachable") return new Unreachable({ detail: "socket hang up" })
    if (kind === "silent") return {}
    if (kind === "forbidden") return new Forbidden({ missing: "Send Messages" })
    if (kind === "rejected") return new Rejected({ detail: "the content" })
    if (kind === "gone") {
      if ("message" in operation) put(operation.message, (before) => ({ ...before, deleted: true }))
      return new Gone({ what: "the message" })
    }
    if (kind === "misconfigured") return new Misconfigured({ detail: "the token is wrong", remedy: "run setup" })
    const refused = refusal(operation)
    if (refused !== undefined) return refused
    const receipt = store(operation)
    return kind === "unreachable-after" ? new Unreachable({ detail: "502" }) : receipt
  }

  const perform = (operation: Operation): Effect.Effect<Receipt, PlatformError> =>
    Effect.gen(function* () {
      if (ruledOut(operation)) return yield* Effect.die(`${operation._tag} is ruled out by the capabilities`)
      const target = "message" in operation ? refKey(operation.message) : undefined
      if (target !== undefined && inFlight.has(target)) {
        return yield* Effect.die(`two writes at once to ${target}`)
      }
      const at = yield* Clock.currentTimeMillis
      const kind = take(operation)
      const answered = answer(operation, kind, at)
      const silent = kind === "silent" || kind === "silent-after"
      transcript.push({
        at,
        operation,
        outcome: silent ? "silent" : "_tag" in answered ? answered._tag : "ok"
      })
      if (target !== undefined) inFlight.add(target)
      return yield* Effect.gen(function* () {
        if (options.latencyMillis !== undefined) yield* Effect.sleep(options.latencyMillis)
        if (silent) return yield* Effect.never
        return "_tag" in answered ? yield* error(answered) : answered
      }).pipe(
        Effect.ensuring(
          Effect.sync(() => {
            if (target !== undefined) inFlight.delete(target)
          })
        )
      )
    })

  const line = (message: Kept): string => {
    const head = message.replyTo === undefined ? message.author : `${message.author} (answering)`
    const shown =
      message.file === undefined
        ? message.body.markdown
        : `<file ${message.file.name}, ${message.file.content.length} characters>`
    const controls = labels(message.body)
    const mark = marks.get(refKey(message.ref))
    return [`${head}: ${shown}`, ...(controls === "" ? [] : [`  ${controls}`]), ...(mark ? [`  <${mark}>`] : [])].join(
      "\n"
    )
  }

  const said = (event: InboundEvent) => {
    if (event.conversation.kind === "thread") around.set(event.conversation.id, event.conversation.within)
    if (event._tag === "Said" && find(event.ref) === undefined) {
      roomOf(event.ref.conversation).push({
        ref: event.ref,
        author: event.person.name,
        body: { markdown: event.text, controls: [] },
        notified: false,
        edits: 0,
        key: undefined,
        deleted: false
      })
    }
    if (event._tag === "Edited") {
      put(event.ref, (before) => ({ ...before, body: { markdown: event.text, controls: [] } }))
    }
    if (event._tag === "Deleted") put(event.ref, (before) => ({ ...before, deleted: true }))
  }

  return {
    platform: {
      name,
      capabilities,
      receive: (listening) =>
        Effect.gen(function* () {
          yield* Deferred.succeed(intake, listening)
          for (;;) {
            const next = yield* Queue.take(inbox)
            if (next === "end") return
            yield* listening.accept(next.event, next.files)
            yield* Deferred.succeed(next.accepted, undefined)
          }
        }),
      perform
    },
    transcript,
    fail: (fault) => {
      faults.push({ fault, left: fault.times ?? 1 })
    },
    heal: () => {
      faults.length = 0
    },
    messages: (conversation) => roomOf(conversation).filter((message) => !message.deleted),
    marks: (message) => marks.get(refKey(message)),
    title: (conversation) => titles.get(conversation),
    replies,
    screen: (conversation) =>
      roomOf(conversation)
        .filter((message) => !message.deleted)
        .map(line)
        .join("\n"),
    remove: (message) => put(message, (before) => ({ ...before, deleted: true })),
    intake: Deferred.await(intake),
    say: (event, files) =>
      Effect.gen(function* () {
        said(event)
        const accepted = yield* Deferred.make<void>()
        yield* Queue.offer(inbox, { event, files, accepted })
        yield* Deferred.await(accepted)
      }),
    hangUp: Effect.asVoid(Queue.offer(inbox, "end"))
  }
}

/** A conversation of the fake, for tests that need one. */
export const fakeConversation = (id: string, platform = "fake"): Conversation => ({
  platform: PlatformName.make(platform),
  id: ConversationId.make(id),
  within: [],
  kind: "channel"
})
