/**
 * The only caller of a platform's `perform`: one outbox per platform, one lane per conversation. Owns order, pacing,
 * overtaking, retry and time-outs of writes; a slow or failing conversation holds up no other. Must not know turns,
 * slots or what is written, and never drops anything but a preview that something newer overtook.
 */
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"
import type { MessageRef } from "../model/Conversation.ts"
import type { ConversationId, MessageId, PlatformName } from "../model/Ids.ts"
import {
  type ChatCapabilities,
  type ChatPlatform,
  type Operation,
  PlatformError,
  type Receipt,
  Unreachable
} from "../ports/ChatPlatform.ts"
import { changeSame, choose, kindOf, type OutboxLane, overtakes, type Waiting, type WriteKind } from "./OutboxLane.ts"

/** A write whose content is decided when it leaves. */
export interface Draft {
  readonly conversation: ConversationId
  readonly kind: WriteKind
  /** The message it changes; absent for what makes a new one. */
  readonly message?: MessageRef
  /**
   * `undefined`: there is nothing to write any more. Asked before every attempt, but for sends only before the first:
   * what may have been stored under a key must not change under it.
   */
  readonly draw: () => Operation | undefined
}

export interface Outbox {
  readonly platform: PlatformName
  readonly capabilities: ChatCapabilities
  /** Returns when it landed. A write that a newer one to the same message overtook returns empty at once. */
  readonly perform: (operation: Operation) => Effect.Effect<Receipt, PlatformError>
  /** The platform's own. */
  readonly leftBehind: NonNullable<ChatPlatform["leftBehind"]>
  /** As `perform`; `undefined` when nothing was written. Interrupted, it leaves no more. */
  readonly submit: (draft: Draft) => Effect.Effect<Receipt | undefined, PlatformError>
}

/** For how long a write that is not a preview is tried, counted from its first failure. */
const giveUpMillis = 15 * 60_000
/** How long an answer to one write may take. */
const answerMillis = (operation: Operation) => (operation._tag === "Upload" ? 120_000 : 30_000)
/** How long a lane with nothing to do, and a message that is not edited, are remembered. */
const lingerMillis = 30_000
const backoffMillis = { least: 250, most: 30_000 } as const
/** A platform that says "retry at once" again and again is not believed. */
const pauseMillis = { least: 100, most: 15 * 60_000 } as const

interface Write extends Waiting {
  readonly draw: () => Operation | undefined
  readonly done: Deferred.Deferred<Receipt | undefined, PlatformError>
  frozen: Operation | undefined
  leaving: boolean
  /** Nobody waits for it any more: not tried again. */
  abandoned: boolean
  /** When its message, and any of the lane, were last edited before it left. */
  editedBefore: { readonly message: number | undefined; readonly lane: number }
  notBefore: number
  failures: number
  firstFailedAt: number
}

interface OpenLane extends OutboxLane<Write> {
  readonly conversation: ConversationId
  readonly writes: Array<Write>
  readonly edits: Map<MessageId, number>
  readonly wake: Latch.Latch
  pausedUntil: number
  lastEditAt: number
}

const make = Effect.fnUntraced(function* (platform: ChatPlatform): Effect.fn.Return<Outbox, never, Scope.Scope> {
  const scope = yield* Effect.scope
  const { capabilities } = platform
  const lanes = new Map<ConversationId, OpenLane>()
  let closed = false

  const finish = (lane: OpenLane, write: Write, result: Effect.Effect<Receipt | undefined, PlatformError>) => {
    const at = lane.writes.indexOf(write)
    if (at >= 0) lane.writes.splice(at, 1)
    Deferred.doneUnsafe(write.done, result)
  }

  const retry = Effect.fnUntraced(function* (lane: OpenLane, write: Write, error: PlatformError) {
    const now = yield* Clock.currentTimeMillis
    write.failures++
    if (write.failures === 1) write.firstFailedAt = now
    if (write.kind !== "preview" && now - write.firstFailedAt >= giveUpMillis) {
      return finish(lane, write, Effect.fail(error))
    }
    const newer = lane.writes.some(
      (other) => other !== write && changeSame(other, write) && overtakes(other.kind, write.kind)
    )
    if (error.reason._tag === "RateLimited") {
      const least = Math.min(pauseMillis.least * 2 ** (write.failures - 1), 10_000)
      const pause = Math.min(Math.max(error.reason.retryAfterMillis, least), pauseMillis.most)
      if (error.reason.scope === "write") {
        write.notBefore = now + pause
        // It spent nothing of the pacing: nothing was edited.
        if (write.target !== undefined) {
          const { message, lane: last } = write.editedBefore
          if (message === undefined) lane.edits.delete(write.target)
          else lane.edits.set(write.target, message)
          lane.lastEditAt = last
        }
      } else lane.pausedUntil = Math.max(lane.pausedUntil, now + pause)
    } else {
      const jitter = 0.5 + (yield* Random.next) / 2
      write.notBefore = now + jitter * Math.min(backoffMillis.least * 2 ** (write.failures - 1), backoffMillis.most)
    }
    if (write.abandoned || newer) finish(lane, write, Effect.undefined)
  })

  const unanswered = (millis: number) =>
    Effect.fail(
      new PlatformError({
        platform: platform.name,
        reason: new Unreachable({ detail: `no answer within ${millis / 1000} s` })
      })
    )

  const leave = Effect.fnUntraced(function* (lane: OpenLane, write: Write, operation: Operation) {
    const millis = answerMillis(operation)
    const exit = yield* platform
      .perform(operation)
      .pipe(Effect.timeoutOrElse({ duration: millis, orElse: () => unanswered(millis) }), Effect.exit)
    write.leaving = false
    if (Exit.isSuccess(exit)) {
      finish(lane, write, Effect.succeed(exit.value))
    } else {
      const error = Exit.findErrorOption(exit)
      if (
        error._tag === "Some" &&
        (error.value.reason._tag === "RateLimited" || error.value.reason._tag === "Unreachable")
      ) {
        yield* retry(lane, write, error.value)
      } else {
        finish(lane, write, exit)
      }
    }
    lane.wake.openUnsafe()
  })

  const drive = Effect.fnUntraced(function* (lane: OpenLane) {
    for (;;) {
      lane.wake.closeUnsafe()
      const now = yield* Clock.currentTimeMillis
      const choice = choose(lane, capabilities.editIntervalMillis, now)
      if (choice._tag === "Leave") {
        const write = choice.write
        const drawn = yield* Effect.exit(Effect.sync(() => write.frozen ?? write.draw()))
        if (Exit.isFailure(drawn)) {
          finish(lane, write, Effect.failCause(drawn.cause))
          continue
        }
        if (drawn.value === undefined) {
          finish(lane, write, Effect.undefined)
          continue
        }
        if (write.kind === "send") write.frozen = drawn.value
        if (write.target !== undefined && (write.kind === "preview" || write.kind === "final")) {
          for (const [message, at] of lane.edits) if (now - at > lingerMillis) lane.edits.delete(message)
          write.editedBefore = { message: lane.edits.get(write.target), lane: lane.lastEditAt }
          lane.edits.set(write.target, now)
          lane.lastEditAt = now
        }
        write.leaving = true
        yield* Effect.forkIn(leave(lane, write, drawn.value), scope, { startImmediately: true })
      } else if (choice._tag === "Wait") {
        yield* Effect.timeoutOption(lane.wake.await, Math.ceil(choice.until - now))
      } else if (lane.writes.length > 0) {
        yield* lane.wake.await
      } else {
        const woken = yield* Effect.timeoutOption(lane.wake.await, lingerMillis)
        if (woken._tag === "None" && lane.writes.length === 0) {
          lanes.delete(lane.conversation)
          return
        }
      }
    }
  })

  const open = Effect.fnUntraced(function* (conversation: ConversationId) {
    const lane: OpenLane = {
      conversation,
      writes: [],
      edits: new Map(),
      wake: Latch.makeUnsafe(false),
      pausedUntil: 0,
      lastEditAt: 0
    }
    lanes.set(conversation, lane)
    yield* drive(lane).pipe(Effect.tapCause(Effect.logError), Effect.forkIn(scope))
    return lane
  })

  const submit = Effect.fnUntraced(function* (draft: Draft) {
    if (closed) return yield* Effect.interrupt
    const lane = lanes.get(draft.conversation) ?? (yield* open(draft.conversation))
    const target = draft.message?.message
    const write: Write = {
      kind: draft.kind,
      target,
      draw: draft.draw,
      done: Deferred.makeUnsafe(),
      frozen: undefined,
      leaving: false,
      abandoned: false,
      editedBefore: { message: undefined, lane: 0 },
      notBefore: 0,
      failures: 0,
      firstFailedAt: 0
    }
    for (const other of lane.writes.filter((other) => changeSame(other, write) && !other.leaving)) {
      if (draft.kind === "preview" && (other.kind === "final" || other.kind === "delete")) return undefined
      if (overtakes(draft.kind, other.kind)) finish(lane, other, Effect.undefined)
    }
    lane.writes.push(write)
    lane.wake.openUnsafe()
    return yield* Deferred.await(write.done).pipe(
      Effect.onInterrupt(() =>
        Effect.sync(() => {
          write.abandoned = true
          if (!write.leaving) finish(lane, write, Effect.undefined)
        })
      )
    )
  })

  const perform = (operation: Operation) => {
    const message = "message" in operation ? operation.message : undefined
    const conversation = "conversation" in operation ? operation.conversation : operation.message.conversation
    return submit({
      conversation,
      kind: kindOf(operation),
      ...(message === undefined ? {} : { message }),
      draw: () => operation
    }).pipe(Effect.map((receipt): Receipt => receipt ?? {}))
  }

  yield* Scope.addFinalizer(
    scope,
    Effect.sync(() => {
      closed = true
      for (const lane of lanes.values()) {
        for (const write of [...lane.writes]) finish(lane, write, Effect.interrupt)
      }
    })
  )
  const leftBehind = platform.leftBehind ?? (() => Effect.succeed([]))
  return { platform: platform.name, capabilities, perform, submit, leftBehind }
})

/** `make` needs a scope: closing it interrupts what waits and what is in flight. */
export const Outbox = { make } as const
