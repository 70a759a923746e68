/**
 * Makes a platform show a turn: compares the newest scene with what was last written for each slot and hands the
 * difference to the outbox. Owns what is on the screen for one turn, post keys, and the end of a turn's delivery. Must
 * not render, pace or retry.
 *
 * A slot that the platform cannot change (a file; anything where there are no edits) is replaced once the scene is
 * settled: posted anew, the old one deleted where that can be. Without edits only settled slots are posted, and those
 * that notify, since a person may be asked something. Without uploads a file becomes fenced messages (`FilePages`).
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Latch from "effect/Latch"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import type { MessageRef } from "../model/Conversation.ts"
import { type ConversationId, TurnId } from "../model/Ids.ts"
import { type Face, PlatformError } from "../ports/ChatPlatform.ts"
import { filePages } from "./FilePages.ts"
import type { Outbox } from "./Outbox.ts"
import { makeScreen, postKey } from "./Screen.ts"
import type { Scene } from "./Slot.ts"

/** The scenes ended before one was settled: the turn was torn off. */
export class Unsettled extends Schema.TaggedError<Unsettled>()("Unsettled", {}) {
  override get message() {
    return "the turn was torn off before its last scene"
  }
}

export class DeliveryError extends Schema.TaggedError<DeliveryError>()("DeliveryError", {
  turn: TurnId,
  reason: Schema.Union([PlatformError, Unsettled])
}) {
  override get message() {
    return `the answer could not be shown: ${this.reason.message}`
  }
}

export interface DeliveryOptions {
  readonly conversation: ConversationId
  readonly face: Face
  /** The person's message: the first post answers to it, and the first that notifies. */
  readonly replyTo?: MessageRef
  readonly turn: TurnId
  /** Messages of this turn that exist already, by slot key: they are edited, not posted again. */
  readonly known: ReadonlyMap<string, MessageRef>
  /**
   * An earlier life of the service may have written for this turn. A post may then return a message that was stored
   * with older content, so each is confirmed by an edit. Taken to be so when there are known messages.
   */
  readonly resumed?: boolean
  /** Runs right after a post landed, before anything else is written to its slot. */
  readonly onPosted: (key: string, message: MessageRef) => Effect.Effect<void>
  /** `slots` is read only of scenes that are about to be written: it may be computed on demand. */
  readonly scenes: Stream.Stream<Scene>
}

/** While writes are under way a scene that is not settled is looked at this often, for new slots such as asks. */
const lookMillis = 250

/**
 * Returns when a settled scene has landed completely: every slot shown exactly, everything else gone. The stream is
 * always drained at once, whatever the platform does.
 */
export const present = (outbox: Outbox, options: DeliveryOptions): Effect.Effect<void, DeliveryError> =>
  Effect.gen(function* () {
    const clock = yield* Clock.Clock
    const changed = Latch.makeUnsafe(false)
    const urgent = Latch.makeUnsafe(false)
    let scene: Scene | undefined
    let seen: Scene | undefined
    let upstream: Exit.Exit<void> | undefined
    let broken: Exit.Exit<void> | undefined
    let outstanding = 0
    let lookedAt = 0

    const pages = new WeakMap<object, ReturnType<typeof filePages>>()
    const slotsOf = (scene: Scene) =>
      outbox.capabilities.uploads
        ? scene.slots
        : scene.slots.flatMap((slot) => {
            if (slot._tag === "Message") return [slot]
            const split = pages.get(slot) ?? filePages(slot, outbox.capabilities)
            pages.set(slot, split)
            return split
          })
    const screen = makeScreen(outbox, options, () =>
      scene === undefined ? undefined : { slots: slotsOf(scene), settled: scene.settled }
    )

    yield* Stream.runForEach(options.scenes, (next) =>
      Effect.sync(() => {
        scene = next
        changed.openUnsafe()
        if (next.settled || outstanding === 0) urgent.openUnsafe()
      })
    ).pipe(
      Effect.onExit((exit) =>
        Effect.sync(() => {
          upstream = exit
          changed.openUnsafe()
          urgent.openUnsafe()
        })
      ),
      Effect.forkScoped
    )

    if (options.resumed ?? options.known.size > 0) {
      outstanding++
      yield* outbox.leftBehind(options.conversation, postKey(options.turn, "", 0)).pipe(
        Effect.tap((messages) =>
          Effect.sync(() => {
            for (const [key, message] of messages) screen.found(key, message)
          })
        ),
        Effect.ignore({ log: "Warn", message: "what an earlier life left behind could not be looked for" }),
        Effect.ensuring(
          Effect.sync(() => {
            outstanding--
            changed.openUnsafe()
            urgent.openUnsafe()
          })
        ),
        Effect.forkScoped({ startImmediately: true })
      )
    }

    const fail = (reason: PlatformError | Unsettled) => Effect.fail(new DeliveryError({ turn: options.turn, reason }))

    for (;;) {
      yield* changed.await
      const early = outstanding === 0 ? 0 : lookedAt + lookMillis - clock.currentTimeMillisUnsafe()
      if (early > 0) yield* Effect.timeoutOption(urgent.await, early)
      changed.closeUnsafe()
      urgent.closeUnsafe()
      lookedAt = clock.currentTimeMillisUnsafe()
      seen = scene
      const writes = screen.advance()
      for (const write of writes) {
        outstanding++
        yield* write.pipe(
          Effect.onExit((exit) =>
            Effect.sync(() => {
              if (Exit.isFailure(exit)) broken = exit
              outstanding--
              changed.openUnsafe()
              urgent.openUnsafe()
            })
          ),
          Effect.forkScoped({ startImmediately: true })
        )
      }
      if (broken !== undefined) return yield* broken
      const fatal = screen.fatal()
      if (fatal !== undefined) return yield* fail(fatal)
      if (outstanding > 0 || seen !== scene) continue
      if (scene?.settled === true) {
        if (writes.length > 0) continue
        const failure = screen.failure()
        return failure === undefined ? undefined : yield* fail(failure)
      }
      if (upstream !== undefined) {
        return Exit.isFailure(upstream) && !Cause.hasInterruptsOnly(upstream.cause)
          ? yield* Effect.failCause(upstream.cause)
          : yield* fail(new Unsettled())
      }
    }
  }).pipe(Effect.scoped, Effect.withSpan("Delivery.present"))

export const Delivery = { present } as const
