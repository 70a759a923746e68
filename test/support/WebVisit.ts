/**
 * One request to the service's web server, byte for byte as the test says it: nothing is added, resolved or followed.
 */
import { request } from "node:http"
import { connect } from "node:net"
import { Effect } from "effect"
import { WebSocket } from "ws"

export interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array
}

export interface Got {
  /** 0: the connection was cut. */
  readonly status: number
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  readonly text: string
  readonly bytes: Uint8Array
}

export const visit = (origin: string, path: string, { body, headers = {}, method = "GET" }: Sent = {}) =>
  Effect.callback<Got>((resume) => {
    const { hostname, port } = new URL(origin)
    const length =
      body === undefined || headers["transfer-encoding"] !== undefined
        ? {}
        : { "content-length": String(Buffer.byteLength(body)) }
    const sent = request({ hostname, port, path, method, headers: { ...length, ...headers } }, (response) => {
      const parts: Array<Buffer> = []
      response.on("data", (part: Buffer) => {
        parts.push(part)
      })
      response.on("close", () => {
        const bytes = Buffer.concat(parts)
        const { headers, statusCode = 0 } = response
        resume(Effect.succeed({ status: statusCode, headers, text: bytes.toString("utf8"), bytes }))
      })
    })
    sent.on("error", () => resume(Effect.succeed({ status: 0, headers: {}, text: "", bytes: new Uint8Array() })))
    sent.end(body)
  })

/** A socket as whoever has these headers opens it; a key is said as pages say it there. */
export const socketTo = (origin: string, headers: Readonly<Record<string, string>>): WebSocket => {
  const { "x-orchestrator-key": key, ...others } = headers
  const offered = key === undefined ? [] : ["orchestrator", `key-${key}`]
  return new WebSocket(`${origin.replace("http", "ws")}/rpc`, offered, { headers: others })
}

/** A socket to the calls of the dashboard: the status with which it was refused, or that it is open. */
export const knock = (origin: string, headers: Readonly<Record<string, string>>) =>
  Effect.callback<{ readonly status: number; readonly closed: Promise<number>; readonly close: () => void }>(
    (resume) => {
      const socket = socketTo(origin, headers)
      const closed = new Promise<number>((settle) => socket.once("close", settle))
      const close = () => socket.terminate()
      socket.once("open", () => resume(Effect.succeed({ status: 101, closed, close })))
      socket.once("unexpected-response", (_, { statusCode = 0 }) => {
        resume(Effect.succeed({ status: statusCode, closed, close }))
      })
      socket.on("error", () => {})
    }
  )

/** What comes back for a request that is begun and never finished, until the other end has enough of it. */
export const dawdle = (origin: string, beginning: string) =>
  Effect.callback<string>((resume) => {
    const { hostname, port } = new URL(origin)
    const socket = connect(Number(port), hostname)
    let text = ""
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part
    })
    socket.on("error", () => {})
    socket.on("close", () => resume(Effect.succeed(text)))
    socket.write(beginning)
  })
