/**
 * What a person did on a platform, said in the core's words. An adapter makes these and drops its own and other bots'
 * messages before. Everything in here that a person typed is hostile text.
 */
import * as Schema from "effect/Schema"
import { Conversation, MessageRef, Person } from "./Conversation.ts"
import { AgentName } from "./Ids.ts"

/** A file that the adapter has already stored under the session's inbox folder. */
export const Attachment = Schema.Struct({
  name: Schema.String,
  mediaType: Schema.String,
  /** Absolute path of the stored copy. */
  path: Schema.String,
  bytes: Schema.Natural
}).annotate({ identifier: "Attachment" })
export type Attachment = typeof Attachment.Type

/** What was pressed or answered. `value` carries an answer's text or labels; which button it was is in `action`. */
export const PressAction = Schema.Literals([
  "stop",
  "allow-once",
  "allow-session",
  "deny",
  "choose",
  "approve",
  "revise",
  "retry",
  "helpful",
  "unhelpful",
  "raise",
  "cancel-job",
  "retry-job",
  "open-worker"
])
export type PressAction = typeof PressAction.Type

/** Signs with which a person takes back what they asked for, without variation selectors. */
export const stopSigns: ReadonlyArray<string> = ["🛑", "⏹", "❌", "✖"]

export const InboundEvent = Schema.TaggedUnion({
  Said: {
    ref: MessageRef,
    conversation: Conversation,
    person: Person,
    text: Schema.String,
    attachments: Schema.Array(Attachment),
    /** The bot was mentioned, or this is a direct message. */
    addressed: Schema.Boolean,
    /** Agents named in the message by their own name (`@scout`), in order. */
    named: Schema.Array(AgentName),
    /** Epoch milliseconds by the platform's clock. */
    at: Schema.Finite
  },
  Edited: { ref: MessageRef, conversation: Conversation, person: Person, text: Schema.String },
  Deleted: { ref: MessageRef, conversation: Conversation },
  /** `reaction` is the sign itself, in Unicode without variation selectors. */
  Reacted: { ref: MessageRef, conversation: Conversation, person: Person, reaction: Schema.String },
  Pressed: {
    conversation: Conversation,
    person: Person,
    action: PressAction,
    /** The turn or ask id that the button carried. */
    target: Schema.String,
    /**
     * For `choose`: chosen labels or free text by question. A platform that only remembers places says `#0` for the
     * first question or option. For `deny` and `revise`: the person's words under `feedback`.
     */
    value: Schema.Record(Schema.String, Schema.Array(Schema.String)),
    /** Where the platform can answer the one who pressed, and nobody else; the adapter's own handle. */
    replyTo: Schema.optionalKey(Schema.String)
  },
  Commanded: {
    conversation: Conversation,
    person: Person,
    /** A command of the core's vocabulary: `stop`, `agent list`. */
    command: Schema.String,
    args: Schema.Record(Schema.String, Schema.String),
    /** Where the platform wants the reply; the adapter's own handle. */
    replyTo: Schema.String,
    /** The message with which everybody sees what was asked: it stands for the person's own. */
    origin: Schema.optionalKey(MessageRef)
  }
})
export type InboundEvent = typeof InboundEvent.Type
