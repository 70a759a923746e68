/**
 * What a person does with commands, shortcuts, buttons, lists and forms. Enforces what the client's screen enforces: only
 * what the manifest has, and what is shown, can be used. Returns a handle on what comes of it.
 */
import { type Json, listOf, recordOf, textOf } from "../Json.ts"
import { type Act, makeAct } from "./Acts.ts"
import { type Control, type Found, findControl, impossible, isView, valueFor, type Where } from "./Controls.ts"
import { enterChannel } from "./Entering.ts"
import { submission } from "./Forms.ts"
import type { Beginning, Interactions } from "./Interactions.ts"
import { messagePayload } from "./MessagePayload.ts"
import { channelName, commandText } from "./PersonText.ts"
import { respond } from "./ResponseUrls.ts"
import { dropView, isOpen, stateOf, viewPayload } from "./Views.ts"
import type { Channel, Message, Team, User, View, World } from "./World.ts"

type Place = Pick<Beginning, "channel" | "thread" | "message" | "view">

const isButton = (type: string): boolean => ["button", "feedback_buttons", "icon_button"].includes(type)
const isOther = (type: string): boolean => !isButton(type) && type !== "image"

export const makeHands = (world: World, interactions: Interactions, team: Team, person: User) => {
  const offered = new Map<string, ReadonlyArray<Json>>()
  const stamp = () => world.nextStamp()
  const user: Json = { id: person.id, username: person.name, name: person.name, team_id: person.team }
  const common: Json = {
    user,
    api_app_id: world.app.id,
    token: "verification",
    team: { id: team.id, domain: team.domain },
    enterprise: null,
    is_enterprise_install: false
  }

  const begin = (given: Omit<Beginning, "team" | "person">): Act => {
    const install = world.installs.get(team.id)
    if (install?.active !== true) return impossible(`the app is not installed in ${team.name}`)
    return makeAct(world, interactions.begin({ ...given, team: team.id, person }))
  }

  const interactive = (
    title: string,
    place: Place,
    payload: Beginning["payload"],
    onAck: Beginning["onAck"] = () => {}
  ) => {
    if (!world.manifest.interactive) impossible("the app has interactivity switched off")
    return begin({ title, type: "interactive", accepts: true, ...place, payload, onAck })
  }

  const channelFacts = (channel: Channel): Json => ({ id: channel.id, name: channelName(channel) })

  const inputsOf = (message: Message) => {
    const mine = message.inputs.get(person.id) ?? new Map<string, Map<string, Json>>()
    message.inputs.set(person.id, mine)
    return mine
  }

  const put = ({ block, element, message, view }: Found, value: Json): void => {
    const inputs = message === undefined ? view?.inputs : inputsOf(message)
    const [blockId, actionId] = [textOf(block.block_id), textOf(element.action_id)]
    const actions = inputs?.get(blockId) ?? new Map<string, Json>()
    inputs?.set(blockId, actions.set(actionId, value))
    world.touch()
  }

  const source = ({ message, view }: Found): { readonly place: Place; readonly facts: Json } => {
    if (view !== undefined) {
      const facts = { container: { type: "view", view_id: view.id }, view: viewPayload(world, view) }
      return { place: { view }, facts }
    }
    const channel = world.channels.get(message?.channel ?? "")
    if (message === undefined || channel === undefined) return impossible("the channel is gone")
    const isEphemeral = message.seenBy !== undefined
    const thread = message.thread === undefined ? {} : { thread_ts: message.thread }
    return {
      place: {
        channel: channel.id,
        message: message.ts,
        ...(message.thread === undefined ? {} : { thread: message.thread })
      },
      facts: {
        container: {
          type: "message",
          message_ts: message.ts,
          channel_id: channel.id,
          is_ephemeral: isEphemeral,
          ...thread
        },
        channel: channelFacts(channel),
        // Slack does not tell what an ephemeral message was.
        ...(isEphemeral ? {} : { message: messagePayload(world, message) }),
        state: stateOf(message.blocks, inputsOf(message))
      }
    }
  }

  const acts = (found: Found, title: string, more: Json): Act => {
    const { block, element, message } = found
    const { facts, place } = source(found)
    const { confirm, focus_on_load, ...shown } = element
    const { options, option_groups, initial_option, initial_options, positive_button, negative_button, ...own } = shown
    const action = { ...own, block_id: block.block_id, ...more, action_ts: stamp() }
    return interactive(title, place, ({ responseUrl, triggerId }) => ({
      type: "block_actions",
      ...common,
      ...facts,
      trigger_id: triggerId,
      ...(message === undefined ? {} : { response_url: responseUrl }),
      actions: [action]
    }))
  }

  const demandOpen = (view: View): void => {
    if (!isOpen(world, view)) impossible("that form is not open any more")
  }
  const enter = (where: Where): void => {
    if (isView(where)) demandOpen(where)
    else enterChannel(where, team, person)
  }

  return {
    /** `command(channel, "/orc", "agent list")`; threads have no commands. */
    command: (channel: Channel, command: string, text = ""): Act => {
      enterChannel(channel, team, person)
      const known = world.manifest.commands.find((one) => one.command === command)
      if (known === undefined || world.installs.get(team.id)?.scopes.has("commands") !== true) {
        const names = world.manifest.commands.map((one) => one.command).join(", ")
        return impossible(`${command} is not a valid command; there are ${names}`)
      }
      return begin({
        title: `${command} ${text}`.trim(),
        type: "slash_commands",
        accepts: true,
        channel: channel.id,
        payload: ({ responseUrl, triggerId }) => ({
          token: "verification",
          team_id: team.id,
          team_domain: team.domain,
          channel_id: channel.id,
          channel_name: channelName(channel),
          user_id: person.id,
          user_name: person.name,
          command,
          text: commandText(world, text, known.shouldEscape),
          api_app_id: world.app.id,
          is_enterprise_install: "false",
          response_url: responseUrl,
          trigger_id: triggerId
        }),
        onAck: (payload, interaction, to) => {
          if (payload.text === undefined && payload.blocks === undefined) return
          const answer = respond(world, to, payload, false)
          if (answer !== undefined) interaction.answers.push(answer)
        }
      })
    },
    /** By its name or callback id; on a message, or from anywhere. */
    shortcut: (name: string, message?: Message): Act => {
      const type = message === undefined ? "global" : "message"
      const known = world.manifest.shortcuts.find(
        (one) => one.type === type && (one.callbackId === name || one.name === name)
      )
      if (known === undefined) return impossible(`there is no ${type} shortcut ${name}`)
      const channel = world.channels.get(message?.channel ?? "")
      const facts = (): Json =>
        message === undefined || channel === undefined
          ? { type: "shortcut" }
          : {
              type: "message_action",
              channel: channelFacts(channel),
              message_ts: message.ts,
              message: messagePayload(world, message)
            }
      const place: Place =
        message === undefined
          ? {}
          : { channel: message.channel, ...(message.thread === undefined ? {} : { thread: message.thread }) }
      return interactive(known.name, place, ({ responseUrl, triggerId }) => ({
        ...common,
        ...facts(),
        callback_id: known.callbackId,
        action_ts: stamp(),
        trigger_id: triggerId,
        ...(message === undefined ? {} : { response_url: responseUrl })
      }))
    },
    presses: (where: Where, button: Control, on?: Message): Act => {
      enter(where)
      const found = findControl(world, person, where, button, isButton, on)
      const { element, within } = found
      const pressed = within ?? element
      return acts(found, `[${textOf(recordOf(pressed.text).text)}]`, {
        type: element.type,
        text: pressed.text,
        ...(pressed.value === undefined ? {} : { value: pressed.value })
      })
    },
    /** Lists, radio buttons, check boxes, menus: by placeholder, label or action id; options by label. */
    chooses: (where: Where, list: Control, labels: string | ReadonlyArray<string>, on?: Message): Act => {
      enter(where)
      const found = findControl(world, person, where, list, isOther, on)
      const value = valueFor(world, found.element, labels, offered.get(textOf(found.element.action_id)))
      if (found.element.type !== "overflow") put(found, value)
      return acts(found, `<${[labels].flat().join(", ")}>`, value)
    },
    /** Writes into a field that stands in a message or on the home tab, and leaves it. */
    fills: (where: Where, field: Control, text: string, on?: Message): Act | undefined => {
      enter(where)
      const found = findControl(world, person, where, field, (type) => type.endsWith("_input"), on)
      const value = valueFor(world, found.element, text)
      put(found, value)
      return found.block.dispatch_action === true ? acts(found, `<${text}>`, value) : undefined
    },
    /** Types into a list whose options the app finds. */
    searches: (where: Where, list: Control, typed: string, on?: Message): Act => {
      enter(where)
      const found = findControl(world, person, where, list, (type) => type.endsWith("external_select"), on)
      const { block, element } = found
      if (typed.length < Number(element.min_query_length ?? 3)) impossible("nothing is looked for yet")
      const { facts, place } = source(found)
      return interactive(
        `<${typed}…>`,
        place,
        () => ({
          type: "block_suggestion",
          ...common,
          ...facts,
          action_id: element.action_id,
          block_id: block.block_id,
          value: typed
        }),
        (payload, interaction) => {
          const groups = listOf(payload.option_groups).flatMap(({ options }) => listOf(options))
          const options = [...listOf(payload.options), ...groups]
          if (options.length > 100) throw new Error("a list has at most 100 options")
          offered.set(textOf(element.action_id), options)
          interaction.options = options
        }
      )
    },
    /** Fields by label; what they are not given keeps what stood there. The modal has to be open. */
    submits: (view: View, fields: Readonly<Record<string, string | ReadonlyArray<string>>> = {}): Act => {
      demandOpen(view)
      for (const [label, given] of Object.entries(fields)) {
        const found = findControl(world, person, view, label, isOther)
        put(found, valueFor(world, found.element, given, offered.get(textOf(found.element.action_id))))
      }
      return submission(world, view, (onAck) =>
        interactive(
          `[${textOf(recordOf(view.content.submit).text)}]`,
          { view },
          ({ triggerId }) => ({
            type: "view_submission",
            ...common,
            trigger_id: triggerId,
            view: viewPayload(world, view),
            response_urls: []
          }),
          onAck
        )
      )
    },
    /** The app is told only when the view asks for it. */
    closes: (view: View): Act | undefined => {
      demandOpen(view)
      const payload = viewPayload(world, view)
      dropView(world, view, view.content.clear_on_close === true)
      if (view.content.notify_on_close !== true) return undefined
      return interactive("closing the form", {}, () => ({
        type: "view_closed",
        ...common,
        view: payload,
        is_cleared: view.content.clear_on_close === true
      }))
    }
  }
}
