/**
 * Discord's adapter in very many servers: what it holds once all of them are announced, and that messages flowing in
 * hundreds of channels add nothing to it. The server is a process of its own, and so is what is measured.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import { startArm } from "../arms/Calls.ts"
import type { DiscordCalls } from "../arms/DiscordArm.ts"
import type { ListenerCalls } from "../arms/ListenerArm.ts"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { megabytes } from "../Statistics.ts"

const arm = (name: string) => join(import.meta.dirname, "../arms", name)
/** A server of some size; the rest of its members is counted but not announced, as without the members intent. */
const server = { channels: 30, threads: 5, roles: 20, members: 200, inVoice: 4 } as const
const busy = 200
const promisedMegabytes = 200

const directory = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "orchestrator-bench-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true, force: true }))
)

/** In so many servers, and after so many messages in each of the busy channels. */
const measureIn = (guilds: number, rounds: number) =>
  Effect.gen(function* () {
    const discord = yield* startArm<DiscordCalls>(arm("DiscordArm.ts"))
    const { apiUrl, token } = yield* discord.ask("facts", undefined)
    yield* discord.ask("crowd", { ...server, guilds })
    const listener = yield* startArm<ListenerCalls>(
      arm("ListenerArm.ts"),
      [apiUrl, token, yield* directory],
      ["--expose-gc"]
    )
    yield* discord.ask("connected", undefined)
    const flow = (channels: number, times: number) =>
      Effect.repeat(discord.ask("flow", { channels, text: "has anybody seen this" }), { times: times - 1 })
    // Told after the last announcement of its connection: when it is heard, all of them are in.
    yield* flow(1, 1)
    yield* listener.ask("heard", 1)
    const announced = yield* listener.ask("memory", undefined)
    const channels = Math.min(busy, guilds)
    // What a busy channel takes for itself is there after its first messages.
    yield* flow(channels, 2)
    yield* listener.ask("heard", 1 + channels * 2)
    const before = yield* listener.ask("memory", undefined)
    yield* flow(channels, rounds)
    yield* listener.ask("heard", 1 + channels * (2 + rounds))
    const after = yield* listener.ask("memory", undefined)
    return { announced, before, after, messages: channels * rounds }
  }).pipe(Effect.scoped)

export const discordGuilds: Benchmark = {
  name: "discord-guilds",
  promise: "2,000 guilds: under 200 MB",
  measure: async ({ smoke }) => {
    const guilds = smoke ? 200 : 2_000
    const few = await Effect.runPromise(measureIn(1, 1))
    const { after, announced, before, messages } = await Effect.runPromise(measureIn(guilds, smoke ? 3 : 30))
    const perGuild = ((announced.heapUsed - few.announced.heapUsed) * 1024) / guilds
    const perMessage = ((after.heapUsed - before.heapUsed) * 1024) / messages
    const grown = after.heapUsed / before.heapUsed
    const held = announced.rss <= promisedMegabytes && after.rss <= promisedMegabytes && grown <= 1.1
    return {
      measured: `${megabytes(announced.rss)}, of which ${megabytes(announced.heapUsed)} are in use; after ${messages.toLocaleString("en-US")} messages ${megabytes(after.rss)} and ${megabytes(after.heapUsed)}`,
      held,
      remark: remarkOf(
        held,
        `run from source, ${megabytes(few.announced.rss)} with one guild; ${perGuild.toFixed(1)} KB a guild of 30 channels, 20 roles, 5 threads`,
        `what the announcements leave to the collector: the young generation holds ${megabytes(after.young)}, as much as node gives it on this machine (--max-semi-space-size)`
      ),
      figures: {
        guilds,
        rssMegabytes: announced.rss,
        heapMegabytes: announced.heapUsed,
        youngMegabytes: announced.young,
        rssAfterMegabytes: after.rss,
        heapAfterMegabytes: after.heapUsed,
        youngAfterMegabytes: after.young,
        oneGuildRssMegabytes: few.announced.rss,
        oneGuildHeapMegabytes: few.announced.heapUsed,
        kilobytesPerGuild: perGuild,
        kilobytesPerMessage: perMessage,
        messages
      }
    }
  }
}
