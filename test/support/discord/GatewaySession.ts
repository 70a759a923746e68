/** One session of the gateway: what it subscribed to, what it was told, and what it still has to be told after a cut. */
import { GatewayOpcodes } from "discord-api-types/v10"
import type { WebSocket } from "ws"
import { permissionsIn } from "./Permissions.ts"
import type { Dispatch, World } from "./World.ts"

export const messageContent = 1 << 15

export interface Session {
  readonly id: string
  readonly token: string
  readonly intents: number
  readonly shard: readonly [number, number]
  /** Everything that was dispatched, by sequence. */
  readonly told: Array<{ readonly s: number; readonly frame: string; readonly event: string }>
  sequence: number
  socket: WebSocket | undefined
  /** When its last socket went. */
  leftAt: number
  heartbeatAt: number
}

export const makeSession = (given: Pick<Session, "id" | "token" | "intents" | "shard" | "socket">): Session => ({
  ...given,
  told: [],
  sequence: 0,
  leftAt: 0,
  heartbeatAt: Date.now()
})

export const send = (socket: WebSocket | undefined, frame: string): void => {
  if (socket !== undefined && socket.readyState === socket.OPEN) socket.send(frame)
}

/** Counts it and sends it, unless it is held back. */
export const tell = (session: Session, event: string, data: unknown, held = false, times = 1): void => {
  session.sequence += 1
  const frame = JSON.stringify({ op: GatewayOpcodes.Dispatch, t: event, s: session.sequence, d: data })
  session.told.push({ s: session.sequence, frame, event })
  if (!held) for (let count = 0; count < times; count += 1) send(session.socket, frame)
}

export const shardOf = (guild: string | undefined, shards: number): number =>
  guild === undefined ? 0 : Number((BigInt(guild) >> 22n) % BigInt(shards))

/** Whether this session is told of it: its shard, its intents, and what the bot may see. */
export const hears = (world: World, session: Session, dispatch: Dispatch): boolean => {
  if (shardOf(dispatch.guild, session.shard[1]) !== session.shard[0]) return false
  if (dispatch.intents !== 0 && (session.intents & dispatch.intents) === 0) return false
  const guild = world.guilds.get(dispatch.guild ?? "")
  if (guild !== undefined && !guild.members.has(world.bot.id) && dispatch.event !== "GUILD_DELETE") return false
  const channel = world.channels.get(dispatch.channel ?? "")
  return channel === undefined || permissionsIn(world, world.bot.id, channel) !== 0n
}
