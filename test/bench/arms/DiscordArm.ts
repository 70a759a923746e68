/**
 * The loopback Discord in a process of its own, so that what it takes is not charged to whoever is measured. Says what it
 * is told to and tells when the answer to it came in.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Scope from "effect/Scope"
import { addCrowd, type CrowdGuild, type CrowdOptions } from "../../support/discord/Crowd.ts"
import { type FakeDiscord, type FakeDiscordOptions, makeFakeDiscord } from "../../support/discord/FakeDiscord.ts"
import { makePerson } from "../../support/discord/Person.ts"
import type { Channel, Message } from "../../support/discord/World.ts"
import { type Arrived, watchArrivals } from "../Arrivals.ts"
import { stampsIn } from "../StampingCli.ts"
import { now } from "../Statistics.ts"
import { serveCalls } from "./Calls.ts"

type Arrival = Arrived<FakeDiscord["requests"][number]>

const scope = Scope.makeUnsafe()
const discord = await Effect.runPromise(
  makeFakeDiscord(JSON.parse(process.argv[2] ?? "{}") as FakeDiscordOptions).pipe(Scope.provide(scope))
)
const arrivals = await Effect.runPromise(watchArrivals(discord).pipe(Scope.provide(scope)))
let crowd: ReadonlyArray<CrowdGuild> = []
const ann = discord.person("ann")
const channels = new Map<string, Channel>()

const placeOf = (name: string): Channel => {
  const found = channels.get(name) ?? discord.channel(name)
  channels.set(name, found)
  return found
}

const seen = (what: string, look: () => Arrival | undefined): Promise<Arrival> =>
  Effect.runPromise(discord.until(what, look))

const isMark = (message: Message, sign: string) => (arrival: Arrival) =>
  arrival.method === "PUT" && arrival.path.includes(`/messages/${message.id}/reactions/${encodeURIComponent(sign)}/`)

const contentOf = ({ body }: Arrival): string =>
  typeof body === "object" && body !== null && "content" in body ? String(body.content) : ""

const calls = {
  facts: async (_: undefined) => {
    const { apiUrl, token } = discord
    return { apiUrl, token, person: ann.id }
  },
  /** Where messages are said from now on: a thread that the message `text` opened once it was answered, in a channel of that name. */
  open: async ({ channel, text }: { readonly channel: string; readonly text: string }) => {
    const said = ann.says(placeOf(channel), `${discord.mention} ${text}`)
    await Effect.runPromise(discord.until(`a thread in ${channel}`, () => discord.thread(said)))
    const thread = discord.thread(said)
    if (thread !== undefined) channels.set(channel, thread)
    return said.id
  },
  /** Says it, and returns when somebody has put the sign on it: when it was said and when the sign came in. */
  marked: async ({
    channel,
    sign,
    text
  }: {
    readonly channel: string
    readonly text: string
    readonly sign: string
  }) => {
    const from = discord.requests.length
    const saidAt = now()
    const said = ann.says(placeOf(channel), text)
    const mark = await seen(`${sign} on "${text}"`, () => arrivals(from).find(isMark(said, sign)))
    return { saidAt, arrivedAt: mark.arrivedAt }
  },
  /** Says it, and returns when words with stamps are shown: what they say and when they came in. */
  answered: async ({ channel, text }: { readonly channel: string; readonly text: string }) => {
    const from = discord.requests.length
    ann.says(placeOf(channel), text)
    const answer = await seen(`words after "${text}"`, () =>
      arrivals(from).find((arrival) => !Number.isNaN(stampsIn(contentOf(arrival)).first))
    )
    return { arrivedAt: answer.arrivedAt, stamps: stampsIn(contentOf(answer)) }
  },
  counts: async (_: undefined) => discord.counts(),
  connected: async (_: undefined) => {
    await Effect.runPromise(discord.until("somebody who listens", () => discord.gateway.connected() > 0))
  },
  crowd: async (options: CrowdOptions) => {
    crowd = addCrowd(discord.world, options)
  },
  /** One message in each of so many channels, one a guild. Returns the last one. */
  flow: async ({ channels: count, text }: { readonly channels: number; readonly text: string }) => {
    for (const { channels, people } of crowd.slice(0, count)) {
      const [channel] = channels
      const person = people.at(-1)
      if (channel === undefined || person === undefined) continue
      makePerson(discord.world, person).says(channel, text)
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
}
export type DiscordCalls = typeof calls

serveCalls(calls)
process.on("exit", () => void Effect.runFork(Scope.close(scope, Exit.void)))
