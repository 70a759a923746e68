/**
 * One server-sent event stream that keeps a script's time and breaks off where the script says. Owns the socket's side
 * of an answer; what the events are called is the wires' business.
 */
import { once } from "node:events"
import type { ServerResponse } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import type { Answer } from "./Answers.ts"

export type Break = "drop" | "stall" | "error" | "truncate"

/** Thrown to leave a stream half way; `gone` when the client left first. */
export class Cut extends Error {
  readonly how: Break | "gone"
  constructor(how: Break | "gone") {
    super(how)
    this.how = how
  }
}

export interface EventStream {
  readonly head: () => Promise<void>
  readonly event: (type: string, data: object) => Promise<void>
  /** Sends pieces of text in the script's time, breaking off where it says. */
  readonly deltas: (pieces: ReadonlyArray<string>, send: (piece: string) => Promise<void>) => Promise<void>
  /** The pause between two deltas, for other blocks. */
  readonly pause: () => Promise<void>
}

const breaks = [
  ["dropAfter", "drop"],
  ["stallAfter", "stall"],
  ["errorAfter", "error"],
  ["truncateAfter", "truncate"]
] as const

/** A timer only where the script wants one: an unpaced answer leaves in one go. */
export const pauseFor = async (millis: number | undefined): Promise<void> => {
  if (millis !== undefined && millis > 0) await sleep(millis)
}

export const openEventStream = (response: ServerResponse, answer: Answer, requestId: string): EventStream => {
  let sent = 0
  const checkBreak = () => {
    for (const [key, how] of breaks) {
      const after = answer[key]
      if (after !== undefined && sent >= after) throw new Cut(how)
    }
  }
  const checkOpen = () => {
    if (response.destroyed) throw new Cut("gone")
  }
  const pause = () => pauseFor(answer.delay)
  return {
    head: async () => {
      await pauseFor(answer.headDelay)
      checkOpen()
      response.writeHead(answer.status ?? 200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache",
        "request-id": requestId,
        "x-request-id": requestId,
        ...answer.headers
      })
      response.flushHeaders()
    },
    event: async (type, data) => {
      checkOpen()
      if (response.write(`event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`)) return
      const settled = new AbortController()
      const { signal } = settled
      // Whichever comes first; the other must not stay behind as a listener.
      await Promise.race([once(response, "drain", { signal }), once(response, "close", { signal })]).finally(() =>
        settled.abort()
      )
    },
    deltas: async (pieces, send) => {
      for (const piece of pieces) {
        checkBreak()
        await (sent === 0 && answer.firstDelay !== undefined ? pauseFor(answer.firstDelay) : pause())
        sent += 1
        await send(piece)
      }
      checkBreak()
    },
    pause
  }
}

/** Ends a response in the bad way that was scripted. `stalled` returns when a stalled one is released. */
export const breakOff = async (
  response: ServerResponse,
  how: Break | "gone",
  sendError: () => Promise<void>,
  stalled: () => Promise<void>
): Promise<void> => {
  if (how === "truncate") response.end()
  else if (how === "error") {
    await sendError()
    response.end()
  } else {
    if (how === "stall" && !response.destroyed) await Promise.race([stalled(), once(response, "close")])
    response.destroy()
  }
}
