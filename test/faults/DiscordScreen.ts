/**
 * The loopback Discord as people see and use it under load: they write in channels, in the threads that these open and to
 * the bot alone. Owns where they write, and how what the service wrote is read there.
 */
import type { FakeDiscord } from "../support/discord/FakeDiscord.ts"
import type { Person } from "../support/discord/Person.ts"
import type { Channel, Message } from "../support/discord/World.ts"
import { type Lane, pickFrom, type Screen } from "./TownLoad.ts"

interface Room {
  readonly channel: Channel
  /** Bound to it. */
  readonly agent: string
}

const buttonsOf = (message: Message) =>
  message.components.flatMap((row) => (Array.isArray(row.components) ? row.components : []))

const contents = ({ attachments }: Message) => attachments.map(({ data }) => new TextDecoder().decode(data))

export const discordScreen = (options: {
  readonly discord: FakeDiscord
  readonly random: () => number
  readonly rooms: ReadonlyArray<Room>
  readonly people: ReadonlyArray<Person>
  /** Who also writes to the bot alone, and who answers there. */
  readonly directs: ReadonlyArray<Person>
  readonly direct: string
}): Screen => {
  const { direct, directs, discord, people, random, rooms } = options
  const { bot, world } = discord
  const pick = pickFrom(random)
  const opened = new Set<string>()

  const signs = ({ reactions }: Message) =>
    [...reactions.values()]
      .filter(({ users }) => users.has(bot.id))
      .map(({ emoji }) => emoji.name)
      .join()

  /** Where a message is answered: in the thread that it opens, else where it stands. */
  const answeredIn = ({ channel, id }: Message) => (rooms.some((room) => room.channel.id === channel) ? id : channel)

  const lane = (agent: string, who: ReadonlyArray<Person>, where: () => Channel): Lane => ({
    agent,
    say: (text, attachments) => {
      const channel = where()
      const message = pick(who).says(channel, text, { attachments })
      opened.add(message.id)
      return {
        answeredIn: answeredIn(message),
        by: (name) => (channel.recipient === undefined ? name : bot.id),
        sign: () => signs(message),
        done: "✅",
        isAnswered: () => signs(message).includes("✅")
      }
    }
  })
  /** A thread that opened here, or the room itself, where it will. */
  const threadIn = (room: Room) => (): Channel => {
    const threads = [...world.channels.values()].filter(({ parent }) => parent === room.channel.id)
    return threads.length === 0 ? room.channel : pick(threads.slice(-4))
  }

  const ours = ({ author, seenBy, type, webhook }: Message) =>
    (author === bot.id || webhook !== undefined) && seenBy === undefined && [0, 19].includes(type)
  const messages = () => [...world.messages.values()].flat().filter(ours)

  return {
    lanes: [
      ...rooms.map(({ agent, channel }) => lane(agent, people, () => channel)),
      ...rooms.map((room) => lane(room.agent, people, threadIn(room))),
      ...directs.map((one) => lane(direct, [one], () => discord.direct(one)))
    ],
    written: () =>
      messages().map((message) => ({
        place: message.channel,
        by: message.face?.username ?? message.author,
        text: message.content,
        at: BigInt(message.id),
        files: contents(message),
        buttons: buttonsOf(message).map(({ label }) => String(label)),
        open: false
      })),
    buttons: () =>
      messages().flatMap((message) => {
        const channel = world.channels.get(message.channel)
        const own = people.filter(({ id }) => channel?.recipient === undefined || id === channel.recipient)
        if (channel === undefined || own.length === 0) return []
        return buttonsOf(message).map((button) => {
          const customId = String(button.custom_id)
          return {
            label: String(button.label),
            key: `${message.id}/${customId}`,
            press: () => {
              const { interaction } = pick(own).presses(channel, { customId }, message)
              return { isOver: () => interaction.ack !== undefined || interaction.failed }
            }
          }
        })
      }),
    listens: () => discord.gateway.connected() > 0,
    strays: () => [
      ...[...world.channels.values()]
        .filter(({ id, thread }) => thread !== undefined && !opened.has(id))
        .map(({ name }) => `a thread that nobody opened: ${name}`),
      ...rooms.flatMap(({ channel }) => {
        const made = [...world.webhooks.values()].filter((webhook) => webhook.channel === channel.id).length
        return made <= 1 ? [] : [`${made} webhooks in ${channel.name}`]
      })
    ],
    onChange: world.onChange,
    transcript: () => discord.transcript()
  }
}
