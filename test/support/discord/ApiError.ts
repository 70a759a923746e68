/** What Discord says when it refuses: status, code and words. Owns the list; who refuses when is the routes' matter. */
import type { Json } from "../Json.ts"

export { isRecord, type Json } from "../Json.ts"

/** A tree as in `{"content": {"_errors": [{"code", "message"}]}}`. */
export type ErrorTree = {
  [key: string]: ErrorTree | ReadonlyArray<{ readonly code: string; readonly message: string }>
}

const refusals = {
  unauthorized: [401, 0, "401: Unauthorized"],
  notFound: [404, 0, "404: Not Found"],
  notAllowed: [405, 0, "405: Method Not Allowed"],
  unknownChannel: [404, 10003, "Unknown Channel"],
  unknownGuild: [404, 10004, "Unknown Guild"],
  unknownMember: [404, 10007, "Unknown Member"],
  unknownMessage: [404, 10008, "Unknown Message"],
  unknownUser: [404, 10013, "Unknown User"],
  unknownEmoji: [400, 10014, "Unknown Emoji"],
  unknownWebhook: [404, 10015, "Unknown Webhook"],
  unknownInteraction: [404, 10062, "Unknown interaction"],
  unknownCommand: [404, 10063, "Unknown application command"],
  tooManyReactions: [400, 30010, "Maximum number of reactions reached (20)"],
  tooManyCommands: [400, 30032, "Maximum number of application commands reached (100)"],
  tooManyWebhooks: [400, 30007, "Maximum number of webhooks reached (15)"],
  tooManyOldEdits: [429, 30046, "Maximum number of edits to messages older than 1 hour reached. Try again later."],
  tooLarge: [413, 40005, "Request entity too large"],
  alreadyAcknowledged: [400, 40060, "Interaction has already been acknowledged."],
  missingAccess: [403, 50001, "Missing Access"],
  wrongAccount: [403, 50005, "Cannot edit a message authored by another user"],
  emptyMessage: [400, 50006, "Cannot send an empty message"],
  cannotMessage: [403, 50007, "Cannot send messages to this user"],
  cannotInNonText: [400, 50008, "Cannot send messages in a non-text channel"],
  missingPermissions: [403, 50013, "Missing Permissions"],
  systemMessage: [403, 50021, "Cannot execute action on a system message"],
  channelType: [400, 50024, "Cannot execute action on this channel type"],
  invalidWebhookToken: [401, 50027, "Invalid Webhook Token"],
  invalidForm: [400, 50035, "Invalid Form Body"],
  archivedThread: [400, 50083, "Thread is archived"],
  invalidJson: [400, 50109, "The request body contains invalid JSON."],
  cannotReply: [403, 160002, "Cannot reply without permission to read message history"],
  threadExists: [400, 160004, "A thread has already been created for this message"],
  threadLocked: [403, 160005, "Thread is locked"],
  tooManyThreads: [400, 160006, "Maximum number of active threads reached"]
} as const satisfies Record<string, readonly [number, number, string]>

export type Refusal = keyof typeof refusals

export class ApiError extends Error {
  readonly status: number
  readonly code: number
  readonly errors: ErrorTree | undefined
  /** Seconds until it may be tried again. */
  readonly retryAfter: number | undefined

  constructor(refusal: Refusal, errors?: ErrorTree, retryAfter?: number) {
    const [status, code, message] = refusals[refusal]
    super(message)
    this.status = status
    this.code = code
    this.errors = errors
    this.retryAfter = retryAfter
  }

  get body(): Json {
    return {
      message: this.message,
      code: this.code,
      ...(this.errors === undefined ? {} : { errors: this.errors }),
      ...(this.retryAfter === undefined ? {} : { retry_after: this.retryAfter, global: false })
    }
  }
}

export const refuse = (refusal: Refusal): never => {
  throw new ApiError(refusal)
}

/** The thing, or the refusal that Discord makes of its absence. */
export const need = <A>(value: A | undefined, refusal: Refusal): A => value ?? refuse(refusal)
