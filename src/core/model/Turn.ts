/**
 * One accepted message on its way through a lane. Owns the shape in which it is stored; what happens to it is in
 * `core/sessions`.
 */
import * as Schema from "effect/Schema"
import { Conversation, MessageRef, Person } from "./Conversation.ts"
import { AgentName, SessionId, TurnId } from "./Ids.ts"
import { Attachment } from "./InboundEvent.ts"

export const Turn = Schema.Struct({
  id: TurnId,
  session: SessionId,
  agent: AgentName,
  conversation: Conversation,
  person: Person,
  /** The person's message; absent for a turn that a background task started by itself. */
  origin: Schema.optionalKey(MessageRef),
  text: Schema.String,
  attachments: Schema.Array(Attachment),
  /** Epoch milliseconds at which the message was said. */
  saidAt: Schema.Finite
}).annotate({ identifier: "Turn" })
export type Turn = typeof Turn.Type
