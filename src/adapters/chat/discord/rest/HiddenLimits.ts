/**
 * Limits that Discord does not announce in its headers and only shows by refusing (429). Owns until when a kind of
 * request is not worth sending. Pure: the time is handed in.
 */
import { madeAt } from "../Address.ts"
import type { ApiRequest } from "./Api.ts"

/** Changing a message that is older than this has a limit of its own, which says nothing about younger ones. */
export const oldMessageMillis = 3_600_000

export interface HiddenLimits {
  readonly refused: (request: ApiRequest, retryAfterMillis: number, now: number) => void
  /** Milliseconds until it may be sent; 0 for at once. */
  readonly wait: (request: ApiRequest, now: number) => number
}

const kindOf = ({ method, route }: ApiRequest, now: number): string => {
  const message = /\/messages\/(\d+)/.exec(route)?.[1]
  const old = message !== undefined && now - madeAt(message) > oldMessageMillis
  const kind = route.replace(/\/messages\/[^/]+/, "/messages/:id").replace(/\/reactions\/.*/, "/reactions")
  return `${method} ${kind}${old ? " old" : ""}`
}

export const makeHiddenLimits = (): HiddenLimits => {
  const until = new Map<string, number>()
  return {
    refused: (request, retryAfterMillis, now) => {
      for (const [kind, end] of until) if (end <= now) until.delete(kind)
      until.set(kindOf(request, now), now + retryAfterMillis)
    },
    wait: (request, now) => (until.size === 0 ? 0 : Math.max(0, (until.get(kindOf(request, now)) ?? 0) - now))
  }
}
