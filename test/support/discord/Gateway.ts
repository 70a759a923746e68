/**
 * The gateway over WebSocket: hello, identify, resume, heartbeats, dispatches. Owns the sockets and sessions, and what
 * goes wrong with them on purpose.
 */
import type { IncomingMessage, Server } from "node:http"
import type { Duplex } from "node:stream"
import { GatewayIntentBits, GatewayOpcodes } from "discord-api-types/v10"
import { type WebSocket, WebSocketServer } from "ws"
import { isRecord, type Json } from "./ApiError.ts"
import { applicationFlags } from "./BotRoutes.ts"
import { hears, makeSession, messageContent, type Session, send, shardOf, tell } from "./GatewaySession.ts"
import { guildCreate, userPayload } from "./Payloads.ts"
import type { Dispatch, World } from "./World.ts"

export interface GatewayOptions {
  readonly heartbeatMillis: number
  /** Until a session without a socket cannot be resumed. */
  readonly sessionMillis: number
  /** Identifies in 5 seconds. */
  readonly concurrency: number
  /** That GET /gateway/bot proposes. */
  readonly shards: number
  /** Guilds that one shard may have. */
  readonly guildsPerShard: number
}

export interface GatewaySwitches {
  /** Drops every socket without a word. Returns how many. */
  readonly cut: () => number
  /** Asks every client to come back (op 7). */
  readonly reconnect: () => void
  /** Says that the session is over (op 9). */
  readonly invalidate: (resumable?: boolean) => void
  /** Closes every socket with this code. */
  readonly close: (code: number) => void
  /** Forgets all sessions: the next resume is refused. */
  readonly expireSessions: () => void
  /** Never answers an attempt to resume. */
  readonly refuseResumes: (on: boolean) => void
  readonly stopAcknowledging: (on: boolean) => void
  /** Dispatches are kept back: they arrive only by a resume. */
  readonly withhold: (on: boolean) => void
  /** The next dispatch of this kind is sent twice. */
  readonly duplicateNext: (event: string) => void
  /** Sends a dispatch of any content to every shard. */
  readonly dispatch: (event: string, data: unknown) => void
  /** Sockets that are identified now. */
  readonly connected: () => number
  /** What happened so far: `identify 0/1`, `resume`, `resumed`, `refused`, `ready 0/1`, `4014` … */
  readonly history: ReadonlyArray<string>
  /** Events dispatched so far, with what they carried, to any session. */
  readonly told: () => ReadonlyArray<{ readonly event: string; readonly data: Json }>
}

export interface Gateway extends GatewaySwitches {
  readonly attach: (server: Server) => void
  readonly shards: () => number
  readonly startsLeft: () => number
}

const knownIntents = Object.values(GatewayIntentBits)
  .filter((bit) => typeof bit === "number")
  .reduce((bits, bit) => bits | bit, 0)

export const makeGateway = (world: World, options: GatewayOptions): Gateway => {
  const sessions = new Map<string, Session>()
  const sockets = new Set<WebSocket>()
  const history: Array<string> = []
  const doubled: Array<string> = []
  const identifies: Array<number> = []
  let starts = 0
  let resumesRefused = false
  let silent = false
  let withheld = false

  const note = (line: string) => {
    history.push(line)
    world.touch()
  }
  const closeWith = (socket: WebSocket, code: number) => {
    note(String(code))
    socket.close(code)
  }
  const guilds = () => [...world.guilds.values()].filter((guild) => guild.members.has(world.bot.id))

  const identify = (socket: WebSocket, data: Json): Session | undefined => {
    const { intents, shard = [0, 1], token } = data
    if (token !== world.token) return void closeWith(socket, 4004)
    const [own, of] = Array.isArray(shard) ? shard.map(Number) : []
    if (own === undefined || of === undefined || !(own >= 0 && own < of)) return void closeWith(socket, 4010)
    if (guilds().length / of > options.guildsPerShard) return void closeWith(socket, 4011)
    if (typeof intents !== "number" || (intents & ~knownIntents) !== 0) return void closeWith(socket, 4013)
    const { members, messageContent: content, presences } = world.settings.privileged
    const denied =
      (content ? 0 : messageContent) |
      (members ? 0 : GatewayIntentBits.GuildMembers) |
      (presences ? 0 : GatewayIntentBits.GuildPresences)
    if ((intents & denied) !== 0) return void closeWith(socket, 4014)
    const now = Date.now()
    const recent = identifies.filter((at) => now - at < 5_000)
    if (recent.length >= options.concurrency) {
      note("identify too soon")
      return void send(socket, JSON.stringify({ op: GatewayOpcodes.InvalidSession, d: false, s: null, t: null }))
    }
    identifies.push(now)
    starts += 1
    note(`identify ${own}/${of}`)
    const session = makeSession({ id: world.nextId(), token: world.token, intents, shard: [own, of], socket })
    sessions.set(session.id, session)
    welcome(session)
    return session
  }

  const welcome = (session: Session) => {
    const mine = guilds().filter(({ id }) => shardOf(id, session.shard[1]) === session.shard[0])
    tell(session, "READY", {
      v: 10,
      user: { ...userPayload(world.bot), verified: true, mfa_enabled: false, email: null, flags: 0 },
      user_settings: {},
      relationships: [],
      private_channels: [],
      presences: [],
      guilds: mine.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      session_type: "normal",
      resume_gateway_url: world.origin.replace("http", "ws"),
      shard: session.shard,
      application: { id: world.application.id, flags: applicationFlags(world.settings) }
    })
    if ((session.intents & GatewayIntentBits.Guilds) !== 0) {
      const channels = Map.groupBy(world.channels.values(), ({ guild }) => guild)
      for (const guild of mine) tell(session, "GUILD_CREATE", guildCreate(world, guild, channels.get(guild.id) ?? []))
    }
    note(`ready ${session.shard.join("/")}`)
  }

  const resume = (socket: WebSocket, data: Json): Session | undefined => {
    note("resume")
    if (resumesRefused) return undefined
    const session = sessions.get(String(data.session_id))
    const seen = Number(data.seq)
    const isOver =
      session === undefined ||
      session.token !== data.token ||
      seen > session.sequence ||
      (session.socket === undefined && Date.now() - session.leftAt > options.sessionMillis)
    if (isOver) {
      note("refused")
      return void send(socket, JSON.stringify({ op: GatewayOpcodes.InvalidSession, d: false, s: null, t: null }))
    }
    session.socket?.terminate()
    session.socket = socket
    for (const { frame, s } of session.told) if (s > seen) send(socket, frame)
    tell(session, "RESUMED", { _trace: [] })
    // It belongs to this socket: the next resume does not replay it.
    session.told.pop()
    note("resumed")
    return session
  }

  const open = (socket: WebSocket) => {
    let session: Session | undefined
    sockets.add(socket)
    socket.on("error", () => {})
    socket.on("close", () => {
      sockets.delete(socket)
      if (session === undefined || session.socket !== socket) return
      session.socket = undefined
      session.leftAt = Date.now()
      world.touch()
    })
    socket.on("message", (bytes) => {
      const text = String(bytes)
      if (text.length > 4_096) return closeWith(socket, 4002)
      const packet: unknown = JSON.parse(text)
      if (!isRecord(packet)) return closeWith(socket, 4002)
      const data = isRecord(packet.d) ? packet.d : {}
      if (packet.op === GatewayOpcodes.Heartbeat) {
        if (silent) return
        if (session !== undefined) session.heartbeatAt = Date.now()
        return send(socket, JSON.stringify({ op: GatewayOpcodes.HeartbeatAck, d: null, s: null, t: null }))
      }
      if (packet.op === GatewayOpcodes.Identify) {
        if (session !== undefined) return closeWith(socket, 4005)
        session = identify(socket, data)
      } else if (packet.op === GatewayOpcodes.Resume) session = resume(socket, data)
      else if (session === undefined) closeWith(socket, 4003)
    })
    const hello = { op: GatewayOpcodes.Hello, d: { heartbeat_interval: options.heartbeatMillis, _trace: [] } }
    send(socket, JSON.stringify({ ...hello, s: null, t: null }))
  }

  const told: Array<{ readonly event: string; readonly data: Json }> = []
  world.onDispatch((dispatch: Dispatch) => {
    for (const session of sessions.values()) {
      if (!hears(world, session, dispatch)) continue
      const double = doubled.indexOf(dispatch.event)
      if (double !== -1) doubled.splice(double, 1)
      const data = dispatch.data({ content: (session.intents & messageContent) !== 0 })
      told.push({ event: dispatch.event, data })
      tell(session, dispatch.event, data, withheld, double === -1 ? 1 : 2)
    }
  })

  const each = (act: (socket: WebSocket) => void) => {
    for (const socket of [...sockets]) act(socket)
  }
  const live = () => [...sessions.values()].filter(({ socket }) => socket !== undefined)

  return {
    attach: (server) => {
      const hub = new WebSocketServer({ noServer: true })
      server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) =>
        hub.handleUpgrade(request, socket, head, open)
      )
    },
    shards: () => options.shards,
    startsLeft: () => Math.max(0, 1_000 - starts),
    cut: () => {
      const count = sockets.size
      each((socket) => socket.terminate())
      return count
    },
    reconnect: () => each((socket) => send(socket, JSON.stringify({ op: GatewayOpcodes.Reconnect, d: null }))),
    invalidate: (resumable = false) => {
      if (!resumable) sessions.clear()
      each((socket) => send(socket, JSON.stringify({ op: GatewayOpcodes.InvalidSession, d: resumable })))
    },
    close: (code) => each((socket) => closeWith(socket, code)),
    expireSessions: () => sessions.clear(),
    refuseResumes: (on) => {
      resumesRefused = on
    },
    stopAcknowledging: (on) => {
      silent = on
    },
    withhold: (on) => {
      withheld = on
    },
    duplicateNext: (event) => void doubled.push(event),
    dispatch: (event, data) => {
      for (const session of live()) tell(session, event, data, withheld)
    },
    connected: () => live().length,
    history,
    told: () => told
  }
}
