/**
 * Discord bans an address that sends 10,000 requests in 10 minutes which it refuses (401, 403, 429). Owns the count and
 * who may still ask as it grows. Pure: the time is handed in.
 */
import type { ApiRequest } from "./Api.ts"

const minuteMillis = 60_000
const minutes = 10

/** From here on only what people wait for is sent. */
export const holdAt = 5000
/** From here on only acknowledgements of interactions are sent. */
export const stopAt = 9000

export interface InvalidRequests {
  readonly count: (now: number) => void
  readonly total: (now: number) => number
  /** Whether this request has to wait until the count has gone down. */
  readonly holds: (request: ApiRequest, now: number) => boolean
}

const isAcknowledgement = ({ route }: ApiRequest) => route.startsWith("/interactions/")

/** A post, an edit, an answer to an interaction. */
const isAwaited = ({ method, route }: ApiRequest) =>
  (method === "POST" && (/^\/channels\/\d+\/messages$/.test(route) || /^\/webhooks\/\d+\/[^/]+$/.test(route))) ||
  (method === "PATCH" && /\/messages\/[^/]+$/.test(route))

export const makeInvalidRequests = (): InvalidRequests => {
  const byMinute = new Map<number, number>()
  const total = (now: number) => {
    const oldest = Math.floor(now / minuteMillis) - minutes
    let sum = 0
    for (const [minute, count] of byMinute) {
      if (minute < oldest) byMinute.delete(minute)
      else sum += count
    }
    return sum
  }
  return {
    total,
    count: (now) => {
      const minute = Math.floor(now / minuteMillis)
      byMinute.set(minute, (byMinute.get(minute) ?? 0) + 1)
    },
    holds: (request, now) => {
      if (byMinute.size === 0 || isAcknowledgement(request)) return false
      const sum = total(now)
      return sum >= stopAt || (sum >= holdAt && !isAwaited(request))
    }
  }
}
