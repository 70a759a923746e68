/** What goes wrong on purpose. Owns the list of faults that wait for a request; carried out by `Rest`. */

export interface RequestSeen {
  readonly method: string
  /** `/channels/:channel/messages`, or the path when no route fits. */
  readonly route: string
  readonly path: string
  readonly body: unknown
}

/** Which requests: everything that is named has to fit; a text is a part of the route. */
export type Which =
  | string
  | ((request: RequestSeen) => boolean)
  | { readonly method?: string; readonly route?: string | RegExp; readonly path?: string | RegExp }

export interface Times {
  /** How many requests; 1 when not said. */
  readonly times?: number
}

export type Fault = { readonly which: Which; left: number } & (
  | { readonly kind: "status"; readonly status: number; readonly stored: boolean }
  | { readonly kind: "destroy"; readonly stored: boolean }
  | { readonly kind: "silence"; readonly stored: boolean }
  | { readonly kind: "slow"; readonly millis: number; readonly stored: boolean }
  | { readonly kind: "refuse"; readonly status: number; readonly code: number; readonly message: string }
  | {
      readonly kind: "limit"
      readonly retryAfter: number
      readonly scope: "user" | "global" | "shared"
    }
)

export interface Faults {
  /** Answers with 5xx, after the work was done when `stored`. */
  readonly fail: (which: Which, how: Times & { readonly status?: number; readonly stored?: boolean }) => void
  /** The socket is destroyed without an answer. */
  readonly destroy: (which: Which, how: Times & { readonly stored?: boolean }) => void
  /** No answer ever comes. */
  readonly silence: (which: Which, how: Times & { readonly stored?: boolean }) => void
  /** Held this long before it is handled, or before the answer leaves when `stored`. */
  readonly slow: (which: Which, how: Times & { readonly millis: number; readonly stored?: boolean }) => void
  /** Refused with a code of Discord's. */
  readonly refuse: (
    which: Which,
    how: Times & { readonly status: number; readonly code: number; readonly message: string }
  ) => void
  /** A limit that no header announced; seconds. */
  readonly limit: (
    which: Which,
    how: Times & { readonly retryAfter: number; readonly scope?: "user" | "global" | "shared" }
  ) => void
  readonly clear: () => void
  readonly next: (request: RequestSeen) => Fault | undefined
}

const fits = (wanted: string | RegExp | undefined, text: string): boolean =>
  wanted === undefined || (typeof wanted === "string" ? text.includes(wanted) : wanted.test(text))

const applies = (which: Which, request: RequestSeen): boolean => {
  if (typeof which === "function") return which(request)
  if (typeof which === "string") return fits(which, `${request.method} ${request.route}`)
  return (
    (which.method === undefined || which.method === request.method) &&
    fits(which.route, request.route) &&
    fits(which.path, request.path)
  )
}

export const makeFaults = (): Faults => {
  const waiting: Array<Fault> = []
  return {
    fail: (which, { status = 502, stored = false, times = 1 }) =>
      void waiting.push({ which, left: times, kind: "status", status, stored }),
    destroy: (which, { stored = false, times = 1 }) =>
      void waiting.push({ which, left: times, kind: "destroy", stored }),
    silence: (which, { stored = false, times = 1 }) =>
      void waiting.push({ which, left: times, kind: "silence", stored }),
    slow: (which, { millis, stored = false, times = 1 }) =>
      void waiting.push({ which, left: times, kind: "slow", millis, stored }),
    refuse: (which, { code, message, status, times = 1 }) =>
      void waiting.push({ which, left: times, kind: "refuse", status, code, message }),
    limit: (which, { retryAfter, scope = "user", times = 1 }) =>
      void waiting.push({ which, left: times, kind: "limit", retryAfter, scope }),
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
