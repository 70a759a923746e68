/**
 * What a coding CLI must be able to do for the core. Owned by adapters under `adapters/backend/*`; called by
 * `core/sessions`. A backend translates one CLI's wire into `AgentEvent`s and back and knows nothing of lanes, chats
 * or budgets beyond the turn it is given.
 */
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Agent, Permissions } from "../model/Agent.ts"
import type { AgentEvent } from "../model/AgentEvent.ts"
import type { Answer } from "../model/Ask.ts"
import { type AskId, BackendName, type ResumeToken, type SessionId, type TurnId } from "../model/Ids.ts"
import type { Attachment } from "../model/InboundEvent.ts"
import type { JsonSchema } from "../model/Worker.ts"

/** What a backend can do. Every default is "no". */
export interface BackendCapabilities {
  /** Text arrives as it is written, not as whole messages. */
  readonly deltas: boolean
  readonly permissionAsks: boolean
  readonly questions: boolean
  readonly planReview: boolean
  readonly interrupt: boolean
  readonly steer: boolean
  readonly images: boolean
  readonly fork: boolean
  /** Enforces a budget of a turn by itself. */
  readonly budget: boolean
  /** Reports what a turn cost. */
  readonly cost: boolean
  /** A process that lost the service finishes its turn and leaves the answer where `recover` finds it. */
  readonly survivesService: boolean
  /** Model and permissions change without a new process. */
  readonly reconfigure: boolean
  /** Answers by a JSON schema. */
  readonly structured: boolean
  /** Can be given the service's own tools. */
  readonly tools: boolean
}

export const noBackendCapabilities: BackendCapabilities = {
  deltas: false,
  permissionAsks: false,
  questions: false,
  planReview: false,
  interrupt: false,
  steer: false,
  images: false,
  fork: false,
  budget: false,
  cost: false,
  survivesService: false,
  reconfigure: false,
  structured: false,
  tools: false
}

/** The CLI cannot be started: not installed, not executable, wrong arguments. */
export class CannotStart extends Schema.TaggedError<CannotStart>()("CannotStart", {
  detail: Schema.String,
  remedy: Schema.String
}) {
  override get message() {
    return `${this.detail}; ${this.remedy}`
  }
}
/** The conversation to resume is not known to the CLI any more. */
export class UnknownSession extends Schema.TaggedError<UnknownSession>()("UnknownSession", { token: Schema.String }) {
  override get message() {
    return `no conversation ${this.token} to resume`
  }
}
/** The CLI cannot do what was asked of it. */
export class Unsupported extends Schema.TaggedError<Unsupported>()("Unsupported", { what: Schema.String }) {
  override get message() {
    return `cannot ${this.what}`
  }
}
export class BackendError extends Schema.TaggedError<BackendError>()("BackendError", {
  backend: BackendName,
  reason: Schema.Union([CannotStart, UnknownSession, Unsupported])
}) {
  override get message() {
    return `${this.backend}: ${this.reason.message}`
  }
}

/** The service's own tools, as an MCP server over HTTP that knows by the token whose process calls. */
export interface OwnTools {
  /** `http://127.0.0.1:3456/mcp`. */
  readonly url: string
  /** Sent as `Authorization: Bearer`. Must not be seen in an argument, a log or the process's environment. */
  readonly token: Redacted.Redacted<string>
}

/** The name under which a CLI finds the service's own tools among its MCP servers. */
export const ownToolsName = "orchestrator"

export interface OpenSession {
  readonly session: SessionId
  /** With the persona and model that this session is pinned to. */
  readonly agent: Agent
  /** Absent for a new conversation. */
  readonly token?: ResumeToken
  /** Continue from `token` in a conversation of its own. */
  readonly fork: boolean
  /** US dollars that the conversation's process may spend before it must be opened anew; a hint for the CLI's flag. */
  readonly budgetUsd?: number
  /** The CLI may use these without asking anybody. */
  readonly tools?: OwnTools
  /** A JSON schema that every answer of this conversation must meet. */
  readonly schema?: JsonSchema
}

export interface TurnInput {
  readonly turn: TurnId
  readonly text: string
  readonly attachments: ReadonlyArray<Attachment>
  /** US dollars that this turn may cost. */
  readonly budgetUsd?: number
}

/** What became of a turn whose service died. */
export type Recovered =
  /** The CLI never saw it: run it. */
  | { readonly _tag: "NotReached" }
  /** The CLI finished by itself: these events end in Completed. */
  | { readonly _tag: "Finished"; readonly events: ReadonlyArray<AgentEvent> }
  /** The CLI had it and did not finish; this much was said. */
  | { readonly _tag: "Unfinished"; readonly said: string }

/** One live conversation with one CLI process. Closing its scope ends the process and all that it left running. */
export interface BackendSession {
  /** What resumes this conversation, when the CLI tells it before the first turn; else it comes with Started. */
  readonly token?: ResumeToken
  /**
   * Runs one turn; the next may start when the stream has ended. Never fails: whatever goes wrong is a Completed.
   * Interrupting the stream leaves the process to the scope.
   */
  readonly run: (input: TurnInput) => Stream.Stream<AgentEvent>
  /** False when nothing waits for that ask any more. */
  readonly answer: (ask: AskId, answer: Answer) => Effect.Effect<boolean>
  /** Ends the running turn as Stopped, and what it left running; the process stays usable. */
  readonly interrupt: Effect.Effect<void>
  /** Adds to the running turn. False when the CLI cannot or nothing runs. */
  readonly steer: (text: string) => Effect.Effect<boolean>
  /** False when it takes a new process. Applies from the next turn on. */
  readonly configure: (change: {
    readonly model?: string
    readonly permissions?: Permissions
  }) => Effect.Effect<boolean>
  /** Turns that nobody asked for: a background task that ended by itself. Each inner stream is one whole turn. */
  readonly spontaneous: Stream.Stream<Stream.Stream<AgentEvent>>
  /** Returns once the process is gone, with what it last said on stderr. */
  readonly closed: Effect.Effect<string>
}

export interface AgentBackend {
  readonly name: BackendName
  /** For people: the product's own spelling; its name when absent. */
  readonly title?: string
  /** Models and aliases that are worth offering; others are accepted all the same. */
  readonly models?: ReadonlyArray<string>
  readonly capabilities: BackendCapabilities
  /** Starts the process and warms it up, so that the first turn finds it ready. */
  readonly open: (options: OpenSession) => Effect.Effect<BackendSession, BackendError, Scope.Scope>
  /**
   * Looks for the answer of a turn whose service died: waits, bounded, for a surviving process, then reads the CLI's
   * own record.
   */
  readonly recover: (options: OpenSession, input: TurnInput) => Effect.Effect<Recovered, BackendError>
  /** The command with which a person takes the session over in a terminal. */
  readonly takeover: (options: OpenSession) => ReadonlyArray<string>
}
