/**
 * How the gateway's client is set up: as many connections as Discord wants, and nothing kept. What is asked for later is
 * remembered in `GatewayCache`, which takes half of what the client's own memory would.
 */
import type { IShardingStrategy, WebSocketManager } from "@discordjs/ws"
import type { ClientOptions } from "discord.js"

export const clientOptions = (options: {
  readonly apiUrl: string
  readonly intents: number
  readonly buildStrategy: (manager: WebSocketManager) => IShardingStrategy
}): ClientOptions => ({
  intents: options.intents,
  shards: "auto",
  sweepers: {},
  rest: { api: options.apiUrl, retries: 1 },
  ws: { buildStrategy: options.buildStrategy }
})
