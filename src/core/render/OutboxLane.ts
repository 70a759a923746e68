/**
 * Which write of one conversation leaves next, and when: ranks, pacing and overtaking as pure functions over the
 * lane's state. Owns the rules; must not perform, wait or know the time. Used by the outbox only.
 */
import type { MessageId } from "../model/Ids.ts"
import type { Operation } from "../ports/ChatPlatform.ts"

/** In the order in which they outrank each other. Only previews are paced. */
const kinds = ["reply", "send", "final", "delete", "mark", "title", "preview"] as const
export type WriteKind = (typeof kinds)[number]

export interface Waiting {
  readonly kind: WriteKind
  /** The message it changes; a send has none yet, and a title is the conversation's. */
  readonly target: MessageId | undefined
  /** It is at the platform now. */
  readonly leaving: boolean
  /** Epoch milliseconds; later than now after a failure. */
  readonly notBefore: number
}

export interface OutboxLane<Write extends Waiting> {
  /** Oldest first. */
  readonly writes: ReadonlyArray<Write>
  readonly pausedUntil: number
  /** When the last edit of each message left; a message that was never edited is absent. */
  readonly edits: ReadonlyMap<MessageId, number>
  readonly lastEditAt: number
}

export type Choice<Write> =
  | { readonly _tag: "Leave"; readonly write: Write }
  | { readonly _tag: "Wait"; readonly until: number }
  | { readonly _tag: "Idle" }

/** A message counts as live while a preview of it waits, and this long after its last edit. */
export const liveMillis = 10_000

export const kindOf = (operation: Operation): WriteKind => {
  switch (operation._tag) {
    case "Post":
    case "Upload":
    case "Open":
      return "send"
    case "Title":
      return "title"
    case "Edit":
      return operation.final ? "final" : "preview"
    case "Delete":
      return "delete"
    case "Mark":
      return "mark"
    case "Reply":
      return "reply"
  }
}

/** Whether two writes change the same: one message, or the title of the conversation. */
export const changeSame = (one: Waiting, other: Waiting): boolean =>
  one.kind === "title" ? other.kind === "title" : one.target !== undefined && one.target === other.target

/** Whether a write that has not left need not leave any more, now that `newer` waits. */
export const overtakes = (newer: WriteKind, older: WriteKind): boolean =>
  newer === "mark" || newer === "title"
    ? older === newer
    : newer === "preview"
      ? older === "preview"
      : newer === "final"
        ? older === "preview" || older === "final"
        : newer === "delete" && (older === "preview" || older === "final")

export const liveMessages = (lane: OutboxLane<Waiting>, now: number): number => {
  const live = new Set<MessageId>()
  for (const [message, at] of lane.edits) if (now - at < liveMillis) live.add(message)
  for (const write of lane.writes) if (write.kind === "preview" && write.target !== undefined) live.add(write.target)
  return Math.max(1, live.size)
}

/**
 * The best write that may leave now, or when the next one may. A message has one write in flight, as has the title; sends
 * keep their order, and previews are paced twice: each message by the interval, and the conversation by its share of it, so that
 * many live messages do not spend the budget in one burst. The first edit of a message is free: first words never wait.
 */
export const choose = <Write extends Waiting>(
  lane: OutboxLane<Write>,
  editIntervalMillis: (live: number) => number,
  now: number
): Choice<Write> => {
  const busy = new Set<MessageId>()
  let sendBlocked = false
  let titleBusy = false
  for (const write of lane.writes) {
    if (!write.leaving) continue
    if (write.target !== undefined) busy.add(write.target)
    if (write.kind === "send") sendBlocked = true
    if (write.kind === "title") titleBusy = true
  }
  const live = liveMessages(lane, now)
  const interval = editIntervalMillis(live)
  let best: { readonly write: Write; readonly rank: number; readonly due: number } | undefined
  let next = Number.POSITIVE_INFINITY
  for (const write of lane.writes) {
    if (write.leaving) continue
    if (write.kind === "send") {
      if (sendBlocked) continue
      sendBlocked = true
    }
    if (write.target !== undefined && busy.has(write.target)) continue
    if (write.kind === "title" && titleBusy) continue
    let due = Math.max(write.notBefore, lane.pausedUntil)
    if (write.kind === "preview" && write.target !== undefined) {
      const last = lane.edits.get(write.target)
      if (last !== undefined) due = Math.max(due, last + interval, lane.lastEditAt + interval / live)
    }
    next = Math.min(next, due)
    if (due > now) continue
    const rank = kinds.indexOf(write.kind)
    if (best === undefined || rank < best.rank || (rank === best.rank && due < best.due)) best = { write, rank, due }
  }
  if (best !== undefined) return { _tag: "Leave", write: best.write }
  return next === Number.POSITIVE_INFINITY ? { _tag: "Idle" } : { _tag: "Wait", until: next }
}
