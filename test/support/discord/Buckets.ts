/** Rate limits in real time: fixed windows that open with their first request, as Discord's do. Owns the counters. */
import { createHash } from "node:crypto"

export interface Limit {
  /** What is counted together. */
  readonly name: string
  readonly limit: number
  readonly windowMillis: number
  /** What it is called to the client; buckets counted apart may share a name. */
  readonly shown?: string
}

export interface Taken {
  readonly allowed: boolean
  readonly limit: number
  readonly remaining: number
  /** Milliseconds until the window ends. */
  readonly resetMillis: number
  readonly bucket: string
}

export interface Buckets {
  readonly take: (limit: Limit, major: string) => Taken
  /** Without counting one. */
  readonly globally: () => Taken
  readonly forget: () => void
}

interface Window {
  used: number
  readonly endsAt: number
}

const globalLimit: Limit = { name: "global", limit: 50, windowMillis: 1_000 }

export const makeBuckets = (): Buckets => {
  const windows = new Map<string, Window>()
  const take: Buckets["take"] = (limit, major) => {
    const key = `${limit.name}:${major}`
    const now = Date.now()
    const open = windows.get(key)
    const window = open === undefined || open.endsAt <= now ? { used: 0, endsAt: now + limit.windowMillis } : open
    windows.set(key, window)
    const allowed = window.used < limit.limit
    if (allowed) window.used += 1
    return {
      allowed,
      limit: limit.limit,
      remaining: Math.max(0, limit.limit - window.used),
      resetMillis: window.endsAt - now,
      bucket: createHash("sha256")
        .update(limit.shown ?? limit.name)
        .digest("hex")
        .slice(0, 32)
    }
  }
  return { take, globally: () => take(globalLimit, "bot"), forget: () => windows.clear() }
}

/** The headers that go with an answer. */
export const rateHeaders = (taken: Taken): Readonly<Record<string, string>> => ({
  "x-ratelimit-limit": String(taken.limit),
  "x-ratelimit-remaining": String(taken.remaining),
  "x-ratelimit-reset": String((Date.now() + taken.resetMillis) / 1000),
  "x-ratelimit-reset-after": (taken.resetMillis / 1000).toFixed(3),
  "x-ratelimit-bucket": taken.bucket
})
