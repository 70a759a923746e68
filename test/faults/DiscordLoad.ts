/**
 * People who keep talking to rehearsed agents on the loopback Discord, in channels, in the threads that these open and in
 * direct messages, whatever happens to the service: they say things, attach files and press buttons. Owns the load and
 * what must hold once everything is answered; what goes wrong meanwhile is the test's.
 */
import { Deferred, Effect, type Scope } from "effect"
import type { FakeDiscord } from "../support/discord/FakeDiscord.ts"
import type { Act } from "../support/discord/Hands.ts"
import type { Person } from "../support/discord/Person.ts"
import type { Channel, Message } from "../support/discord/World.ts"

/** Every kind says `end-<id>.` once, so that its answer can be told from all others. */
const kinds = {
  short: (id: string) => `!say end-${id}.`,
  stream: (id: string) => `!stream 30 words every 20ms\n!say end-${id}.`,
  growing: (id: string) => `!stream 120 words by 2 every 25ms\n!say end-${id}.`,
  slow: (id: string) => `!stream 60 words by 2 every 150ms\n!say end-${id}.`,
  tools: (id: string) => `!say Looking.\n!tool Bash "make" 60ms\n!tool-fail Edit "a.ts" 20ms\n!say end-${id}.`,
  ask: (id: string) => `!ask Bash "make ${id}"\n!say end-${id}.`,
  markdown: (id: string) => `!markdown\n!say end-${id}.`,
  /** Two messages. */
  long: (id: string) => `!say part-${id}.\n!stream 450 words by 15 every 10ms\n!say end-${id}.`,
  /** One message, and the whole answer as a file. */
  file: (id: string) => `!say end-${id}.\n!stream 1600 words by 50 every 10ms`
}
export type Kind = keyof typeof kinds

interface Said {
  readonly id: string
  readonly kind: Kind
  readonly message: Message
  readonly agent: string
  readonly lane: Lane
}

interface Lane {
  /** Where the next message is said. */
  readonly where: () => Channel
  /** Who answers when nobody is named. */
  readonly agent: string
  readonly people: ReadonlyArray<Person>
}

interface Room {
  readonly channel: Channel
  /** Bound to it. */
  readonly agent: string
}

interface Options {
  readonly discord: FakeDiscord
  readonly random: () => number
  /** The first of them answers direct messages. */
  readonly agents: ReadonlyArray<string>
  readonly rooms: ReadonlyArray<Room>
  readonly people: ReadonlyArray<Person>
  /** Who also writes to the bot alone. */
  readonly directs: ReadonlyArray<Person>
  readonly kinds: ReadonlyArray<Kind>
  /** How many messages of each lane wait for their answers. */
  readonly atOnce: number
}

interface Waiter {
  readonly holds: () => boolean
  readonly done: Deferred.Deferred<void>
}

/** Buttons that people press as soon as they see them. */
const pressable = ["Allow once", "Continue"]
/** Somebody whose press came to nothing tries again, each time after twice as long. */
const againMillis = 150
const deadline = "90 seconds"

const unfinished = /^\W*(?:working|still working|waiting for you|reconnecting|queued)\b/m
/** What an answer, a part of one or an answered ask shows of the message that it is for. */
const named = /(?:end-|part-|make )m\d+/

const isOver = ({ interaction }: Act) => interaction.ack !== undefined || interaction.failed

const components = (message: Message) =>
  message.components.flatMap((row) => (Array.isArray(row.components) ? row.components : []))

export const makeDiscordLoad = (options: Options): Effect.Effect<DiscordLoad, never, Scope.Scope> =>
  Effect.acquireRelease(
    Effect.sync(() => open(options)),
    ({ close }) => Effect.sync(close)
  )

export type DiscordLoad = ReturnType<typeof open>

const open = (options: Options) => {
  const { agents, atOnce, discord, directs, people, random, rooms } = options
  const { bot, world } = discord
  const said: Array<Said> = []
  /** Not known to be answered. */
  const waited = new Set<Said>()
  const acts = new Map<string, { readonly act: Act; readonly at: number; readonly times: number }>()
  const waiting = new Set<Waiter>()
  let talking = false

  const pick = <A>(from: ReadonlyArray<A>): A => {
    const found = from[Math.floor(random() * from.length)]
    if (found === undefined) throw new Error("there is nothing to choose from")
    return found
  }
  /** A thread that opened here, or the room itself, where it will. */
  const threadIn = (room: Room) => (): Channel => {
    const threads = [...world.channels.values()].filter(({ parent }) => parent === room.channel.id)
    return threads.length === 0 ? room.channel : pick(threads.slice(-4))
  }
  const lanes: ReadonlyArray<Lane> = [
    ...rooms.map((room) => ({ where: () => room.channel, agent: room.agent, people })),
    ...rooms.map((room) => ({ where: threadIn(room), agent: room.agent, people })),
    ...directs.map((one) => ({ where: () => discord.direct(one), agent: agents[0] ?? "", people: [one] }))
  ]

  const say = (lane: Lane, kind = pick(options.kinds)) => {
    const id = `m${said.length + 1}`
    const agent = random() < 0.2 ? pick(agents) : lane.agent
    const spoken = agent === lane.agent ? "" : `@${agent} `
    const attachments = random() < 0.1 ? [{ name: `${id}.txt`, content: `the file of ${id}` }] : []
    const message = pick(lane.people).says(lane.where(), `${spoken}${kinds[kind](id)}`, { attachments })
    const one = { id, kind, message, agent, lane }
    said.push(one)
    waited.add(one)
  }

  const ours = (message: Message) => message.author === bot.id || message.webhook !== undefined
  /** Written by the service for all to see, newest state. */
  const written = () =>
    [...world.messages.values()]
      .flat()
      .filter((message) => ours(message) && message.seenBy === undefined && [0, 19].includes(message.type))
  const signs = ({ reactions }: Message) =>
    [...reactions.values()].filter(({ users }) => users.has(bot.id)).map(({ emoji }) => emoji.name)
  const isMarked = ({ message }: Said) => signs(message).includes("✅")

  const press = () => {
    const now = Date.now()
    for (const message of written()) {
      const button = components(message).find(({ label }) => pressable.includes(String(label)))
      const channel = world.channels.get(message.channel)
      if (button === undefined || channel === undefined) continue
      const key = `${message.id}/${String(button.custom_id)}`
      const before = acts.get(key)
      const times = before?.times ?? 0
      if (before !== undefined && (!isOver(before.act) || now - before.at < againMillis * 2 ** times)) continue
      const by = channel.recipient === undefined ? pick(people) : people.find(({ id }) => id === channel.recipient)
      if (by === undefined) continue
      const act = by.presses(channel, { customId: String(button.custom_id) }, message)
      acts.set(key, { act, at: now, times: times + 1 })
    }
  }
  const talk = () => {
    for (const lane of lanes) {
      const mine = [...waited].filter((one) => one.lane === lane)
      for (let count = mine.length; count < atOnce; count++) say(lane)
    }
  }

  const finish = (waiter: Waiter, outcome: Effect.Effect<void>) => {
    waiting.delete(waiter)
    Deferred.doneUnsafe(waiter.done, outcome)
  }

  let stepping = false
  /** Saying something changes the world too: one step after the other. */
  const step = () => {
    if (stepping) return
    stepping = true
    setImmediate(() => {
      stepping = false
      try {
        for (const one of waited) if (isMarked(one)) waited.delete(one)
        if (discord.gateway.connected() > 0) press()
        if (talking) talk()
        for (const waiter of [...waiting]) if (waiter.holds()) finish(waiter, Effect.void)
      } catch (cause) {
        for (const waiter of [...waiting]) finish(waiter, Effect.die(cause))
      }
    })
  }
  const stop = world.onChange(step)
  const ticks = setInterval(step, 300)

  /** Looked at after every change of the world. */
  const until = (what: string, holds: () => boolean): Effect.Effect<void> =>
    Effect.suspend(() => {
      const done = Deferred.makeUnsafe<void>()
      waiting.add({ holds, done })
      step()
      return Deferred.await(done)
    }).pipe(
      Effect.timeoutOrElse({
        duration: deadline,
        orElse: () =>
          Effect.die(
            new Error(
              `never came: ${what}\nunanswered: ${[...waited].map(({ id, kind }) => `${id} ${kind}`)}\n${discord.transcript()}`
            )
          )
      })
    )

  const authorOf = ({ author, face }: Message) => face?.username ?? author
  /** Where a message is answered: in the thread that it opens, else where it stands. */
  const answeredIn = ({ message }: Said) =>
    rooms.some(({ channel }) => channel.id === message.channel) ? message.id : message.channel
  const isDirect = ({ message }: Said) => world.channels.get(message.channel)?.recipient !== undefined

  const answersTo = ({ id }: Said) => written().filter(({ content }) => content.includes(`end-${id}.`))
  const problemsOf = (one: Said): ReadonlyArray<string> => {
    const answers = answersTo(one)
    const [answer] = answers
    const files = written().filter(({ attachments }) =>
      attachments.some(({ data }) => new TextDecoder().decode(data).includes(`end-${one.id}.`))
    )
    const found = {
      answers: answers.length,
      times: answers.map(({ content }) => content.split(`end-${one.id}.`).length - 1).join(),
      in: answer?.channel === answeredIn(one) ? "its place" : `another place: ${answer?.channel}`,
      by: answer === undefined ? "" : authorOf(answer),
      signs: signs(one.message).join(),
      files: files.length
    }
    const wanted: typeof found = {
      answers: 1,
      times: "1",
      in: "its place",
      by: isDirect(one) ? bot.id : one.agent,
      signs: "✅",
      files: one.kind === "file" ? 1 : 0
    }
    const wrong = (Object.keys(wanted) as Array<keyof typeof wanted>).filter((key) => found[key] !== wanted[key])
    return wrong.length === 0
      ? []
      : [`${one.id} (${one.kind}): ${wrong.map((key) => `${key}: ${found[key]}`).join(", ")}`]
  }

  const shown = (message: Message) => `${authorOf(message)}: ${message.content.slice(0, 80)}`
  const twins = () => {
    const seen = new Map<string, number>()
    for (const message of written()) {
      const files = message.attachments.map(({ data }) => new TextDecoder().decode(data)).join()
      const key = JSON.stringify([message.channel, authorOf(message), message.content, files])
      seen.set(key, (seen.get(key) ?? 0) + 1)
    }
    return [...seen].filter(([, count]) => count > 1).map(([key]) => `twice: ${key.slice(0, 200)}`)
  }
  /** Answers of one agent in one conversation that do not begin in the order in which they were asked for. */
  const disorder = () => {
    const last = new Map<string, { readonly id: string; readonly at: bigint }>()
    return said.flatMap((one) => {
      const key = `${answeredIn(one)}/${one.agent}`
      const answer = written().find(({ content }) => new RegExp(`(?:end|part)-${one.id}\\.`).test(content))
      const before = last.get(key)
      if (answer === undefined) return []
      last.set(key, { id: one.id, at: BigInt(answer.id) })
      return before === undefined || before.at < BigInt(answer.id) ? [] : [`${one.id} stands before ${before.id}`]
    })
  }
  const strayThreads = () =>
    [...world.channels.values()]
      .filter(({ id, thread }) => thread !== undefined && !said.some(({ message }) => message.id === id))
      .map(({ name }) => `a thread that nobody opened: ${name}`)

  return {
    /** How many messages were said so far. */
    count: () => said.length,
    talk: () => {
      talking = true
      step()
    },
    hush: () => {
      talking = false
    },
    /** Says one thing somewhere, however much waits there. */
    sayOne: (kind?: Kind) => say(pick(lanes), kind),
    sayEverywhere: (kind?: Kind) => {
      for (const lane of lanes) say(lane, kind)
    },
    answered: () => [...waited].every(isMarked),
    until,
    /** What is not as it must be once everything is answered. */
    problems: () => [
      ...said.flatMap(problemsOf),
      ...written().flatMap((message) => [
        ...(message.components.length === 0 ? [] : [`it has buttons: ${shown(message)}`]),
        ...(unfinished.test(message.content) ? [`it is not finished: ${shown(message)}`] : []),
        ...(named.test(message.content) || message.attachments.length > 0 ? [] : [`nobody asked: ${shown(message)}`])
      ]),
      ...twins(),
      ...disorder(),
      ...strayThreads(),
      ...rooms.flatMap(({ channel }) => {
        const made = [...world.webhooks.values()].filter((webhook) => webhook.channel === channel.id).length
        return made <= 1 ? [] : [`${made} webhooks in ${channel.name}`]
      })
    ],
    close: () => {
      stop()
      clearInterval(ticks)
    }
  }
}
