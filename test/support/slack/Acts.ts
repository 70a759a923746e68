/** What comes of what a person did: the handle that a test holds. */
import { Effect } from "effect"
import { type Json, recordOf, textOf } from "../Json.ts"
import { makeUntil } from "../Waiting.ts"
import type { Interaction } from "./Interactions.ts"
import { messageLines, wholeTranscript } from "./Transcript.ts"
import { type Message, messagesIn, type View, type World } from "./World.ts"

/** One message that came of it. */
export interface Answered {
  readonly message: Message
  readonly text: string
  /** Only the person sees it. */
  readonly ephemeral: boolean
  /** With files, buttons and the rest, as the transcript shows it. */
  readonly shown: string
}

export interface Act {
  readonly interaction: Interaction
  /** How long it took, and what the acknowledgement carried. */
  readonly acknowledged: Effect.Effect<{ readonly ms: number; readonly payload: Json }>
  /** What the person read about it: `operation_timeout`, `dispatch_failed` … */
  readonly failed: Effect.Effect<string>
  /** Answers to it, and everything that was shown to the person alone in that channel since. */
  readonly answers: () => ReadonlyArray<Answered>
  readonly answer: Effect.Effect<Answered>
  /** The modal that it opened. */
  readonly view: Effect.Effect<View>
  /** What is offered to somebody who types. */
  readonly options: Effect.Effect<ReadonlyArray<string>>
}

export const makeAct = (world: World, interaction: Interaction): Act => {
  const until = makeUntil(world, () => wholeTranscript(world))

  const answered = (message: Message): Answered => ({
    message,
    text: message.text,
    ephemeral: message.seenBy !== undefined,
    shown: messageLines(world, message, interaction.person.id).join("\n")
  })

  const answers = () => {
    const since = String(interaction.at / 1_000)
    const alone = messagesIn(world, interaction.channel ?? "").filter(
      ({ bot, seenBy, ts }) => bot !== undefined && seenBy === interaction.person.id && ts >= since
    )
    return [...new Set([...interaction.answers, ...alone])]
      .sort((left, right) => (left.ts < right.ts ? -1 : 1))
      .map(answered)
  }

  const waiting = <A>(what: string, look: () => A | undefined) =>
    until(`${what} to ${interaction.person.name}'s ${interaction.title}`, () => {
      const found = look()
      if (found === undefined && interaction.failed !== undefined) {
        throw new Error(`${interaction.title} failed: ${interaction.failed}`)
      }
      return found
    })

  return {
    interaction,
    acknowledged: waiting("an acknowledgement", () => interaction.ack),
    failed: until(`${interaction.title} to fail`, () => interaction.failed),
    answers,
    answer: waiting("an answer", () => answers()[0]),
    view: waiting("a form", () => interaction.views[0]),
    options: waiting("options", () => interaction.options).pipe(
      Effect.map((options) => options.map(({ text }) => textOf(recordOf(text).text)))
    )
  }
}
