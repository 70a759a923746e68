/**
 * Every row of the table, in its order. Loaded by name, so that a row's process holds nothing of the others.
 */
import type { Benchmark } from "./Benchmark.ts"

export const benchmarks: Readonly<Record<string, () => Promise<Benchmark>>> = {
  decode: async () => (await import("./rows/Decode.ts")).decode,
  relay: async () => (await import("./rows/Relay.ts")).relay,
  "durable-accept": async () => (await import("./rows/DurableAccept.ts")).durableAccept,
  "warm-message": async () => (await import("./rows/WarmMessage.ts")).warmMessage,
  "streamed-cpu": async () => (await import("./rows/StreamedCpu.ts")).streamedCpu,
  "whole-turn": async () => (await import("./rows/WholeTurn.ts")).wholeTurn,
  "warm-claude": async () => (await import("./rows/WarmClaude.ts")).warmClaude,
  ready: async () => (await import("./rows/Ready.ts")).ready,
  "mcp-initialize": async () => (await import("./rows/McpInitialize.ts")).mcpInitialize,
  "idle-sessions": async () => (await import("./rows/IdleSessions.ts")).idleSessions,
  "many-sessions": async () => (await import("./rows/ManySessions.ts")).manySessions,
  "watched-fleet": async () => (await import("./rows/WatchedFleet.ts")).watchedFleet,
  "discord-minute": async () => (await import("./rows/DiscordMinute.ts")).discordMinute,
  "discord-three": async () => (await import("./rows/DiscordThree.ts")).discordThree,
  "discord-relay": async () => (await import("./rows/DiscordRelay.ts")).discordRelay,
  "discord-guilds": async () => (await import("./rows/DiscordGuilds.ts")).discordGuilds,
  "slack-minute": async () => (await import("./rows/SlackMinute.ts")).slackMinute,
  "slack-three": async () => (await import("./rows/SlackThree.ts")).slackThree,
  "slack-relay": async () => (await import("./rows/SlackRelay.ts")).slackRelay,
  "worker-spawn": async () => (await import("./rows/WorkerSpawn.ts")).workerSpawn,
  "twenty-workers": async () => (await import("./rows/TwentyWorkers.ts")).twentyWorkers,
  "web-streams": async () => (await import("./rows/WebStreams.ts")).webStreams
}
