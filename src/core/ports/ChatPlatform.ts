/**
 * What a chat system must be able to do for the core. Intents, not widgets: the core says what should be seen, the
 * adapter knows with what. Everything optional defaults to "no" in the capability record, and the core never asks for
 * a platform's name. Owned by adapters under `adapters/chat/*`; called by `core/render` (writes) and by the door
 * (inbound). Must not hold policy: who may talk, what is shown and how often are decided in the core.
 */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import { type Conversation, MessageRef } from "../model/Conversation.ts"
import { ConversationId, PlatformName } from "../model/Ids.ts"
import { PressAction } from "../model/InboundEvent.ts"
import type { Intake } from "./Intake.ts"

/** The name and picture under which an agent appears. */
export const Face = Schema.Struct({
  name: Schema.String,
  avatar: Schema.optionalKey(Schema.String),
  /** The service itself speaks, not an agent: a platform shows its own name. */
  service: Schema.optionalKey(Schema.Boolean)
})
export type Face = typeof Face.Type

/** Something a person can press or choose. `target` is a turn or ask id; nothing else travels. */
export const Control = Schema.TaggedUnion({
  Button: {
    action: PressAction,
    target: Schema.String,
    label: Schema.String,
    tone: Schema.Literals(["plain", "good", "danger"])
  },
  Choice: {
    target: Schema.String,
    /** Which of the ask's questions this is, from 0. */
    index: Schema.Natural,
    question: Schema.String,
    options: Schema.Array(Schema.Struct({ label: Schema.String, description: Schema.String })),
    multiple: Schema.Boolean
  },
  /** Whether the answer helped: pressed as `helpful` or `unhelpful`. `target` is a turn id. */
  Rating: { target: Schema.String }
})
export type Control = typeof Control.Type

/** Something that is done on the way to an answer, or will be. */
export const Step = Schema.Struct({
  /** Unique in its turn; the same step keeps it. */
  id: Schema.String,
  title: Schema.String,
  state: Schema.Literals(["waiting", "running", "done", "failed"]),
  /** Why it failed, in a few words. */
  detail: Schema.optionalKey(Schema.String)
})
export type Step = typeof Step.Type

/**
 * A message in parts, for a platform on which messages can grow. From one picture to the next `text` only gets longer,
 * unless a backend took back what it had said. The body's Markdown is the same message as a whole, healed.
 */
export const Growth = Schema.Struct({
  /** How the turn stands, in a few words and without a clock. */
  headline: Schema.String,
  /** Those of this message, in the order in which they began. */
  steps: Schema.Array(Step),
  /** The part of the answer that this message shows, as far as it is said. */
  text: Schema.String,
  /** What stands below the text, as Markdown: outcome and footer. */
  ending: Schema.String,
  /** Nothing more is added to this message: the answer is over, or goes on in the next one. */
  over: Schema.Boolean
})
export type Growth = typeof Growth.Type

/** What one message shows: Markdown as the core writes it, to be put into the platform's own dialect. */
export const Body = Schema.Struct({
  markdown: Schema.String,
  controls: Schema.Array(Control),
  /** Of a message that grows, where the platform can make it grow. */
  growth: Schema.optionalKey(Growth)
})
export type Body = typeof Body.Type

/** The state of a person's message, shown on the message itself (a reaction, a session status). */
export const MarkState = Schema.Literals(["accepted", "queued", "working", "done", "failed", "stopped", "withdrawn"])
export type MarkState = typeof MarkState.Type

export const Operation = Schema.TaggedUnion({
  Post: {
    /** The same key is the same message, however often it is asked for. At most 100 characters. */
    key: Schema.NonEmptyString,
    conversation: ConversationId,
    face: Face,
    body: Body,
    /** Whether people are notified. */
    notify: Schema.Boolean,
    replyTo: Schema.optionalKey(MessageRef)
  },
  Edit: { message: MessageRef, body: Body, final: Schema.Boolean },
  Delete: { message: MessageRef },
  Upload: {
    key: Schema.NonEmptyString,
    conversation: ConversationId,
    face: Face,
    name: Schema.NonEmptyString,
    mediaType: Schema.String,
    content: Schema.String,
    /** How `content` is written; absent: it is the text itself. */
    encoding: Schema.optionalKey(Schema.Literal("base64"))
  },
  /** A new thread in this channel (of a thread: in the channel around it), begun by this message. */
  Open: {
    key: Schema.NonEmptyString,
    conversation: ConversationId,
    face: Face,
    title: Schema.NonEmptyString,
    body: Body
  },
  /** Gives a thread another title. */
  Title: { conversation: ConversationId, title: Schema.NonEmptyString },
  Mark: { message: MessageRef, state: MarkState },
  /** The answer to a command; `handle` is the event's `replyTo`. */
  Reply: { handle: Schema.String, conversation: ConversationId, body: Body, failed: Schema.Boolean }
})
export type Operation = typeof Operation.Type

/** Posts, uploads and what opens a thread return the message that now exists; the rest return nothing. */
export interface Receipt {
  readonly message?: MessageRef
  /** What was opened. */
  readonly conversation?: Conversation
}

export class RateLimited extends Schema.TaggedError<RateLimited>()("RateLimited", {
  retryAfterMillis: Schema.Finite,
  /** What has to wait: this write alone, or everything in its conversation, as when nothing is said. */
  scope: Schema.optionalKey(Schema.Literals(["write", "conversation"]))
}) {
  override get message() {
    return `rate limited for ${this.retryAfterMillis} ms`
  }
}
/** The message or conversation does not exist any more. */
export class Gone extends Schema.TaggedError<Gone>()("Gone", { what: Schema.String }) {
  override get message() {
    return `${this.what} does not exist any more`
  }
}
export class Forbidden extends Schema.TaggedError<Forbidden>()("Forbidden", { missing: Schema.String }) {
  override get message() {
    return `missing permission: ${this.missing}`
  }
}
/** Worth another try: a 5xx, a dead socket, a time-out. */
export class Unreachable extends Schema.TaggedError<Unreachable>()("Unreachable", { detail: Schema.String }) {
  override get message() {
    return `not reachable: ${this.detail}`
  }
}
/** The platform refused the content; another try of the same cannot help. */
export class Rejected extends Schema.TaggedError<Rejected>()("Rejected", { detail: Schema.String }) {
  override get message() {
    return `refused: ${this.detail}`
  }
}
/** The adapter cannot start with what it was given: a missing or wrong token, say. */
export class Misconfigured extends Schema.TaggedError<Misconfigured>()("Misconfigured", {
  detail: Schema.String,
  remedy: Schema.String
}) {
  override get message() {
    return `${this.detail} (${this.remedy})`
  }
}

export class PlatformError extends Schema.TaggedError<PlatformError>()("PlatformError", {
  platform: PlatformName,
  reason: Schema.Union([RateLimited, Gone, Forbidden, Unreachable, Rejected, Misconfigured])
}) {
  override get message() {
    return `${this.platform}: ${this.reason.message}`
  }
}

export interface ChatCapabilities {
  /** The longest message, in what `measure` counts. */
  readonly maxLength: number
  /** The length of a piece of Markdown once it is in the platform's dialect. */
  readonly measure: (markdown: string) => number
  readonly edits: boolean
  readonly deletes: boolean
  readonly uploads: boolean
  readonly marks: boolean
  /** Where several agents answer one message each of their ends is marked; else the last one's, for all of them. */
  readonly marksEach: boolean
  readonly buttons: boolean
  /** Tables are shown as tables. */
  readonly tables: boolean
  /** Whether an answer can be rated. */
  readonly ratings: boolean
  /**
   * For how long one message can grow, in milliseconds, before the answer must go on in another one; 0 where messages do
   * not grow. Where they do, what a message becomes is handed over in parts as well.
   */
  readonly growsForMillis: number
  /** Threads can be opened from here. */
  readonly threads: boolean
  /** Threads have a title that can be changed. */
  readonly titles: boolean
  /** How people write a command of the vocabulary here: `help` as `/help`. */
  readonly command: (words: string) => string
  /** A repeated `Post` with the same key cannot make a second message. */
  readonly idempotentPosts: boolean
  /** Least time between two edits of one message, in milliseconds, given the live messages in the conversation. */
  readonly editIntervalMillis: (liveMessages: number) => number
}

export const noCapabilities: ChatCapabilities = {
  maxLength: 2000,
  measure: (markdown) => markdown.length,
  edits: false,
  deletes: false,
  uploads: false,
  marks: false,
  marksEach: false,
  buttons: false,
  tables: false,
  ratings: false,
  growsForMillis: 0,
  threads: false,
  titles: false,
  command: (words) => `/${words}`,
  idempotentPosts: false,
  editIntervalMillis: () => 1200
}

/** How a platform's way in stands now. */
export const Connection = Schema.Struct({
  state: Schema.Literals(["connected", "connecting", "down"]),
  /** For people, in a few words: how many connections, which address, what is wrong. */
  detail: Schema.String
})
export type Connection = typeof Connection.Type

export const placeKinds = Schema.Literals(["workspace", "category", "channel", "thread", "direct"])

/**
 * A conversation that exists on a platform, or what contains one, by the name that people there know it by. The name is
 * foreign text: one line, without what cannot be seen and without mentions (`core/chat/PlaceTitle`).
 */
export interface NamedPlace {
  readonly id: ConversationId
  /** Other ids that mean the same place in bindings and rules. */
  readonly also?: ReadonlyArray<ConversationId>
  readonly kind: typeof placeKinds.Type
  /** As people write it: `#general`; of a direct conversation the person's name. At most 81 code points. */
  readonly title: string
  /** The place that contains this one; of those that are told. */
  readonly within?: ConversationId
}

export interface ChatPlatform {
  readonly name: PlatformName
  readonly capabilities: ChatCapabilities
  /**
   * Hands every event to the intake and returns when the platform has nothing more to say (a closed terminal). Events of
   * one conversation are handed over in the order in which they happened, the next after it was accepted: by then
   * the event is durable, and the platform's own acknowledgement may leave. The same event may be handed over twice.
   */
  readonly receive: (intake: Intake) => Effect.Effect<void, PlatformError, Scope.Scope>
  /**
   * One write. Never retried inside beyond what the platform's client does for one request; pacing and retry are the
   * outbox's. An operation that the capabilities rule out is never asked for.
   */
  readonly perform: (operation: Operation) => Effect.Effect<Receipt, PlatformError>
  /**
   * Messages that earlier lives of the service made here under keys that begin like this, each with its key: also those
   * of which they never learnt that they exist. Absent where a platform cannot know.
   */
  readonly leftBehind?: (
    conversation: ConversationId,
    prefix: string
  ) => Effect.Effect<ReadonlyArray<readonly [key: string, message: MessageRef]>, PlatformError>
  /** The address at which a browser shows this conversation; undefined or absent where there is none. */
  readonly link?: (conversation: Conversation) => string | undefined
  /**
   * The conversations in which the bot can hear and speak, and what contains them; at most 10,000, threads as far as they
   * are known without asking. Asked seldom and waited for by nobody. Absent where places have no names.
   */
  readonly places?: Effect.Effect<ReadonlyArray<NamedPlace>, PlatformError>
  /** Absent where nothing has to be connected. */
  readonly connection?: Effect.Effect<Connection>
}
