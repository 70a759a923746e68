/** Those who talk to the loopback server in its tests: the unmodified discord.js, its REST client, and bare requests. */
import { REST } from "@discordjs/rest"
import { Client, type ClientOptions, Events, GatewayIntentBits } from "discord.js"
import { Effect } from "effect"
import type { FakeDiscord } from "./FakeDiscord.ts"

export const usualIntents = [
  ...[GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.GuildMessageReactions],
  ...[GatewayIntentBits.DirectMessages, GatewayIntentBits.MessageContent]
]

/** Not signed in yet. */
export const makeRealClient = (discord: FakeDiscord, options: Partial<ClientOptions> = {}) =>
  Effect.acquireRelease(
    Effect.sync(() => new Client({ intents: usualIntents, rest: { api: discord.apiUrl }, ...options })),
    (client) => Effect.promise(() => client.destroy())
  )

export const connectClient = (discord: FakeDiscord, options: Partial<ClientOptions> = {}) =>
  Effect.gen(function* () {
    const client = yield* makeRealClient(discord, options)
    const { touch } = discord.world
    client.on(Events.ClientReady, touch).on(Events.GuildCreate, touch).on(Events.GuildDelete, touch)
    yield* Effect.promise(() => client.login(discord.token))
    yield* discord.until("a client that is ready", () => client.isReady())
    return client
  })

/** @discordjs/rest as the adapter uses it, but patient. */
export const makeRealRest = (discord: FakeDiscord): REST => new REST({ api: discord.apiUrl }).setToken(discord.token)

/** An answer's body, with its status. */
export interface Answered {
  readonly status: number
  readonly code: number
  readonly errors?: unknown
  readonly id: string
  readonly token: string
  readonly [key: string]: unknown
}

/** A plain request that waits for no limit: those are forgotten first. */
export const ask = (discord: FakeDiscord, method: string, path: string, body?: unknown, headers = {}) =>
  Effect.promise(async (): Promise<Answered> => {
    discord.forgetLimits()
    const response = await fetch(`${discord.apiUrl}/v10${path}`, {
      method,
      headers: {
        authorization: `Bot ${discord.token}`,
        ...(body instanceof FormData ? {} : { "content-type": "application/json" }),
        ...headers
      },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) })
    })
    const text = await response.text()
    return { ...(text === "" ? {} : JSON.parse(text)), status: response.status }
  })
