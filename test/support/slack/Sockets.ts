/**
 * Socket Mode: addresses that are good once, hello, envelopes to one of the open sockets, acknowledgements, pings. Owns
 * the sockets, and what goes wrong with them on purpose.
 */
import type { IncomingMessage, Server } from "node:http"
import type { Duplex } from "node:stream"
import { type WebSocket, WebSocketServer } from "ws"
import { isRecord, recordOf } from "../Json.ts"
import type { Acked, Transport } from "./Delivery.ts"
import type { Methods } from "./Method.ts"
import { secret, type World } from "./World.ts"

export type DisconnectReason = "warning" | "refresh_requested" | "link_disabled" | "too_many_websockets"

export interface SocketSwitches {
  /** Drops every socket, or the oldest so many, without a word. Returns how many. */
  readonly cut: (count?: number) => number
  /** Says that the socket has to be given up; after anything but a warning nothing more comes over it. */
  readonly disconnect: (reason?: DisconnectReason, count?: number) => void
  /** Takes envelopes' acknowledgements for none. */
  readonly ignoreAcks: (on: boolean) => void
  /** Answers pings no more. */
  readonly stopPongs: (on: boolean) => void
  /** Sockets that envelopes go to. */
  readonly connected: () => number
  /** What happened so far: `open`, `hello`, `close`, `ack`, `timeout`, `disconnect warning` … */
  readonly history: ReadonlyArray<string>
  /** How many envelopes each socket got, the oldest first. */
  readonly shares: () => ReadonlyArray<number>
}

export interface Sockets extends SocketSwitches, Transport {
  readonly attach: (server: Server) => void
  readonly methods: Methods
}

const most = 10
const pingMillis = 10_000
const ticketMillis = 30_000

interface Link {
  readonly socket: WebSocket
  leaving: boolean
  envelopes: number
}

interface Pending {
  readonly link: Link
  readonly settle: (acked: Acked) => void
  readonly at: number
}

export const makeSockets = (world: World): Sockets => {
  const links: Array<Link> = []
  const all: Array<Link> = []
  const pending = new Map<string, Pending>()
  const tickets = new Map<string, number>()
  const history: Array<string> = []
  let turn = 0
  let deaf = false
  let silent = false

  const note = (line: string) => {
    history.push(line)
    world.touch()
  }
  const ready = () => links.filter(({ leaving }) => !leaving)

  const leave = (link: Link, reason: DisconnectReason) => {
    note(`disconnect ${reason}`)
    if (reason !== "warning") link.leaving = true
    link.socket.send(JSON.stringify({ type: "disconnect", reason, debug_info: { host: "applink-fake" } }))
  }

  const hear = (link: Link, text: string) => {
    const frame: unknown = JSON.parse(text)
    if (!isRecord(frame) || typeof frame.envelope_id !== "string") return
    const waiting = pending.get(frame.envelope_id)
    if (waiting === undefined || waiting.link !== link || deaf) return note("ack ignored")
    note("ack")
    waiting.settle({ ok: true, payload: recordOf(frame.payload), ms: Date.now() - waiting.at })
  }

  const open = (socket: WebSocket) => {
    const link: Link = { socket, leaving: false, envelopes: 0 }
    note("open")
    socket.on("error", () => {})
    socket.on("ping", (data) => {
      if (!silent) socket.pong(data)
    })
    if (ready().length >= most) {
      leave(link, "too_many_websockets")
      return socket.close()
    }
    links.push(link)
    all.push(link)
    const pings = setInterval(() => socket.ping("Ping from slack"), pingMillis)
    socket.on("close", () => {
      clearInterval(pings)
      links.splice(links.indexOf(link), 1)
      for (const waiting of [...pending.values()]) {
        if (waiting.link === link) waiting.settle({ ok: false, reason: "timeout", again: true })
      }
      note("close")
    })
    socket.on("message", (bytes) => hear(link, String(bytes)))
    socket.send(
      JSON.stringify({
        type: "hello",
        num_connections: ready().length,
        debug_info: { host: "applink-fake", build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: world.app.id }
      })
    )
    note("hello")
  }

  const send: Transport["send"] = ({ accepts, payload, retry, type }) =>
    new Promise((resolve) => {
      const open = ready()
      const link = open[turn++ % Math.max(1, open.length)]
      if (link === undefined) return resolve({ ok: false, reason: "no_connection", again: true })
      const envelope = crypto.randomUUID()
      const settle = (acked: Acked) => {
        clearTimeout(timer)
        pending.delete(envelope)
        resolve(acked)
      }
      const timer = setTimeout(() => {
        note("timeout")
        settle({ ok: false, reason: "timeout", again: true })
      }, world.settings.ackMillis)
      pending.set(envelope, { link, settle, at: Date.now() })
      link.envelopes += 1
      const again = type === "events_api" ? { retry_attempt: retry.attempt, retry_reason: retry.reason } : {}
      link.socket.send(
        JSON.stringify({ envelope_id: envelope, payload, type, accepts_response_payload: accepts, ...again })
      )
    })

  const address = () => {
    const ticket = secret(16)
    tickets.set(ticket, Date.now())
    return `${world.origin.replace("http", "ws")}/link/?ticket=${ticket}&app_id=${world.app.id}`
  }

  return {
    attach: (server) => {
      const hub = new WebSocketServer({ noServer: true, autoPong: false })
      server.on("upgrade", (request: IncomingMessage, socket: Duplex, head: Buffer) => {
        const ticket = new URL(request.url ?? "/", "http://loopback").searchParams.get("ticket") ?? ""
        const at = tickets.get(ticket)
        tickets.delete(ticket)
        if (at === undefined || Date.now() - at > ticketMillis) {
          socket.end("HTTP/1.1 404 Not Found\r\nconnection: close\r\ncontent-length: 0\r\n\r\n")
          return
        }
        hub.handleUpgrade(request, socket, head, open)
      })
    },
    methods: {
      "apps.connections.open": { token: "app", answer: () => ({ url: address() }) }
    },
    send,
    cut: (count = most) => {
      const chosen = links.slice(0, count)
      for (const { socket } of chosen) socket.terminate()
      return chosen.length
    },
    disconnect: (reason = "refresh_requested", count = most) => {
      for (const link of ready().slice(0, count)) leave(link, reason)
    },
    ignoreAcks: (on) => {
      deaf = on
    },
    stopPongs: (on) => {
      silent = on
    },
    connected: () => ready().length,
    history,
    shares: () => all.map(({ envelopes }) => envelopes)
  }
}
