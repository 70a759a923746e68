/**
 * One turn while it is in this process: its state, its journal and its picture on the platform, kept in step. Owns the
 * order "journal first, then seen". Must not decide what happens in the turn.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Queue from "effect/Queue"
import * as Schedule from "effect/Schedule"
import * as Stream from "effect/Stream"
import type { Agent, Verbosity } from "../model/Agent.ts"
import type { AgentEvent } from "../model/AgentEvent.ts"
import type { Outcome } from "../model/Outcome.ts"
import type { Turn } from "../model/Turn.ts"
import type { MarkState } from "../ports/ChatPlatform.ts"
import { JournalEntry, type JournalError } from "../ports/Journal.ts"
import { agentFace } from "../render/AgentFace.ts"
import type { DeliveryError } from "../render/Delivery.ts"
import type { Finish } from "../render/Finished.ts"
import { notRolled, type Rolling, rollOn } from "../render/Rolling.ts"
import { sceneOf } from "../render/SceneOf.ts"
import type { Scene } from "../render/Slot.ts"
import { Stage } from "../render/Stage.ts"
import type { KnownTurn } from "./TurnFate.ts"
import { makeTurnLog } from "./TurnLog.ts"
import { reduceTurn, type TurnState, textOf } from "./TurnState.ts"
import type { Watched } from "./Watched.ts"

export interface LiveTurn {
  readonly turn: Turn
  readonly state: Effect.Effect<TurnState>
  /** Journals, then shows. */
  readonly record: (entry: JournalEntry) => Effect.Effect<void, JournalError>
  /** The same for an event of the backend, with text coalesced in the journal. */
  readonly event: (event: AgentEvent) => Effect.Effect<void, JournalError>
  /** Shows without journaling: for what the journal itself cannot take any more. */
  readonly show: (entry: JournalEntry) => Effect.Effect<void>
  /** The place in line; 0 when it runs. */
  readonly place: (place: number) => Effect.Effect<void>
  /** Puts into the journal what is shown already and waits for more. */
  readonly flush: Effect.Effect<void>
  readonly reconnecting: (yes: boolean) => Effect.Effect<void>
  /** Returns when the settled scene has landed and the person's message says so. */
  readonly shown: Effect.Effect<void>
}

interface Picture {
  readonly state: TurnState
  readonly place: number
  readonly reconnecting: boolean
  readonly now: number
  readonly rolling: Rolling
}

/** How often a running turn is drawn anew when nothing happens, so that its clock moves. */
const tickEvery = "10 seconds"

/** The sign that a turn leaves on the person's message. */
export const markOf = (outcome: Outcome): MarkState => {
  switch (outcome._tag) {
    case "Done":
      return "done"
    case "Stopped":
      return "stopped"
    case "Withdrawn":
      return "withdrawn"
    default:
      return "failed"
  }
}

const isAway = ({ reason }: DeliveryError): boolean =>
  reason._tag === "PlatformError" && (reason.reason._tag === "Unreachable" || reason.reason._tag === "RateLimited")

const saidBefore = (state: TurnState, entry: JournalEntry): Pick<Watched, "said"> => {
  if (entry._tag !== "Happened" || entry.event._tag !== "Text") return {}
  const { attempt, retracted = 0 } = state
  return { said: { attempt, retracted, before: textOf(state, entry.event.part).length } }
}

export const makeLiveTurn = Effect.fnUntraced(function* (options: {
  readonly turn: Turn
  readonly known: KnownTurn
  readonly agent: Pick<Agent, "name" | "face" | "permissions">
  readonly verbosity: Verbosity
  readonly finish: Finish
  readonly watch: (watched: Watched) => Effect.Effect<void>
}) {
  const { turn, known, agent, verbosity } = options
  const stage = yield* Stage
  const clock = yield* Clock.Clock
  const scope = yield* Effect.scope
  if (turn.origin !== undefined) yield* stage.answers(turn.origin, turn.id)
  const log = yield* makeTurnLog(turn.session, turn.id)
  const capabilities = stage.capabilities(turn.conversation.platform)
  const face = agentFace(agent)
  // Drawn up to 50 times a second in many turns at once: the latest value and a word that there is one, nothing more.
  const changed = yield* Queue.sliding<void>(1)
  let picture: Picture = {
    state: known.state,
    place: 0,
    reconnecting: false,
    now: clock.currentTimeMillisUnsafe(),
    rolling: notRolled
  }
  const drawNow = (change: Partial<Picture>) => {
    const now = clock.currentTimeMillisUnsafe()
    const { state, rolling } = { ...picture, ...change }
    picture = { ...picture, ...change, now, rolling: rollOn(rolling, state, now, capabilities.growsForMillis) }
    Queue.offerUnsafe(changed, undefined)
  }
  const draw = (change: Partial<Picture>) => Effect.sync(() => drawNow(change))

  /** Drawn only when delivery is ready to write: most scenes of a fast stream are never looked at. */
  const scene = ({ state, place, reconnecting, now, rolling }: Picture): Scene => {
    let drawn: Scene | undefined
    return {
      settled: state.phase === "ended",
      get slots() {
        drawn ??= sceneOf(state, {
          capabilities,
          verbosity,
          label: face.name,
          permissions: agent.permissions,
          finish: options.finish,
          now,
          place,
          reconnecting,
          rolling
        })
        return drawn.slots
      }
    }
  }

  const mark = (state: MarkState) => (turn.origin === undefined ? Effect.void : stage.mark(turn.origin, state))

  const show = (entry: JournalEntry): Effect.Effect<void> =>
    Effect.suspend(() => {
      const at = clock.currentTimeMillisUnsafe()
      const said = saidBefore(picture.state, entry)
      drawNow({ state: reduceTurn(picture.state, entry, at) })
      const watched = options.watch({ turn: turn.id, at, entry, ...said })
      return entry._tag === "Dispatched"
        ? Effect.andThen(watched, Effect.forkIn(mark("working"), scope, { startImmediately: true }))
        : watched
    })

  const presenting = yield* stage
    .present({
      turn,
      face,
      posted: known.posted,
      resumed: known.fate._tag !== "Fresh",
      scenes: Stream.suspend(() => {
        Queue.offerUnsafe(changed, undefined)
        return Stream.map(Stream.fromQueue(changed), () => scene(picture))
      }),
      onPosted: (key, message) =>
        log.write(JournalEntry.cases.Posted.make({ key, message })).pipe(Effect.ignore({ log: "Error" }))
    })
    .pipe(
      Effect.tapCause((cause) => Effect.logError("the answer could not be shown", cause)),
      // A platform that is away for long is tried for as long as it takes: the answer is not given up.
      Effect.retry({ schedule: Schedule.spaced("1 minute"), while: isAway }),
      Effect.ignore,
      Effect.forkScoped
    )
  yield* draw({}).pipe(Effect.delay(tickEvery), Effect.repeat(Schedule.forever), Effect.forkScoped)

  const live: LiveTurn = {
    turn,
    state: Effect.sync(() => picture.state),
    record: (entry) => Effect.andThen(log.write(entry), show(entry)),
    event: (event) => Effect.andThen(log.event(event), show(JournalEntry.cases.Happened.make({ event }))),
    show,
    flush: log.flush,
    place: (place) => draw({ place }),
    reconnecting: (reconnecting) => draw({ reconnecting }),
    // The sign on the person's message comes last: whoever sees it finds the answer there.
    shown: Fiber.join(presenting).pipe(
      Effect.flatMap(() => {
        const { outcome } = picture.state
        const { id, origin } = turn
        return outcome === undefined || origin === undefined ? Effect.void : stage.answered(origin, id, markOf(outcome))
      })
    )
  }
  return live
})
