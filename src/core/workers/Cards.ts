/**
 * Shows every job in the conversation in which it was asked for, live, and in the end what came of it; a retry goes on in
 * the same messages, as does a restart. Owns when a card is open and which messages are its. Must not decide anything
 * about workers, and must not render.
 */
import * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FiberSet from "effect/FiberSet"
import * as Layer from "effect/Layer"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import { Agents } from "../agents/Agents.ts"
import { controlPlatformName } from "../control/ControlConversation.ts"
import { webPlatformName } from "../control/WebConversation.ts"
import type { Conversation } from "../model/Conversation.ts"
import { type JobId, TurnId } from "../model/Ids.ts"
import type { Origin } from "../model/Worker.ts"
import type { Face, MarkState } from "../ports/ChatPlatform.ts"
import { agentFace } from "../render/AgentFace.ts"
import type { DeliveryError } from "../render/Delivery.ts"
import type { Finish } from "../render/Finished.ts"
import type { Scene } from "../render/Slot.ts"
import { Stage } from "../render/Stage.ts"
import * as Words from "../render/Words.ts"
import { workerCard } from "../render/WorkerCard.ts"
import { type CardRecord, cardRecords } from "./CardRecords.ts"
import { changedView, endingOf, isOver, type JobView } from "./JobStanding.ts"
import { isWorkers } from "./WorkerSession.ts"
import { type WorkerChange, Workers } from "./Workers.ts"

export interface CardSettings {
  readonly finish: Finish
  /** How long the pool keeps results. */
  readonly keep: Duration.Input
}

/** How often a card is drawn anew when nothing happens, so that its clock moves. */
const tickEvery = "10 seconds"

/** A job that is shown. */
interface Card {
  readonly id: JobId
  /** Absent until it was looked up; what changes until then is kept. */
  view: JobView | undefined
  readonly missed: Array<WorkerChange>
  /** Something changed since it was last looked at. */
  dirty: boolean
  readonly changed: Queue.Queue<void>
}

const jobOf = (change: WorkerChange): JobId =>
  change._tag === "Worker" ? change.worker.job : change._tag === "Job" ? change.job.id : change.job

/** Where jobs are looked at by other means, or by nobody, there is nothing to post. */
const isSeen = (conversation: Conversation): boolean =>
  !isWorkers(conversation) && conversation.platform !== controlPlatformName && conversation.platform !== webPlatformName

const isAway = ({ reason }: DeliveryError): boolean =>
  reason._tag === "PlatformError" && (reason.reason._tag === "Unreachable" || reason.reason._tag === "RateLimited")

const marks: Record<ReturnType<typeof endingOf>, MarkState> = { done: "done", failed: "failed", stopped: "stopped" }

const make = Effect.fnUntraced(function* ({ finish, keep }: CardSettings) {
  const agents = yield* Agents
  // Longer than the pool knows the job: one that is forgotten here would be shown again.
  const records = yield* cardRecords(Duration.times(Duration.fromInputUnsafe(keep), 4))
  const stage = yield* Stage
  const workers = yield* Workers
  const cards = new Map<JobId, Card>()
  /** Their conversations do not exist any more, or may not be written to. */
  const givenUp = new Set<JobId>()
  const showing = yield* FiberSet.make()

  const faceOf = ({ agent }: Origin): Effect.Effect<Face> =>
    agent === undefined
      ? Effect.succeed(Words.service)
      : Effect.match(agents.get(agent), { onFailure: () => Words.service, onSuccess: agentFace })

  /** With what changed while it was looked up. */
  const look = Effect.fnUntraced(function* (card: Card) {
    card.view = undefined
    const found = yield* workers.job(card.id)
    const states = yield* Effect.forEach(found.workers, (worker) =>
      Effect.map(workers.state(worker.id), (state) => (state === undefined ? [] : [[worker.id, state] as const]))
    )
    const first: JobView = { ...found, states: new Map(states.flat()) }
    const view = card.missed.splice(0).reduce(changedView, first)
    card.view = view
    return view
  })

  const scenesOf = (card: Card, first: JobView, clock: Clock.Clock) => {
    const capabilities = stage.capabilities(first.job.origin.conversation.platform)
    const scene = (view: JobView): Scene => {
      const now = clock.currentTimeMillisUnsafe()
      let drawn: Scene | undefined
      return {
        settled: isOver(view),
        get slots() {
          drawn ??= workerCard(view, { capabilities, now, finish })
          return drawn.slots
        }
      }
    }
    return Stream.suspend(() => {
      Queue.offerUnsafe(card.changed, undefined)
      return Stream.map(Stream.fromQueue(card.changed), () => scene(card.view ?? first))
    })
  }

  /** One opening of a card, until how the job ended has landed. */
  const present = Effect.fnUntraced(function* (card: Card, first: JobView, record: CardRecord, resumed: boolean) {
    const { id, origin } = first.job
    const clock = yield* Clock.Clock
    const turn = TurnId.make(`${id}~${record.opening}`)
    const { message } = origin
    let current = record
    const keepRecord = (change: Partial<CardRecord>) => {
      current = { ...current, ...change }
      return records.set(current)
    }
    if (message !== undefined) {
      yield* stage.answers(message, turn)
      if (origin.turn === undefined) yield* Effect.forkScoped(stage.mark(message, "working"))
    }
    yield* Queue.offer(card.changed, undefined).pipe(
      Effect.delay(tickEvery),
      Effect.repeat(Schedule.forever),
      Effect.forkScoped
    )
    const face = yield* faceOf(origin)
    const shown = Effect.suspend(() =>
      stage.present({
        turn: { id: turn, conversation: origin.conversation, ...(message === undefined ? {} : { origin: message }) },
        face,
        posted: new Map(Object.entries(current.posted)),
        resumed: resumed || current !== record,
        scenes: scenesOf(card, first, clock),
        onPosted: (key, ref) =>
          keepRecord({ posted: { ...current.posted, [key]: ref } }).pipe(Effect.ignore({ log: "Error" }))
      })
    )
    // A platform that is away for long is tried for as long as it takes: the results are not given up.
    yield* Effect.retry(shown, { schedule: Schedule.spaced("1 minute"), while: isAway })
    // The sign on the person's message comes last: whoever sees it finds the results there.
    if (message !== undefined) yield* stage.answered(message, turn, marks[endingOf(card.view ?? first)])
    yield* keepRecord({ delivered: true })
  }, Effect.scoped)

  const isShown = Effect.fnUntraced(function* (id: JobId) {
    const delivered = (yield* records.get(id))?.delivered === true
    return delivered && isOver(yield* workers.job(id))
  })

  /** The pool tells of workers before it tells of their job. */
  const isKnown = (id: JobId) =>
    workers.job(id).pipe(
      Effect.as(true),
      Effect.catchIf(
        ({ reason }) => reason === "unknown",
        () => Effect.succeed(false)
      )
    )

  const show = Effect.fnUntraced(function* (card: Card) {
    for (;;) {
      card.dirty = false
      if (!(yield* isKnown(card.id)) || (yield* isShown(card.id))) {
        if (card.dirty) continue
        // In one go with the look at it: what changes from here on opens a card anew.
        cards.delete(card.id)
        return
      }
      const before = yield* records.get(card.id)
      const view = yield* look(card)
      const record: CardRecord = {
        job: card.id,
        opening: before === undefined ? 1 : before.delivered ? before.opening + 1 : before.opening,
        posted: before?.posted ?? {},
        delivered: false
      }
      yield* records.set(record)
      yield* present(card, view, record, before !== undefined)
    }
  })

  const open = Effect.fnUntraced(function* (id: JobId) {
    const changed = yield* Queue.sliding<void>(1)
    if (cards.has(id) || givenUp.has(id)) return
    const card: Card = { id, view: undefined, missed: [], dirty: false, changed }
    cards.set(id, card)
    const shown = show(card).pipe(
      Effect.tapCause((cause) =>
        Cause.hasInterruptsOnly(cause)
          ? Effect.void
          : Effect.andThen(
              Effect.sync(() => givenUp.add(id)),
              Effect.logError(`the card of ${id} could not be shown`, cause)
            )
      ),
      Effect.ignore,
      Effect.ensuring(Effect.sync(() => cards.get(id) === card && cards.delete(id)))
    )
    yield* FiberSet.run(showing, shown, { startImmediately: true })
  })

  const onChange = (change: WorkerChange) =>
    Effect.suspend(() => {
      const id = jobOf(change)
      const card = cards.get(id)
      if (card === undefined) {
        const origin =
          change._tag === "Worker" ? change.worker.origin : change._tag === "Job" ? change.job.origin : undefined
        return origin !== undefined && isSeen(origin.conversation) ? open(id) : Effect.void
      }
      card.dirty = true
      if (card.view === undefined) card.missed.push(change)
      else {
        card.view = changedView(card.view, change)
        Queue.offerUnsafe(card.changed, undefined)
      }
      return Effect.void
    })

  yield* Stream.runForEach(workers.changes, onChange).pipe(
    Effect.tapCause((cause) => Effect.logError("the cards of jobs do not move any more", cause)),
    Effect.forkScoped({ startImmediately: true })
  )
  const known = yield* workers.jobs
  for (const { job } of known) if (isSeen(job.origin.conversation)) yield* open(job.id)
})

/** Needs the pool, and whatever shows. */
export const layerCards = (settings: CardSettings) => Layer.effectDiscard(make(settings))
