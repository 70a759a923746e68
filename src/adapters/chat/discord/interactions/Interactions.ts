/**
 * Everything that a person does but write: slash commands, buttons, forms, menus. Owns what leaves first, which is the
 * acknowledgement, whatever the core is doing; and that a person's action reaches the core even when it came too late.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Schema from "effect/Schema"
import { patiently } from "../../../../core/chat/Patience.ts"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import { argsOf, wantsForm } from "../../../../core/commands/FormWords.ts"
import type { Person } from "../../../../core/model/Conversation.ts"
import { InboundEvent } from "../../../../core/model/InboundEvent.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import * as Words from "../../../../core/render/Words.ts"
import { renderBody } from "../format/Body.ts"
import { decodeFormId } from "../format/CustomId.ts"
import { aboutModal, submitted, wordsField } from "../format/Modals.ts"
import type { Places } from "../inbound/Places.ts"
import type { Threads } from "../outbound/Threads.ts"
import { conversationAt, conversationOf, type Place } from "../Place.ts"
import type { Api } from "../rest/Api.ts"
import * as Acknowledgements from "./Acknowledgements.ts"
import { announceAsked } from "./Asked.ts"
import { makeAskedAbout, questionOn, taskOn } from "./AskedAbout.ts"
import { autocomplete } from "./Autocomplete.ts"
import { commandCall } from "./CommandCalls.ts"
import { formFor } from "./Forms.ts"
import { Interaction, type InteractionOf, personOf } from "./InteractionSchema.ts"
import { type Press, pressedByForm, pressing } from "./Pressing.ts"
import type { Replies, ReplyKind } from "./Replies.ts"
import { runAsWorker } from "./SlashCommands.ts"

export interface Interactions {
  /** Takes as long as the core takes: fork it. */
  readonly handle: (raw: unknown) => Effect.Effect<void>
}

const messageMenu = 3
const mostRemembered = 1000

const noSuchCommand = "there is no such command any more; type / to see what there is"

const decode = Schema.decodeUnknownExit(Interaction)

const acknowledgements: Record<ReplyKind, Acknowledgements.Acknowledgement> = {
  private: Acknowledgements.laterPrivately,
  public: Acknowledgements.laterPublicly,
  press: Acknowledgements.seen
}

/** A button stands in its conversation, or, where its thread could not be opened, behind the message that would have. */
const pressedAt = (place: Place, { message }: Interaction) => {
  const opener = message?.message_reference?.message_id
  return opener === undefined || opener === null ? conversationAt(place) : conversationOf(place, opener)
}

export const makeInteractions = (parts: {
  readonly api: Api
  readonly intake: Intake
  readonly places: Places
  readonly replies: Replies
  readonly threads: Threads
}): Interactions => {
  const { api, intake, places, replies } = parts
  const askedAbout = makeAskedAbout(api)
  const handled = makeRecent<string, true>(mostRemembered)

  const placeOf = ({ channel_id, guild_id }: Interaction) =>
    guild_id === undefined || guild_id === null
      ? Effect.succeed<Place>({ kind: "direct", channel: channel_id, opensThreads: false, own: false })
      : places.find(channel_id)

  const only = (interaction: Interaction, acknowledgement: Acknowledgements.Acknowledgement) =>
    Effect.asVoid(Acknowledgements.acknowledge(api, interaction, acknowledgement))

  /** First what Discord waits for; then what comes of it, wherever that leads. */
  const hear = Effect.fnUntraced(function* (interaction: Interaction, kind: ReplyKind) {
    const { application_id, id, token } = interaction
    if (!(yield* Acknowledgements.acknowledge(api, interaction, acknowledgements[kind]))) return
    yield* replies.open({ id, token, application: application_id, kind })
  })

  const refuse = ({ id }: Interaction, words: string) =>
    patiently(replies.answer(id, renderBody({ markdown: words, controls: [] }), true)).pipe(
      Effect.ignore({ log: "Warn", message: `somebody could not be told: ${words}` })
    )

  const inPlace = (interaction: Interaction, then: (place: Place) => Effect.Effect<void>) =>
    patiently(placeOf(interaction)).pipe(
      Effect.matchEffect({
        onSuccess: then,
        onFailure: ({ reason }) => refuse(interaction, `this channel cannot be read: ${reason.message}; try again`)
      })
    )

  const command = Effect.fnUntraced(function* (
    interaction: Interaction,
    person: Person,
    name: string,
    args: Readonly<Record<string, string>>
  ) {
    const asks = name === "ask"
    yield* hear(interaction, asks ? "public" : "private")
    yield* inPlace(
      interaction,
      Effect.fnUntraced(function* (place) {
        const { id } = interaction
        const conversation = asks
          ? yield* announceAsked(parts, { handle: id, place, person, text: args.text ?? "" })
          : conversationAt(place)
        yield* intake.accept(
          InboundEvent.cases.Commanded.make({ conversation, person, command: name, args, replyTo: id })
        )
      })
    )
  })

  const about = Effect.fnUntraced(function* (
    interaction: Interaction,
    person: Person,
    message: string,
    question: string
  ) {
    yield* hear(interaction, "public")
    yield* inPlace(interaction, (place) =>
      askedAbout.find(interaction.channel_id, message).pipe(
        Effect.flatMap((found) =>
          Effect.gen(function* () {
            const { id } = interaction
            const conversation = yield* announceAsked(parts, {
              handle: id,
              place,
              person,
              text: question,
              about: found
            })
            const args = { text: questionOn(question, found) }
            yield* intake.accept(
              InboundEvent.cases.Commanded.make({ conversation, person, command: "ask", args, replyTo: id })
            )
          })
        ),
        Effect.catch(({ reason }) => refuse(interaction, `that message cannot be read: ${reason.message}`))
      )
    )
  })

  /** The message as a worker's task, in the conversation in which it stands. */
  const work = Effect.fnUntraced(function* (interaction: Interaction, person: Person, message: string) {
    yield* hear(interaction, "private")
    yield* inPlace(interaction, (place) =>
      askedAbout.find(interaction.channel_id, message).pipe(
        Effect.flatMap((found) =>
          intake.accept(
            InboundEvent.cases.Commanded.make({
              conversation: conversationAt(place),
              person,
              command: "worker run",
              args: { text: taskOn(found) },
              replyTo: interaction.id
            })
          )
        ),
        Effect.catch(({ reason }) => refuse(interaction, `that message cannot be read: ${reason.message}`))
      )
    )
  })

  const press = Effect.fnUntraced(function* (interaction: Interaction, person: Person, pressed: Press) {
    yield* hear(interaction, "press")
    yield* inPlace(interaction, (place) =>
      intake.accept(
        InboundEvent.cases.Pressed.make({
          conversation: pressedAt(place, interaction),
          person,
          ...pressed,
          replyTo: interaction.id
        })
      )
    )
  })

  const used = Effect.fnUntraced(function* (interaction: InteractionOf<2>, person: Person) {
    const { data } = interaction
    if (data.type === messageMenu) {
      const target = data.target_id ?? ""
      askedAbout.remember(data.resolved?.messages?.[target])
      if (data.name === runAsWorker) return yield* work(interaction, person, target)
      const modal = aboutModal(interaction.channel_id, target)
      return yield* only(
        interaction,
        modal === undefined ? Acknowledgements.say(noSuchCommand) : Acknowledgements.open(modal)
      )
    }
    const call = commandCall(intake.vocabulary, data)
    if (call === undefined) return yield* only(interaction, Acknowledgements.say(noSuchCommand))
    if (wantsForm(call.shape, call.args)) {
      const conversation = Effect.map(placeOf(interaction), conversationAt)
      const modal = yield* formFor({ intake, conversation, person, call })
      if (modal !== undefined) return yield* only(interaction, Acknowledgements.open(modal))
    }
    yield* command(interaction, person, call.shape.name, call.args)
  })

  const typed = Effect.fnUntraced(function* (interaction: InteractionOf<4>, person: Person) {
    const call = commandCall(intake.vocabulary, interaction.data)
    const conversation = Effect.map(placeOf(interaction), conversationAt)
    const values = call === undefined ? [] : yield* autocomplete({ intake, conversation, person, call })
    yield* only(interaction, Acknowledgements.offer(values))
  })

  const pressedComponent = (interaction: InteractionOf<3>, person: Person) => {
    const found = pressing(interaction.data)
    switch (found._tag) {
      case "Pressed":
        return press(interaction, person, found.press)
      case "Form":
        return only(interaction, Acknowledgements.open(found.modal))
      case "Unknown":
        return only(interaction, Acknowledgements.say(Words.expired))
    }
  }

  const submittedForm = (interaction: InteractionOf<5>, person: Person) => {
    const form = decodeFormId(interaction.data.custom_id)
    const fields = submitted(interaction.data.components)
    switch (form?._tag) {
      case "Command":
        return command(interaction, person, form.command, argsOf(fields))
      case "Feedback":
      case "Other":
        return press(interaction, person, pressedByForm(form, fields))
      case "About":
        // The ids come from a client: it must not make the bot read where the person cannot.
        if (form.channel === interaction.channel_id) {
          return about(interaction, person, form.message, fields[wordsField] ?? "")
        }
    }
    return only(interaction, Acknowledgements.say(Words.expired))
  }

  const act = (interaction: Interaction, person: Person): Effect.Effect<void> => {
    switch (interaction.type) {
      case 2:
        return used(interaction, person)
      case 3:
        return pressedComponent(interaction, person)
      case 4:
        return typed(interaction, person)
      case 5:
        return submittedForm(interaction, person)
    }
  }

  return {
    handle: (raw) => {
      const decoded = decode(raw)
      if (Exit.isFailure(decoded)) return Effect.logWarning("discord sent an interaction of an unknown form")
      const interaction = decoded.value
      const person = personOf(interaction)
      if (person === undefined || handled.has(interaction.id)) return Effect.void
      handled.set(interaction.id, true)
      return act(interaction, person).pipe(
        Effect.catchDefect((defect) => Effect.logError("an interaction broke", defect)),
        Effect.annotateLogs({ interaction: interaction.id })
      )
    }
  }
}
