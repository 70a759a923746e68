/**
 * Who may write next when many share one limit: an even pace for all together, the least recently served first, and first
 * words at once as far as some may be borrowed from what comes. Pure: the time is handed in.
 */
import { makePace } from "../web/Pace.ts"

export interface FairLine {
  /**
   * 0: it leaves now, and is counted. Else in how many milliseconds to ask again: its place in the line is kept. None
   * leaves before `from`.
   */
  readonly ask: (name: string, now: number, from?: number) => number
  /** It does not write any more. */
  readonly leave: (name: string) => void
}

interface Member {
  readonly name: string
  askedAt: number
  /** Since when its first words, or the first after it was quiet, want to leave. */
  freshSince: number | undefined
  last: number | undefined
  /** When it was told to ask again; absent while it does not wait. */
  due: number | undefined
}

/** Who did not ask for this long is quiet: it has no share, and its next words are first words again. */
const liveMillis = 10_000
/** Who does not come when told loses its place. */
const patienceMillis = 1500

export const makeFairLine = ({
  atOnce,
  everyMillis,
  leastMillis
}: {
  /** Between two of all, on average. */
  readonly everyMillis: number
  readonly atOnce: number
  /** Between two of the same. */
  readonly leastMillis: number
}): FairLine => {
  const pace = makePace({ everyMillis, atOnce })
  const members = new Map<string, Member>()

  const waits = ({ due }: Member, now: number) => due !== undefined && now <= due + patienceMillis

  const prune = (now: number) => {
    for (const member of members.values()) {
      if (!waits(member, now)) member.due = undefined
      if (member.due === undefined && now - member.askedAt >= liveMillis) members.delete(member.name)
    }
  }

  /** When it is this one's turn, by its own last. */
  const ownTurn = ({ freshSince, last }: Member, live: number): number =>
    freshSince ?? (last ?? 0) + Math.max(leastMillis, everyMillis * live)

  /** Borrowing is for first words, and for who waited long enough behind those of others. */
  const earliest = (member: Member, live: number, taken: number, from: number): number => {
    const own = ownTurn(member, live)
    const even = from + pace.wait(from, 0) + taken * everyMillis
    const borrowed = even - (atOnce - 1) * everyMillis
    const allowed =
      member.freshSince === undefined ? Math.min(even, Math.max(borrowed, own + 2 * everyMillis)) : borrowed
    return Math.max(from, own, allowed)
  }

  const plan = (wanted: Member, now: number, from: number): number => {
    const all = [...members.values()]
    const live = all.length
    const line = all.filter((member) => member === wanted || waits(member, now))
    for (let taken = 0; ; taken++) {
      let first = wanted
      let at = earliest(wanted, live, taken, from)
      for (const member of line) {
        const own = earliest(member, live, taken, from)
        if (own < at || (own === at && ownTurn(member, live) < ownTurn(first, live))) {
          first = member
          at = own
        }
      }
      if (first === wanted) return at
      line.splice(line.indexOf(first), 1)
    }
  }

  return {
    ask: (name, now, from = now) => {
      prune(now)
      const known = members.get(name)
      const member = known ?? { name, askedAt: now, freshSince: now, last: undefined, due: undefined }
      members.set(name, member)
      member.askedAt = now
      const at = plan(member, now, Math.max(now, from))
      if (at > now) {
        member.due = at
        return at - now
      }
      pace.spend(now)
      member.freshSince = undefined
      member.last = now
      member.due = undefined
      return 0
    },
    leave: (name) => {
      members.delete(name)
    }
  }
}
