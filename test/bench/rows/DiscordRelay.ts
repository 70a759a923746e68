/**
 * Both ways between a person on Discord and the service, with the unmodified client in between: from the first token on
 * the CLI's stdout to the request that shows it, and from a message told over the gateway to the reaction that says it
 * is stored. The loopback Discord is a process of its own; a request is timed where it comes in.
 */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layerTestService, makeTestHome, type TestAgents } from "../../support/TestService.ts"
import { type Arm, startArm } from "../arms/Calls.ts"
import type { DiscordCalls } from "../arms/DiscordArm.ts"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { addPlayedBackend } from "../PlayedCli.ts"
import { type StampingOrder, stampingCli } from "../StampingCli.ts"
import { millis, now, quantile } from "../Statistics.ts"

const arm = join(import.meta.dirname, "../arms/DiscordArm.ts")

/** The service on a Discord of its own, with ann as its owner. */
const startOn = Effect.fnUntraced(function* (agents: TestAgents, config: string) {
  const discord = yield* startArm<DiscordCalls>(arm)
  const { apiUrl, person, token } = yield* discord.ask("facts", undefined)
  const home = yield* makeTestHome(agents)
  const text = [
    "default: scout",
    "platforms:\n  discord: {}",
    `access:\n  owners: [{platform: discord, user: "${person}"}]`,
    config
  ].join("\n")
  const environment = { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl }
  yield* Layer.build(layerTestService({ home, platforms: [], config: text, environment }))
  yield* discord.ask("connected", undefined)
  return discord
})

/** There and back, with nothing of the service in between: what the machine itself takes in that minute. */
const bareRequests = async (apiUrl: string): Promise<ReadonlyArray<number>> => {
  const taken: Array<number> = []
  for (let index = 0; index < 100; index++) {
    const from = now()
    await (await fetch(`${apiUrl}/v10/gateway`)).text()
    taken.push(now() - from)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  return taken
}

/** Rooms are channels with a thread in each: what is counted by channel is not used up. */
const inRooms = <A>(
  discord: Arm<DiscordCalls>,
  rooms: number,
  first: string,
  count: number,
  each: (room: string, index: number) => Effect.Effect<A>
) =>
  Effect.gen(function* () {
    const names = Array.from({ length: rooms }, (_, index) => `room-${index}`)
    for (const channel of names) yield* discord.ask("open", { channel, text: first })
    yield* Effect.sleep("2 seconds")
    return yield* Effect.forEach(
      Array.from({ length: count }, (_, index) => index),
      (index) => each(names[index % rooms] ?? "", index)
    )
  })

const measureRelay = (options: { readonly turns: number; readonly rooms: number }) =>
  Effect.gen(function* () {
    // The message that says who works stands long before a model's first token.
    const order: StampingOrder = { deltas: 3, every: 2, after: 60 }
    const cli = `backends:\n  claude:\n    command: ${JSON.stringify(process.execPath)}\n    args: [${JSON.stringify(stampingCli)}]\nsessions:\n  maxWarm: ${options.rooms}`
    const discord = yield* startOn({ scout: { backend: "claude" } }, cli)
    const text = JSON.stringify(order)
    const turns = yield* inRooms(discord, options.rooms, text, options.turns + options.rooms, (channel) =>
      // The rest of the answer must not be charged to the next, and no room come up again while its edits are counted.
      Effect.tap(discord.ask("answered", { channel, text }), () => Effect.sleep("160 millis"))
    )
    const { rateLimited } = yield* discord.ask("counts", undefined)
    return { lags: turns.slice(options.rooms).map(({ arrivedAt, stamps }) => arrivedAt - stamps.first), rateLimited }
  }).pipe(Effect.scoped, Effect.orDie)

const measureAccept = (options: { readonly messages: number; readonly rooms: number }) =>
  Effect.gen(function* () {
    // Turns that never end hold every lane, so that messages are taken in and nothing else.
    addPlayedBackend({ onTurn: () => {} })
    const config = `lane:\n  capacity: 1000\nbackends:\n  played:\n    command: ${JSON.stringify(process.execPath)}`
    const discord = yield* startOn({ scout: { backend: "played" } }, config)
    const warmup = options.rooms
    const said = yield* inRooms(discord, options.rooms, "hold the lane", options.messages + warmup, (channel, index) =>
      // The sign and the typing of a message are two of the bot's 50 requests a second.
      Effect.tap(discord.ask("marked", { channel, text: `look at ${index}`, sign: "👀" }), () =>
        Effect.sleep("80 millis")
      )
    )
    const { rateLimited } = yield* discord.ask("counts", undefined)
    const { apiUrl } = yield* discord.ask("facts", undefined)
    return {
      latencies: said.slice(warmup).map(({ arrivedAt, saidAt }) => arrivedAt - saidAt),
      bare: yield* Effect.promise(() => bareRequests(apiUrl)),
      rateLimited
    }
  }).pipe(Effect.scoped, Effect.orDie)

export const discordRelay: Benchmark = {
  name: "discord-relay",
  promise: "Discord: first token -> request p50 <= 5, p99 <= 25 ms; event -> stored and 👀 p50 <= 5, p99 <= 20 ms",
  measure: async ({ smoke }) => {
    const relay = await Effect.runPromise(measureRelay(smoke ? { turns: 12, rooms: 12 } : { turns: 120, rooms: 24 }))
    const accept = await Effect.runPromise(
      measureAccept(smoke ? { messages: 30, rooms: 4 } : { messages: 250, rooms: 16 })
    )
    const figures = {
      relayP50Millis: quantile(relay.lags, 0.5),
      relayP99Millis: quantile(relay.lags, 0.99),
      acceptP50Millis: quantile(accept.latencies, 0.5),
      acceptP99Millis: quantile(accept.latencies, 0.99),
      bareP50Millis: quantile(accept.bare, 0.5),
      bareP99Millis: quantile(accept.bare, 0.99),
      refused: relay.rateLimited + accept.rateLimited
    }
    const { acceptP50Millis, acceptP99Millis, bareP50Millis, bareP99Millis, refused, relayP50Millis, relayP99Millis } =
      figures
    const held =
      relayP50Millis <= 5 && relayP99Millis <= 25 && acceptP50Millis <= 5 && acceptP99Millis <= 20 && refused === 0
    return {
      measured: `relay p50 ${millis(relayP50Millis)}, p99 ${millis(relayP99Millis)}; accept p50 ${millis(acceptP50Millis)}, p99 ${millis(acceptP99Millis)}`,
      held,
      remark: remarkOf(
        held,
        `${relay.lags.length} warm turns with real child processes, ${accept.latencies.length} messages; timed where they come in, in another process; ${refused} 429s; a bare request there and back p50 ${millis(bareP50Millis)}, p99 ${millis(bareP99Millis)}`,
        "the client waits a turn of the loop before it uses an idle connection again, in which the session begins its work"
      ),
      figures
    }
  }
}
