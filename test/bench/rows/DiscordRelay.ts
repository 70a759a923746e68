/**
 * How long a first token takes to Discord, and a message over the gateway to the reaction that says it is stored.
 */
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { startArm } from "../arms/Calls.ts"
import type { DiscordCalls } from "../arms/DiscordArm.ts"
import type { Benchmark } from "../Benchmark.ts"
import {
  bareRequests,
  heldRooms,
  heldService,
  type Rooms,
  relayLags,
  rowOf,
  stampingService,
  startOn,
  type Talk
} from "../RoundTrips.ts"

const arm = join(import.meta.dirname, "../arms/DiscordArm.ts")

/** The service on a Discord of its own, with ann as its owner. Rooms are channels with a thread in each. */
const startOnDiscord = Effect.fnUntraced(function* (backend: "claude" | "played", config: ReadonlyArray<string>) {
  const discord = yield* startArm<DiscordCalls>(arm)
  const { apiUrl, person, token } = yield* discord.ask("facts", undefined)
  yield* startOn(
    backend,
    ["platforms:\n  discord: {}", `access:\n  owners: [{platform: discord, user: "${person}"}]`, ...config],
    { DISCORD_TOKEN: token, DISCORD_API_URL: apiUrl }
  )
  yield* discord.ask("connected", undefined)
  const talk: Talk = {
    url: `${apiUrl}/v10/gateway`,
    open: (channel, text) => Effect.asVoid(discord.ask("open", { channel, text })),
    answered: (channel, text) => discord.ask("answered", { channel, text }),
    refused: Effect.map(discord.ask("counts", undefined), ({ rateLimited }) => rateLimited)
  }
  return { discord, talk }
})

const measureRelay = (rooms: Rooms, turns: number) =>
  Effect.gen(function* () {
    const { talk } = yield* startOnDiscord("claude", stampingService(rooms))
    return { lags: yield* relayLags(talk, rooms, turns), refused: yield* talk.refused }
  }).pipe(Effect.scoped, Effect.orDie)

const measureAccept = (rooms: Rooms, messages: number) =>
  Effect.gen(function* () {
    const { discord, talk } = yield* startOnDiscord("played", heldService())
    const lags = yield* heldRooms(talk, rooms, messages, (channel, text) =>
      Effect.map(discord.ask("marked", { channel, text, sign: "👀" }), ({ arrivedAt, saidAt }) => arrivedAt - saidAt)
    )
    return { lags, bare: yield* bareRequests(talk.url, Math.min(100, messages)), refused: yield* talk.refused }
  }).pipe(Effect.scoped, Effect.orDie)

export const discordRelay: Benchmark = {
  name: "discord-relay",
  promise: "Discord: first token -> request p50 <= 5, p99 <= 25 ms; event -> stored and 👀 p50 <= 5, p99 <= 20 ms",
  measure: async ({ smoke }) => {
    // The rest of an answer must not be charged to the next, and no room come up again while its edits are counted.
    const relay = await Effect.runPromise(
      measureRelay({ rooms: smoke ? 3 : 24, pauseMillis: 160, restMillis: smoke ? 500 : 2_000 }, smoke ? 3 : 120)
    )
    // The sign and the typing of a message are two of the bot's 50 requests a second.
    const accept = await Effect.runPromise(
      measureAccept({ rooms: smoke ? 3 : 16, pauseMillis: 80, restMillis: smoke ? 500 : 2_000 }, smoke ? 12 : 250)
    )
    return rowOf({
      lags: [
        { name: "relay", sample: relay.lags, p50: 5, p99: 25 },
        { name: "accept", sample: accept.lags, p50: 5, p99: 20 }
      ],
      bare: accept.bare,
      refused: relay.refused + accept.refused,
      what: `${relay.lags.length} warm turns with real child processes, ${accept.lags.length} messages`,
      why: "the client waits a turn of the loop before it uses an idle connection again, in which the session begins its work"
    })
  }
}
