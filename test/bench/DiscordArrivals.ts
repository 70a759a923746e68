/**
 * When requests came in at the loopback Discord: in the moment in which their head was read, with fractions of a
 * millisecond. Everything else about a request stands in the server's own record.
 */
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import * as Effect from "effect/Effect"
import type { FakeDiscord } from "../support/discord/FakeDiscord.ts"
import { now } from "./Statistics.ts"

export type Arrival = FakeDiscord["requests"][number] & { readonly arrivedAt: number }

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
export const watchArrivals = (discord: FakeDiscord) =>
  Effect.acquireRelease(
    Effect.sync(() => {
      const port = Number(new URL(discord.apiUrl).port)
      const stamps: Array<number> = []
      // The server writes each request down right after this, in the same turn of the loop.
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
        (from = 0): ReadonlyArray<Arrival> =>
          discord.requests
            .slice(from)
            .map((line, index) => ({ ...line, arrivedAt: stamps[from + index] ?? Number.NaN }))
    )
  )
