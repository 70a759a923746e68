/** What goes wrong on purpose. Owns the list of faults that wait for a request; carried out by `Rest`. */
import type { Json } from "../Json.ts"

export interface RequestSeen {
  /** `chat.postMessage`; `upload`, `download` and `response_url` for what is no method. */
  readonly method: string
  readonly args: Json
}

/** Which requests: a part of the method's name, or whatever the predicate says. */
export type Which = string | RegExp | ((request: RequestSeen) => boolean)

export interface Times {
  /** How many requests; 1 when not said. */
  readonly times?: number
}

export type Fault = { readonly which: Which; left: number } & (
  | { readonly kind: "status"; readonly status: number; readonly stored: boolean }
  | { readonly kind: "destroy"; readonly stored: boolean }
  | { readonly kind: "silence"; readonly stored: boolean }
  | { readonly kind: "slow"; readonly millis: number; readonly stored: boolean }
  | { readonly kind: "refuse"; readonly error: string; readonly more: Json }
  | { readonly kind: "limit"; readonly retryAfter: number }
)

export interface Faults {
  /** Answers with 5xx, after the work was done when `stored`. */
  readonly fail: (which: Which, how?: Times & { readonly status?: number; readonly stored?: boolean }) => void
  /** The socket is destroyed without an answer. */
  readonly destroy: (which: Which, how?: Times & { readonly stored?: boolean }) => void
  /** No answer ever comes. */
  readonly silence: (which: Which, how?: Times & { readonly stored?: boolean }) => void
  /** Held this long before it is handled, or before the answer leaves when `stored`. */
  readonly slow: (which: Which, how: Times & { readonly millis: number; readonly stored?: boolean }) => void
  /** Refused with an error of Slack's. */
  readonly refuse: (which: Which, how: Times & { readonly error: string; readonly more?: Json }) => void
  /** A limit that nobody knew of; seconds. */
  readonly limit: (which: Which, how: Times & { readonly retryAfter: number }) => void
  readonly clear: () => void
  readonly next: (request: RequestSeen) => Fault | undefined
}

const applies = (which: Which, request: RequestSeen): boolean => {
  if (typeof which === "function") return which(request)
  return typeof which === "string" ? request.method.includes(which) : which.test(request.method)
}

export const makeFaults = (): Faults => {
  const waiting: Array<Fault> = []
  return {
    fail: (which, { status = 502, stored = false, times = 1 } = {}) =>
      void waiting.push({ which, left: times, kind: "status", status, stored }),
    destroy: (which, { stored = false, times = 1 } = {}) =>
      void waiting.push({ which, left: times, kind: "destroy", stored }),
    silence: (which, { stored = false, times = 1 } = {}) =>
      void waiting.push({ which, left: times, kind: "silence", stored }),
    slow: (which, { millis, stored = false, times = 1 }) =>
      void waiting.push({ which, left: times, kind: "slow", millis, stored }),
    refuse: (which, { error, more = {}, times = 1 }) =>
      void waiting.push({ which, left: times, kind: "refuse", error, more }),
    limit: (which, { retryAfter, times = 1 }) => void waiting.push({ which, left: times, kind: "limit", retryAfter }),
    clear: () => void waiting.splice(0),
    next: (request) => {
      const index = waiting.findIndex((fault) => applies(fault.which, request))
      const fault = waiting[index]
      if (fault === undefined) return undefined
      fault.left -= 1
      if (fault.left <= 0) waiting.splice(index, 1)
      return fault
    }
  }
}
