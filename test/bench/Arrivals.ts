/**
 * When requests came in at a loopback server: in the moment in which their head was read, with fractions of a
 * millisecond. Everything else about a request stands in the server's own record.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import * as Effect from "effect/Effect"
import { now } from "./Statistics.ts"

/** A server that writes down every request in the turn of the loop in which it came in. */
export interface Recording<Line> {
  readonly apiUrl: string
  /** Newest last. */
  readonly requests: ReadonlyArray<Line>
}

export type Arrived<Line> = Line & { readonly arrivedAt: number }

const began = "http.server.request.start"

const isAt = (message: unknown, port: number): boolean =>
  typeof message === "object" &&
  message !== null &&
  "socket" in message &&
  typeof message.socket === "object" &&
  message.socket !== null &&
  "localPort" in message.socket &&
  message.socket.localPort === port

/** Has to be called before the first request. Newest last. */
export const watchArrivals = <Line extends object>(server: Recording<Line>) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const port = Number(new URL(server.apiUrl).port)
      const stamps: Array<number> = []
      const note = (message: unknown) => {
        if (isAt(message, port)) stamps.push(now())
      }
      subscribe(began, note)
      return { note, stamps }
    }),
    ({ note }) => Effect.sync(() => unsubscribe(began, note))
  ).pipe(
    Effect.map(
      ({ stamps }) =>
        /** From that one on. */
        (from = 0): ReadonlyArray<Arrived<Line>> =>
          server.requests.slice(from).map((line, index) => ({ ...line, arrivedAt: stamps[from + index] ?? Number.NaN }))
    )
  )
