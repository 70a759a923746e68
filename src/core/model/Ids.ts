/**
 * The names by which the core knows everything else. Opaque outside the adapter that made them: the core compares and
 * stores them, it never parses a platform's own id out of one.
 */
import * as Schema from "effect/Schema"

/** `scout`, `release-notes`: lower case, starts with a letter, at most 32 characters. Also the file name of the agent. */
export const AgentName = Schema.String.check(Schema.isPattern(/^[a-z][a-z0-9-]{0,31}$/)).pipe(Schema.brand("AgentName"))
export type AgentName = typeof AgentName.Type

/** The folder name of a backend adapter. */
export const BackendName = Schema.NonEmptyString.pipe(Schema.brand("BackendName"))
export type BackendName = typeof BackendName.Type

/** The folder name of a chat adapter. */
export const PlatformName = Schema.NonEmptyString.pipe(Schema.brand("PlatformName"))
export type PlatformName = typeof PlatformName.Type

/** A label for a machine that can run an agent; `default` unless the agent's file says otherwise. */
export const HostName = Schema.String.check(Schema.isPattern(/^[a-z0-9][a-z0-9-]{0,31}$/)).pipe(
  Schema.brand("HostName")
)
export type HostName = typeof HostName.Type

/** A channel, thread or DM, as its platform names it. Unique within one platform only. */
export const ConversationId = Schema.NonEmptyString.pipe(Schema.brand("ConversationId"))
export type ConversationId = typeof ConversationId.Type

/** A message on a platform, as the platform names it. Unique within its conversation. */
export const MessageId = Schema.NonEmptyString.pipe(Schema.brand("MessageId"))
export type MessageId = typeof MessageId.Type

/** A person on a platform, as the platform names them. */
export const UserId = Schema.NonEmptyString.pipe(Schema.brand("UserId"))
export type UserId = typeof UserId.Type

/** One session: agent + conversation. `host/agent/platform:conversation`, the cluster entity's id. */
export const SessionId = Schema.NonEmptyString.pipe(Schema.brand("SessionId"))
export type SessionId = typeof SessionId.Type

/** One accepted message and everything that answers it: `platform:conversation:message:agent`. */
export const TurnId = Schema.NonEmptyString.pipe(Schema.brand("TurnId"))
export type TurnId = typeof TurnId.Type

/** One request to a person. Short enough to travel inside a button. */
export const AskId = Schema.NonEmptyString.pipe(Schema.brand("AskId"))
export type AskId = typeof AskId.Type

/** What a backend needs to continue a conversation: the id by which its CLI knows it. */
export const ResumeToken = Schema.NonEmptyString.pipe(Schema.brand("ResumeToken"))
export type ResumeToken = typeof ResumeToken.Type

/** One task that was handed out: `w-7k2f9q`. Short enough to type, and to travel inside a button. */
export const WorkerId = Schema.String.check(Schema.isPattern(/^w-[a-z0-9]{4,32}$/)).pipe(Schema.brand("WorkerId"))
export type WorkerId = typeof WorkerId.Type

/** What was asked for in one go: one worker, several, or a chain: `j-7k2f9q`. */
export const JobId = Schema.String.check(Schema.isPattern(/^j-[a-z0-9]{4,32}$/)).pipe(Schema.brand("JobId"))
export type JobId = typeof JobId.Type
