/**
 * What the core offers a platform that listens: where events go, and what a person may be helped with before one is
 * made. Implemented by the door. Must not be used to write: that is what operations are for.
 */
import type * as Effect from "effect/Effect"
import type { Conversation, Person } from "../model/Conversation.ts"
import type { AgentName } from "../model/Ids.ts"
import type { Attachment, InboundEvent } from "../model/InboundEvent.ts"
import type { Suggestion, Vocabulary } from "../model/Vocabulary.ts"

/** Files that came with a message, once they are stored. */
export interface ReceivedFiles {
  readonly attachments: ReadonlyArray<Attachment>
  /** What was not taken, in words for the person: `film.mov: 40 MB, at most 10 MB`. */
  readonly refused: ReadonlyArray<string>
}

/** Someone who is about to use a command. */
export interface CommandQuestion {
  readonly conversation: Conversation
  readonly person: Person
  readonly command: string
  /** What was filled in so far. */
  readonly args: Readonly<Record<string, string>>
}

/** What concerns one person, in one picture: what they may talk to, what runs, and what waits for somebody. */
export interface Overview {
  readonly agents: ReadonlyArray<{ readonly name: string; readonly description: string; readonly model?: string }>
  /** Turns that are not over, the oldest first: this person's own, and those in places that they administer. */
  readonly running: ReadonlyArray<{
    readonly agent: string
    readonly conversation: Conversation
    /** What was asked, as it was written. */
    readonly text: string
    readonly by: string
    /** Epoch milliseconds. */
    readonly since: number
    /** What waits for a person, in words; empty when nothing does. */
    readonly waitsFor: ReadonlyArray<string>
  }>
  /** In the fleet since midnight where the service runs; absent when no cost is known. */
  readonly costTodayUsd?: number
}

export interface Intake {
  /**
   * Returns when the event is durable, or needs nothing to be kept. Never fails: what goes wrong is said in the chat.
   * `files` stores what came with a message; it is run only once the message is known to be for an agent and its writer
   * allowed to talk, so that strangers cannot fill the disk.
   */
  readonly accept: (event: InboundEvent, files?: Effect.Effect<ReceivedFiles>) => Effect.Effect<void>
  /** Whom a message may name (`@scout`). */
  readonly agents: Effect.Effect<ReadonlyArray<AgentName>>
  readonly vocabulary: Vocabulary
  /** At most 25 values for an option, best first; none for somebody who may not use the command. */
  readonly suggest: (
    question: CommandQuestion & { readonly option: string; readonly typed: string }
  ) => Effect.Effect<ReadonlyArray<Suggestion>>
  /** What a form is filled with when it opens; empty for somebody who may not use the command. */
  readonly draft: (question: CommandQuestion) => Effect.Effect<Readonly<Record<string, string>>>
  /** For a page of somebody's own; undefined for somebody who may not talk to any agent. */
  readonly overview: (conversation: Conversation, person: Person) => Effect.Effect<Overview | undefined>
  /** Somebody begins to write: what will be needed may be made ready. Returns at once. */
  readonly typing: (conversation: Conversation, person: Person) => Effect.Effect<void>
}
