/**
 * One accepted message on its way through a lane. Owns the shape in which it is stored; what happens to it is in
 * `core/sessions`.
 */
import * as Schema from "effect/Schema"
import { Conversation, MessageRef, Person } from "./Conversation.ts"
import { DoneBy, doneBy } from "./DoneBy.ts"
import { AgentName, PlatformName, SessionId, TurnId } from "./Ids.ts"
import { Attachment } from "./InboundEvent.ts"
import { Routed, WorkerTerms } from "./Worker.ts"

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
  saidAt: Schema.Finite,
  /** Nobody said it: its agent began to speak. */
  byItself: Schema.optionalKey(Schema.Literal(true)),
  /** Where the person said it, when that is not where the conversation is. */
  saidOn: Schema.optionalKey(PlatformName),
  /** Of a message that is said once more: who had it said, whoever wrote it. */
  again: Schema.optionalKey(DoneBy),
  /** Of a worker's turn: where it differs from its agent. */
  terms: Schema.optionalKey(WorkerTerms),
  /** Which model works on it, where that was chosen before it was said. */
  routed: Schema.optionalKey(Routed),
  /** US dollars; the smaller one of this and the agent's own counts. */
  budgetUsd: Schema.optionalKey(Schema.Finite),
  /** A person raised the budget for this turn: `budgetUsd` counts in place of any other limit of a turn. */
  raised: Schema.optionalKey(Schema.Boolean),
  /** The turn that asked for this one: what this one spends is spent by that one too. */
  within: Schema.optionalKey(TurnId),
  /** Agents that handed on to one another until here, the first one first. */
  asked: Schema.optionalKey(Schema.Array(AgentName))
}).annotate({ identifier: "Turn" })
export type Turn = typeof Turn.Type

/** Where the person is who spends what it costs. */
export const spentOn = ({ conversation, saidOn }: Pick<Turn, "conversation" | "saidOn">): PlatformName =>
  saidOn ?? conversation.platform

/** A person, or the agent that asked for it. */
export const saidBy = (turn: Turn): DoneBy => {
  const { again, asked, person } = turn
  if (again !== undefined) return again
  const agent = asked?.at(-1)
  return agent === undefined ? doneBy(person, spentOn(turn)) : { by: agent }
}
