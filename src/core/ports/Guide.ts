/**
 * Whoever is being guided through setting up a platform: what an adapter may say to and ask of the person who sits there.
 * Implemented at the edge, where there is a screen. What is shown may hold foreign text (names of servers, of channels):
 * the implementation makes it safe. A person who leaves interrupts; no adapter has to think of it.
 */
import type * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"

export interface GuideOption<A> {
  readonly title: string
  /** In a few words; empty when there is nothing to say. */
  readonly about: string
  readonly value: A
  /** It is shown, and cannot be chosen: `about` says why. */
  readonly unusable?: boolean
}

/** A secret that could not be kept, or that something else would be used before. */
export class NotKept extends Schema.TaggedError<NotKept>()("NotKept", {
  name: Schema.String,
  detail: Schema.String,
  remedy: Schema.String
}) {
  override get message() {
    return `${this.name}: ${this.detail}; ${this.remedy}`
  }
}

export interface Guide {
  /** One or more lines. */
  readonly say: (text: string) => Effect.Effect<void>
  /** What is typed is not shown, and is trimmed. */
  readonly askSecret: (question: string) => Effect.Effect<Redacted.Redacted>
  /** At least one option can be chosen; the first one that can is the suggestion. */
  readonly choose: <A>(question: string, options: ReadonlyArray<GuideOption<A>>) => Effect.Effect<A>
  /** Yes is the suggestion. */
  readonly confirm: (question: string) => Effect.Effect<boolean>
  /** Shows what is being waited for while the effect runs. */
  readonly waiting: <A, E, R>(text: string, effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Keeps a secret at once, under the name of its environment variable: whoever leaves now need not give it again. */
  readonly keep: (name: string, secret: Redacted.Redacted) => Effect.Effect<void, NotKept>
}
