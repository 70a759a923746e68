/**
 * How much of what grows may leave. Slack counts what is added to streams, their beginnings and ends, and edits in each
 * workspace by the minute. Owns the fair sharing of that among the messages that are live. Pure: the time is handed in.
 *
 * What must be seen is never held for a preview: a stream only begins where its end will fit as well, and edits with final
 * text have a part of the minute of their own.
 */
import { type FairLine, makeFairLine } from "./FairLine.ts"

export interface StreamGovernor {
  /** Whether one more may begin; then it counts as live until it ends. */
  readonly start: (team: string, stream: string, now: number) => boolean
  /** 0: it leaves now, and is counted. Else in how many milliseconds to ask again. */
  readonly append: (team: string, stream: string, now: number) => number
  /** A stop leaves, always. `stream` is absent where nobody knows of its beginning. */
  readonly stop: (team: string, stream: string | undefined, now: number) => void
  /** It is over, or never began, without a stop. */
  readonly over: (team: string, stream: string) => void
  /** An edit that is not the last. As `append`. */
  readonly preview: (team: string, message: string, now: number) => number
  /** An edit with what has to be seen: held only where Slack would refuse it. */
  readonly final: (team: string, message: string, now: number) => number
}

/** A minute, and what requests may overtake each other on the way. */
const windowMillis = 61_000
/** Of 20 beginnings and 20 ends a minute. */
const mostStarts = 19
/** Of 50 edits a minute. Previews leave the rest to final text. */
const mostUpdates = 48
const mostWithPreviews = 40
/** No stream lives longer by itself. */
const lifeMillis = 310_000

/** 100 a minute, with some in hand for first words. */
export const appends = { everyMillis: 650, atOnce: 5, leastMillis: 1020 }
const previews = { everyMillis: 2000, atOnce: 3, leastMillis: 3000 }

interface Workspace {
  readonly appends: FairLine
  readonly previews: FairLine
  readonly live: Map<string, number>
  readonly starts: Array<number>
  readonly stops: Array<number>
  readonly updates: Array<number>
}

const recent = (times: Array<number>, now: number): Array<number> => {
  while (times.length > 0 && (times[0] ?? now) <= now - windowMillis) times.shift()
  return times
}

/** When fewer than `most` of these lie within the window. */
const freeAt = (times: Array<number>, most: number, now: number): number => {
  const left = recent(times, now)
  const blocking = left.length < most ? undefined : left[left.length - most]
  return blocking === undefined ? now : blocking + windowMillis
}

export const makeStreamGovernor = (): StreamGovernor => {
  const workspaces = new Map<string, Workspace>()

  const of = (team: string): Workspace => {
    const known = workspaces.get(team)
    if (known !== undefined) return known
    const workspace: Workspace = {
      appends: makeFairLine(appends),
      previews: makeFairLine(previews),
      live: new Map(),
      starts: [],
      stops: [],
      updates: []
    }
    workspaces.set(team, workspace)
    return workspace
  }

  const over = (team: string, stream: string) => {
    const workspace = of(team)
    workspace.live.delete(stream)
    workspace.appends.leave(stream)
  }

  return {
    over,
    start: (team, stream, now) => {
      const { live, starts, stops } = of(team)
      for (const [other, since] of live) if (now - since > lifeMillis) live.delete(other)
      const fits = recent(starts, now).length < mostStarts && live.size + recent(stops, now).length < mostStarts
      if (!fits) return false
      starts.push(now)
      live.set(stream, now)
      return true
    },
    append: (team, stream, now) => of(team).appends.ask(stream, now),
    stop: (team, stream, now) => {
      recent(of(team).stops, now).push(now)
      if (stream !== undefined) over(team, stream)
    },
    preview: (team, message, now) => {
      const { previews, updates } = of(team)
      const wait = previews.ask(message, now, freeAt(updates, mostWithPreviews, now))
      if (wait === 0) updates.push(now)
      return wait
    },
    final: (team, message, now) => {
      const { previews, updates } = of(team)
      previews.leave(message)
      const wait = freeAt(updates, mostUpdates, now) - now
      if (wait === 0) updates.push(now)
      return wait
    }
  }
}
