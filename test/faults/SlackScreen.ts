/**
 * The loopback Slack as people see and use it under load: they write in channels, in the threads that hang on messages
 * there, and to the bot alone. Owns where they write, and how what the service wrote is read there.
 */
import { type Json, listOf, recordOf, textOf } from "../support/Json.ts"
import { blockLines } from "../support/slack/BlockText.ts"
import type { FakeSlack } from "../support/slack/FakeSlack.ts"
import type { Person } from "../support/slack/Person.ts"
import { type Channel, findMessage, type Message, threadKey } from "../support/slack/World.ts"
import { type Lane, pickFrom, type Screen } from "./TownLoad.ts"

interface Room {
  readonly channel: Channel
  /** Bound to it. */
  readonly agent: string
}

const elementsOf = ({ blocks }: Message, type: string): ReadonlyArray<Json> =>
  blocks.filter((block) => block.type === type).flatMap(({ elements }) => listOf(elements))

/** What can be rated is the end of an answer. */
const isRated = (message: Message) => elementsOf(message, "context_actions").length > 0

const placeOf = ({ channel, thread, ts }: Message) => threadKey(channel, thread ?? ts)

export const slackScreen = (options: {
  readonly slack: FakeSlack
  readonly random: () => number
  readonly rooms: ReadonlyArray<Room>
  readonly people: ReadonlyArray<Person>
  /** Who also writes to the bot alone, and who answers there. */
  readonly directs: ReadonlyArray<Person>
  readonly direct: string
  /** Somebody hears what happens. */
  readonly listens: () => boolean
  /** Reactions, and no sessions, say how things stand. */
  readonly reactions: boolean
}): Screen => {
  const { direct, directs, listens, people, random, reactions, rooms, slack } = options
  const { bot, world } = slack
  const pick = pickFrom(random)

  const messages = () => [...world.messages.values()].flat().filter(({ bot, seenBy }) => bot && seenBy === undefined)
  const textIn = ({ blocks, text }: Message) =>
    blocks.length === 0
      ? text
      : blockLines(world, blocks, new Map())
          .map((line) => line.text)
          .join("\n")

  const sign = ({ channel, ts }: Message, place: string) => {
    const own = [...(findMessage(world, channel, ts)?.reactions ?? [])].filter(([, users]) => users.has(bot.id))
    return [...own.map(([name]) => name), world.sessions.get(place)?.status ?? ""].filter((one) => one !== "").join()
  }
  const done = reactions ? "white_check_mark" : "active"

  const lane = (agent: string, who: ReadonlyArray<Person>, channel: Channel, inThreads: () => boolean): Lane => ({
    agent,
    say: (text, attachments) => {
      const person = pick(who)
      const roots = slack.messages(channel).filter(({ bot, thread }) => bot === undefined && thread === undefined)
      const thread = inThreads() && roots.length > 0 ? { thread: pick(roots.slice(-2)) } : {}
      const message = person.says(channel, text, { files: attachments, ...thread })
      const place = placeOf(message)
      return {
        answeredIn: place,
        by: (name) => name,
        sign: () => sign(message, place),
        done,
        isAnswered: (end) =>
          reactions
            ? sign(message, place) === done
            : slack.messages(channel).some((one) => isRated(one) && placeOf(one) === place && textIn(one).includes(end))
      }
    }
  })

  return {
    lanes: [
      ...rooms.map(({ agent, channel }) => lane(agent, people, channel, () => false)),
      ...rooms.map(({ agent, channel }) => lane(agent, people, channel, () => true)),
      ...directs.map((one) => lane(direct, [one], slack.direct(one), () => random() < 0.8))
    ],
    written: () =>
      messages().map((message) => ({
        place: placeOf(message),
        by: message.face?.username ?? message.user,
        text: textIn(message),
        at: BigInt(message.ts.replace(".", "")),
        files: message.files.map((id) => new TextDecoder().decode(world.files.get(id)?.data)),
        buttons: elementsOf(message, "actions").map(({ text }) => textOf(recordOf(text).text)),
        open: message.streaming !== undefined && message.streaming.state !== "completed"
      })),
    buttons: () =>
      messages().flatMap((message) => {
        const channel = world.channels.get(message.channel)
        const own = people.filter(({ id }) => channel?.kind !== "im" || channel.members.has(id))
        if (channel === undefined || own.length === 0) return []
        return elementsOf(message, "actions").map((button) => {
          const actionId = textOf(button.action_id)
          return {
            label: textOf(recordOf(button.text).text),
            key: `${message.ts}/${actionId}`,
            press: () => {
              const { interaction } = pick(own).presses(channel, { actionId }, message)
              return { isOver: () => interaction.ack !== undefined || interaction.failed !== undefined }
            }
          }
        })
      }),
    listens,
    strays: () =>
      [...world.sessions].flatMap(([place, { status }]) => (status === "active" ? [] : [`${status} in ${place}`])),
    onChange: world.onChange,
    transcript: () => slack.transcript()
  }
}
