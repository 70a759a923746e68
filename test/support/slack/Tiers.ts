/**
 * Rate limits: so many calls of a method in a rolling minute for each workspace; messages also one a second for each
 * channel, with a short burst. Owns the counters.
 */

export interface Tier {
  readonly calls: number
  readonly windowMillis: number
}

export interface Tiers {
  /** Seconds until it may be tried again; undefined when it may go on. */
  readonly take: (method: string, team: string, channel: string | undefined) => number | undefined
  /** Another limit for a method from now on: `set("chat.update", 3)`. `"chat.postMessage/channel"` is the burst. */
  readonly set: (method: string, calls: number, windowMillis?: number) => void
  /** Forgets what was counted. */
  readonly forget: () => void
}

const minute = 60_000

const perMinute: Readonly<Record<string, number>> = {
  "apps.connections.open": 50,
  "assistant.threads.setStatus": 100,
  "assistant.threads.setSuggestedPrompts": 100,
  "assistant.threads.setTitle": 100,
  "auth.test": 200,
  "chat.appendStream": 100,
  "chat.postEphemeral": 100,
  "chat.postMessage": 600,
  "chat.startStream": 20,
  "chat.stopStream": 20,
  "conversations.list": 20,
  "conversations.members": 100,
  "reactions.remove": 20,
  "users.info": 100
}

const families: ReadonlyArray<readonly [string, number]> = [
  ["views.", 100],
  ["files.", 100]
]

const standard = 50

/** Messages to one channel: a bucket of four, one more each second. */
const burst: Tier = { calls: 4, windowMillis: 4_000 }

interface Bucket {
  left: number
  at: number
}

export const makeTiers = (): Tiers => {
  const changed = new Map<string, Tier>()
  const calls = new Map<string, Array<number>>()
  const buckets = new Map<string, Bucket>()

  const tierOf = (method: string): Tier =>
    changed.get(method) ?? {
      calls: perMinute[method] ?? families.find(([family]) => method.startsWith(family))?.[1] ?? standard,
      windowMillis: minute
    }

  /** Milliseconds to wait; nothing is counted then. */
  const rolling = (method: string, team: string, now: number): number => {
    const tier = tierOf(method)
    const key = `${team}/${method}`
    const recent = (calls.get(key) ?? []).filter((at) => now - at < tier.windowMillis)
    calls.set(key, recent)
    const [oldest = now] = recent
    if (recent.length >= tier.calls) return Math.max(1, oldest + tier.windowMillis - now)
    recent.push(now)
    return 0
  }

  const inChannel = (team: string, channel: string, now: number): number => {
    const tier = changed.get("chat.postMessage/channel") ?? burst
    const each = tier.windowMillis / tier.calls
    const key = `${team}/${channel}`
    const bucket = buckets.get(key) ?? { left: tier.calls, at: now }
    buckets.set(key, bucket)
    bucket.left = Math.min(tier.calls, bucket.left + (now - bucket.at) / each)
    bucket.at = now
    if (bucket.left < 1) return (1 - bucket.left) * each
    bucket.left -= 1
    return 0
  }

  return {
    take: (method, team, channel) => {
      const now = Date.now()
      const posts = method === "chat.postMessage" && channel !== undefined
      const wait = Math.max(rolling(method, team, now), posts ? inChannel(team, channel, now) : 0)
      return wait === 0 ? undefined : Math.max(1, Math.ceil(wait / 1_000))
    },
    set: (method, count, windowMillis = minute) => {
      changed.set(method, { calls: count, windowMillis })
    },
    forget: () => {
      calls.clear()
      buckets.clear()
    }
  }
}
