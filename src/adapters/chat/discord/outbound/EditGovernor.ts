/**
 * When a preview may leave. Discord counts edits together by channel, or by webhook for what stands behind one: all
 * threads of a channel then share 5 edits in 5 s. Owns the fair sharing of that among the messages that are live, and
 * the slot that is kept for final text. Pure: the time is handed in. Final text is counted here and never held.
 */
import { madeAt } from "../Address.ts"
import { oldMessageMillis } from "../rest/HiddenLimits.ts"

export interface EditGovernor {
  /** 0: it leaves now, and is counted. Else in how many milliseconds to ask again: its place in the line is kept. */
  readonly preview: (bucket: string, message: string, now: number) => number
  /** Final text leaves, always: 0. Its message is not live any more. */
  readonly final: (bucket: string, message: string, now: number) => number
  /** A message is taken away, which Discord counts as an edit. 0: it leaves now. Else in how many milliseconds to ask. */
  readonly removal: (bucket: string, message: string, now: number) => number
  /** Any other request leaves: it counts against the bot's own limit. */
  readonly other: (now: number) => void
}

interface Live {
  readonly message: string
  askedAt: number
  /** Its first words, or the first after it was quiet, have not left. */
  fresh: boolean
  /** When its last preview left. */
  last: number | undefined
  /** When it was told to ask again; absent while it does not wait. */
  due: number | undefined
}

interface Bucket {
  readonly live: Map<string, Live>
  /** When edits left within the window, and those among them that stood in no line: first words and final text. */
  edits: Array<number>
  passing: Array<number>
  lastPreview: number
}

/** 5 in 5 s, with room for requests that overtake one another on the way; the fifth is kept for final text. */
const windowMillis = 5250
const editsPerWindow = 5
const previewsPerWindow = 4
/** First words may pass those who wait, but with final text they never take the whole window. */
const passingPerWindow = 3
export const spacingMillis = 1340
export const liveMillis = 10_000
/** Who does not come when told loses its place. */
const patienceMillis = 500
/** Changing messages older than an hour has a small limit of its own. */
const oldIntervalMillis = 60_000
/** Of the 50 requests a second that a bot has. */
const global = { windowMillis: 1000, previewsBelow: 35 } as const

/** The first moment from `from` on at which fewer than `most` of these lie within the window before it. */
const freeAt = (times: ReadonlyArray<number>, most: number, from: number): number => {
  const sorted = [...times].sort((left, right) => left - right)
  let at = from
  for (let next = 0; next <= sorted.length; next++) {
    const within = sorted.filter((time) => time <= at && time > at - windowMillis)
    const blocking = within[within.length - most]
    if (blocking === undefined) return at
    at = blocking + windowMillis
  }
  return at
}

const waits = (live: Live, now: number) => live.due !== undefined && now <= live.due + patienceMillis

const prune = (bucket: Bucket, now: number) => {
  const inWindow = (time: number) => time > now - windowMillis
  bucket.edits = bucket.edits.filter(inWindow)
  bucket.passing = bucket.passing.filter(inWindow)
  for (const live of bucket.live.values()) {
    if (!waits(live, now)) live.due = undefined
    const remembered = live.last !== undefined && now - live.last < oldIntervalMillis
    if (live.due === undefined && now - live.askedAt >= liveMillis && !remembered) bucket.live.delete(live.message)
  }
}

/** When `wanted` may leave: the least recently edited first, first words before them as long as the rest gets its share. */
const plan = (bucket: Bucket, wanted: Live, now: number): number => {
  const all = [...bucket.live.values()]
  const live = all.filter((one) => one.due !== undefined || now - one.askedAt < liveMillis).length
  const own = (one: Live): number => {
    const last = one.last ?? Number.NEGATIVE_INFINITY
    const old = now - madeAt(one.message) > oldMessageMillis ? last + oldIntervalMillis : last
    const rested = one.fresh ? old : Math.max(old, last + spacingMillis * live)
    return one === wanted ? rested : Math.max(rested, one.due ?? rested)
  }
  const line = all
    .filter((one) => one === wanted || one.due !== undefined)
    .map((one) => ({ one, own: own(one) }))
    .sort((left, right) => (left.own === right.own ? 0 : left.own - right.own))
  const fresh = line.filter(({ one }) => one.fresh)
  const others = line.filter(({ one }) => !one.fresh)
  const shared = others.length > 0
  const edits = [...bucket.edits]
  const passing = [...bucket.passing]
  let previous = bucket.lastPreview
  for (;;) {
    const [first] = fresh
    const [other] = others
    const firstAt =
      first === undefined
        ? Number.POSITIVE_INFINITY
        : freeAt(
            edits,
            previewsPerWindow,
            freeAt(passing, shared ? passingPerWindow : previewsPerWindow, Math.max(now, first.own))
          )
    const otherAt =
      other === undefined
        ? Number.POSITIVE_INFINITY
        : freeAt(edits, previewsPerWindow, Math.max(now, other.own, previous + spacingMillis))
    const at = Math.min(firstAt, otherAt)
    const leaving = firstAt <= otherAt ? fresh.shift() : others.shift()
    if (leaving === undefined || leaving.one === wanted) return Math.max(now, at)
    edits.push(at)
    if (leaving.one.fresh) passing.push(at)
    previous = at
  }
}

export const makeEditGovernor = (): EditGovernor => {
  const buckets = new Map<string, Bucket>()
  let requests: Array<number> = []
  let sweptAt = 0

  const bucketOf = (name: string, now: number): Bucket => {
    if (now - sweptAt > oldIntervalMillis) {
      sweptAt = now
      for (const [other, bucket] of buckets) {
        prune(bucket, now)
        if (bucket.live.size === 0 && bucket.edits.length === 0) buckets.delete(other)
      }
    }
    const known = buckets.get(name)
    if (known !== undefined) return known
    const bucket: Bucket = { live: new Map(), edits: [], passing: [], lastPreview: Number.NEGATIVE_INFINITY }
    buckets.set(name, bucket)
    return bucket
  }

  const recent = (now: number) => {
    requests = requests.filter((time) => time > now - global.windowMillis)
    return requests
  }

  const other = (now: number) => {
    recent(now).push(now)
  }

  return {
    other,
    final: (name, message, now) => {
      const bucket = bucketOf(name, now)
      bucket.live.delete(message)
      bucket.edits.push(now)
      bucket.passing.push(now)
      other(now)
      return 0
    },
    removal: (name, message, now) => {
      const bucket = bucketOf(name, now)
      prune(bucket, now)
      bucket.live.delete(message)
      const at = freeAt(bucket.edits, editsPerWindow, now)
      if (at > now) return at - now
      bucket.edits.push(now)
      return 0
    },
    preview: (name, message, now) => {
      const bucket = bucketOf(name, now)
      prune(bucket, now)
      const live = bucket.live.get(message) ?? { message, askedAt: now, fresh: true, last: undefined, due: undefined }
      bucket.live.set(message, live)
      if (live.due === undefined && now - live.askedAt >= liveMillis) live.fresh = true
      live.askedAt = now
      const blocking = recent(now).at(-global.previewsBelow)
      const at = Math.max(plan(bucket, live, now), blocking === undefined ? now : blocking + global.windowMillis)
      if (at > now) {
        live.due = at
        return at - now
      }
      if (live.fresh) bucket.passing.push(now)
      live.fresh = false
      live.due = undefined
      live.last = now
      bucket.lastPreview = now
      bucket.edits.push(now)
      other(now)
      return 0
    }
  }
}
