/**
 * What a person does with commands, buttons, lists and forms. Enforces what the client's screen enforces: only what is
 * registered, shown and enabled can be used. Returns a handle on what comes of it.
 */
import { ComponentType, type InteractionResponseType, InteractionType } from "discord-api-types/v10"
import { Effect } from "effect"
import { makeUntil } from "../Waiting.ts"
import { isRecord, type Json } from "./ApiError.ts"
import { commandData, impossible, offered, type Values } from "./CommandLine.ts"
import { listOf, withinComponents } from "./ComponentChecks.ts"
import type { Choice, Interaction } from "./Interaction.ts"
import { createInteraction } from "./InteractionCreate.ts"
import { Flags } from "./MessageBody.ts"
import { messagePayload } from "./MessagePayload.ts"
import { type Modal, modalOf, submission } from "./ModalForm.ts"
import { findMessage, messagesIn, partialMember, userPayload } from "./Payloads.ts"
import { can } from "./Permissions.ts"
import { messageLines, wholeTranscript } from "./Transcript.ts"
import type { Channel, Message, User, World } from "./World.ts"

/** One message that came of it. */
export interface Answered {
  readonly message: Message
  readonly text: string
  /** Only the person sees it. */
  readonly ephemeral: boolean
  /** "Is thinking…" still stands there. */
  readonly thinking: boolean
  /** What it said before, oldest first. */
  readonly before: ReadonlyArray<string>
  /** With files, buttons and the rest, as the transcript shows it. */
  readonly shown: string
}

export interface Act {
  readonly interaction: Interaction
  /** How it was acknowledged. */
  readonly acknowledged: Effect.Effect<InteractionResponseType>
  /** "The application did not respond." */
  readonly failed: Effect.Effect<true>
  readonly answers: () => ReadonlyArray<Answered>
  /** The first answer that is more than "is thinking…". */
  readonly answer: Effect.Effect<Answered>
  /** What is offered to somebody who types. */
  readonly choices: Effect.Effect<ReadonlyArray<Choice>>
  readonly modal: Effect.Effect<Modal>
  /** Fields by label or custom id; the modal has to be open. */
  readonly submits: (fields: Readonly<Record<string, string | ReadonlyArray<string>>>) => Act
}

/** A label, or a custom id. */
export type Control = string | { readonly customId: string }

export const makeHands = (world: World, person: User) => {
  const until = makeUntil(world, () => wholeTranscript(world))

  const answered = (message: Message): Answered => ({
    message,
    text: message.content,
    ephemeral: message.seenBy !== undefined,
    thinking: (message.flags & Flags.loading) !== 0,
    before: message.before.filter((text) => text !== ""),
    shown: messageLines(world, message).join("\n")
  })

  const act = (interaction: Interaction): Act => {
    const answers = () =>
      interaction.messages.flatMap((id) => findMessage(world, interaction.channel, id) ?? []).map(answered)
    const waiting = <A>(what: string, look: () => A | undefined | false) =>
      until(`${what} to ${person.username}'s ${interaction.title}`, () => {
        const found = look()
        if (found === undefined && interaction.failed)
          throw new Error(`${interaction.title}: the application did not respond`)
        return found
      })
    return {
      interaction,
      acknowledged: waiting("an acknowledgement", () => interaction.ack?.type),
      failed: until(`${interaction.title} to fail`, () => interaction.failed || undefined).pipe(
        Effect.as(true as const)
      ),
      answers,
      answer: waiting("an answer", () => answers().find(({ thinking }) => !thinking)),
      choices: waiting("choices", () => interaction.choices),
      modal: waiting("a form", () => (interaction.modal === undefined ? undefined : modalOf(interaction.modal))),
      submits: (fields) => {
        const modal = interaction.modal ?? impossible(`no form is open after ${interaction.title}`)
        return begin(
          interaction.channel,
          InteractionType.ModalSubmit,
          `form ${modalOf(modal).title}`,
          submission(modal, fields),
          {
            ...(interaction.message === undefined ? {} : { message: interaction.message }),
            openedBy: interaction.id
          }
        )
      }
    }
  }

  const begin = (
    where: string,
    type: InteractionType,
    title: string,
    data: Json,
    rest: { readonly message?: string; readonly openedBy?: string } = {}
  ): Act => {
    const channel = world.channels.get(where) ?? impossible("the channel is gone")
    return act(createInteraction(world, { type, person, channel, title, data, ...rest }))
  }

  const demandCommands = (channel: Channel) => {
    if (channel.guild !== undefined && !can(world, person.id, channel, "UseApplicationCommands")) {
      impossible(`${person.username} may not use commands in ${channel.name}`)
    }
  }

  const seen = (channel: Channel): ReadonlyArray<Message> =>
    messagesIn(world, channel.id).filter(({ seenBy }) => seenBy === undefined || seenBy === person.id)

  /** The newest one that is shown there. */
  const find = (channel: Channel, control: Control, fits: (component: Json) => boolean, on: Message | undefined) => {
    const isIt = (component: Json) =>
      typeof control === "string"
        ? component.label === control || component.placeholder === control
        : component.custom_id === control.customId
    const all = (on === undefined ? seen(channel).toReversed() : [on]).flatMap((message) =>
      withinComponents(message.components).map((component) => ({ message, component }))
    )
    const name = typeof control === "string" ? `"${control}"` : control.customId
    const found = all.find(({ component }) => fits(component) && isIt(component))
    if (found === undefined) return impossible(`nothing ${name} is shown\n${wholeTranscript(world)}`)
    return found.component.disabled === true ? impossible(`${name} is disabled`) : found
  }

  const resolved = (message: Message): Json => {
    const author = world.users.get(message.author)
    const member = world.guilds.get(world.channels.get(message.channel)?.guild ?? "")?.members.get(message.author)
    return {
      messages: { [message.id]: messagePayload(world, message, { content: true }) },
      ...(author === undefined ? {} : { users: { [author.id]: userPayload(author) } }),
      ...(member === undefined ? {} : { members: { [message.author]: partialMember(member) } })
    }
  }

  return {
    /** `command(channel, "agent show", { name: "scout" })` */
    command: (channel: Channel, line: string, values: Values = {}): Act => {
      demandCommands(channel)
      const data = commandData(world, channel, line, values)
      return begin(channel.id, InteractionType.ApplicationCommand, `/${line}`, data)
    },
    /** Is typing the value of an option; what is in `values` for it was typed so far. */
    autocompletes: (channel: Channel, line: string, option: string, values: Values = {}): Act => {
      demandCommands(channel)
      const data = commandData(world, channel, line, values, option)
      return begin(channel.id, InteractionType.ApplicationCommandAutocomplete, `/${line} ${option}`, data)
    },
    presses: (channel: Channel, button: Control, on?: Message): Act => {
      const isButton = ({ style, type }: Json) => type === ComponentType.Button && style !== 5
      const { component, message } = find(channel, button, isButton, on)
      const data = { component_type: ComponentType.Button, custom_id: component.custom_id }
      return begin(channel.id, InteractionType.MessageComponent, `[${String(component.label)}]`, data, {
        message: message.id
      })
    },
    /** The list by placeholder or custom id, options by label. */
    selects: (channel: Channel, list: Control, labels: ReadonlyArray<string>, on?: Message): Act => {
      const isList = ({ type }: Json) => type === ComponentType.StringSelect
      const { component, message } = find(channel, list, isList, on)
      const options = listOf(component.options)
      const { max_values: max = 1, min_values: min = 1 } = component
      if (labels.length < Number(min) || labels.length > Number(max)) impossible(`${min} to ${max} have to be chosen`)
      const values = labels.map((label) => {
        const option = options.find((entry) => entry.label === label)
        return (
          option?.value ?? impossible(`"${label}" is not offered: ${options.map((entry) => entry.label).join(", ")}`)
        )
      })
      const data = { component_type: component.type, custom_id: component.custom_id, values }
      return begin(channel.id, InteractionType.MessageComponent, `<${labels.join(", ")}>`, data, {
        message: message.id
      })
    },
    /** By the menu of a message. */
    usesOnMessage: (menu: string, message: Message): Act => {
      const channel = world.channels.get(message.channel) ?? impossible("the channel is gone")
      demandCommands(channel)
      const commands = offered(world, channel, 3)
      const command = commands.find(({ name }) => name === menu)
      if (command === undefined || !isRecord(command)) {
        return impossible(`the menu has no ${menu}; it has ${commands.map(({ name }) => name).join(", ")}`)
      }
      const data = { id: command.id, name: command.name, type: 3, target_id: message.id, resolved: resolved(message) }
      return begin(channel.id, InteractionType.ApplicationCommand, `/${menu}`, data)
    }
  }
}
