/**
 * Cuts the endless output of one CLI process into turns. Owns which turn a line belongs to, the invariants of every
 * turn, the crash of a process mid-turn and the timer for silence. The backend keeps the translation of lines, and
 * must not publish events past this channel.
 */
import type * as Cause from "effect/Cause"
import * as Clock from "effect/Clock"
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import { AgentEvent } from "../model/AgentEvent.ts"
import type { Outcome } from "../model/Outcome.ts"
import type { CliError, CliExit, CliLine, CliProcess } from "./CliProcess.ts"
import { admit, freshInvariants, type TurnInvariants } from "./TurnInvariants.ts"

export interface TurnChannelOptions {
  readonly process: CliProcess
  /** Translates one line. Runs once per line, in order; keeps its own state between lines. */
  readonly translate: (line: CliLine) => ReadonlyArray<AgentEvent>
  /**
   * Whether a line belongs to a turn that the CLI began by itself, for a CLI that says so: without it such a turn that
   * begins just as another is sent off would be taken for the answer.
   */
  readonly unasked?: (line: CliLine) => boolean
  /** The outcome of a turn whose process ended under it. */
  readonly crashed: (exit: CliExit) => Outcome
  /** Asks a silent CLI to give the turn up. */
  readonly nudge: Effect.Effect<void>
  /** How long a running turn may say nothing while no person is asked. */
  readonly silence: Duration.Input
}

export interface TurnChannel {
  /** Runs one turn that `begin` sets off, after the one that runs. Ends with exactly one Completed, whatever happens. */
  readonly run: (begin: Effect.Effect<void, CliError>) => Stream.Stream<AgentEvent>
  /** Turns that the CLI began by itself. */
  readonly spontaneous: Stream.Stream<Stream.Stream<AgentEvent>>
  /** Adds events that come from elsewhere than a line; they pass through the same invariants. */
  readonly publish: (events: ReadonlyArray<AgentEvent>) => Effect.Effect<void>
  /** A person answered: the silence starts anew. */
  readonly answered: (ask: string) => Effect.Effect<void>
  readonly running: Effect.Effect<boolean>
}

interface Running {
  readonly queue: Queue.Queue<AgentEvent, Cause.Done>
  readonly ended: Deferred.Deferred<void>
  invariants: TurnInvariants
  readonly asks: Set<string>
  heardAt: number
}

/** How long a nudged CLI has to give up before it is killed. */
const grace = Duration.seconds(20)

const begins = (event: AgentEvent): boolean =>
  event._tag === "Text" || event._tag === "Activity" || event._tag === "Asked" || event._tag === "Thinking"

export const makeTurnChannel = Effect.fnUntraced(function* (
  options: TurnChannelOptions
): Effect.fn.Return<TurnChannel, never, Scope.Scope> {
  const { process } = options
  const unasked = yield* Queue.unbounded<Stream.Stream<AgentEvent>, Cause.Done>()
  const clock = yield* Clock.Clock
  const scope = yield* Scope.Scope
  let current: Running | undefined
  /** A turn that the CLI said to be its own; it may overlap with the beginning of `current`. */
  let own: Running | undefined
  let gone: CliExit | undefined

  const open = (isOwn: boolean): Effect.Effect<Running> =>
    Effect.map(Queue.unbounded<AgentEvent, Cause.Done>(), (queue) => {
      const turn: Running = {
        queue,
        ended: Deferred.makeUnsafe(),
        invariants: freshInvariants,
        asks: new Set(),
        heardAt: clock.currentTimeMillisUnsafe()
      }
      if (isOwn) own = turn
      else current = turn
      return turn
    })

  const publishTo = (isOwn: boolean, events: ReadonlyArray<AgentEvent>): Effect.Effect<void> =>
    Effect.gen(function* () {
      for (const event of events) {
        let turn = isOwn ? own : current
        if (turn === undefined) {
          if (!begins(event)) continue
          turn = yield* open(isOwn)
          yield* Queue.offer(unasked, Stream.fromQueue(turn.queue))
          // Whoever reads it may be late or nobody; the next turn waits for its end all the same.
          yield* Effect.forkIn(watch(turn), scope)
        }
        turn.heardAt = clock.currentTimeMillisUnsafe()
        if (event._tag === "Asked") turn.asks.add(event.ask.id)
        if (event._tag === "AskClosed") turn.asks.delete(event.id)
        const [invariants, admitted] = admit(turn.invariants, event)
        turn.invariants = invariants
        yield* Queue.offerAll(turn.queue, admitted)
        if (invariants.completed) {
          if (isOwn) own = undefined
          else current = undefined
          yield* Queue.end(turn.queue)
          yield* Deferred.succeed(turn.ended, undefined)
        }
      }
    })

  const publish = (events: ReadonlyArray<AgentEvent>) => publishTo(false, events)
  const complete = (outcome: Outcome, isOwn = false) => publishTo(isOwn, [AgentEvent.cases.Completed.make({ outcome })])

  yield* process.lines.pipe(
    Stream.runForEach((line) => {
      if (current !== undefined) current.heardAt = clock.currentTimeMillisUnsafe()
      if (own !== undefined) own.heardAt = clock.currentTimeMillisUnsafe()
      const events = options.translate(line)
      return events.length === 0 ? Effect.void : publishTo(options.unasked?.(line) ?? false, events)
    }),
    Effect.andThen(process.exit),
    Effect.flatMap((exit) => {
      gone = exit
      const outcome = options.crashed(exit)
      return Effect.andThen(complete(outcome), complete(outcome, true))
    }),
    Effect.andThen(Queue.end(unasked)),
    Effect.tapCause((cause) => Effect.logError("reading the cli's output failed", cause)),
    Effect.forkScoped
  )

  const silenceMillis = Duration.toMillis(Duration.fromInputUnsafe(options.silence))
  const runs = (turn: Running): boolean => current === turn || own === turn
  const stalled = Effect.fnUntraced(function* (turn: Running) {
    yield* publishTo(own === turn, [AgentEvent.cases.Note.make({ text: "the cli says nothing; asking it to stop" })])
    yield* options.nudge
    yield* Effect.sleep(grace)
    if (!runs(turn)) return
    const outcome: Outcome = {
      _tag: "Failed",
      kind: "stalled",
      message: `the cli said nothing for ${Math.round(silenceMillis / 60_000)} min and was stopped`,
      remedy: "retry; if it happens again, run orchestrator doctor"
    }
    yield* complete(outcome, own === turn)
    yield* process.signal("SIGKILL")
  })
  const watch = (turn: Running): Effect.Effect<void> =>
    Effect.gen(function* () {
      while (runs(turn)) {
        const quiet = clock.currentTimeMillisUnsafe() - turn.heardAt
        if (turn.asks.size === 0 && quiet >= silenceMillis) return yield* stalled(turn)
        yield* Effect.sleep(Duration.millis(turn.asks.size > 0 ? silenceMillis : silenceMillis - quiet))
      }
    })

  const run = (begin: Effect.Effect<void, CliError>): Stream.Stream<AgentEvent> =>
    Stream.unwrap(
      Effect.gen(function* () {
        for (let before = current ?? own; before !== undefined; before = current ?? own) {
          yield* Deferred.await(before.ended)
        }
        const turn = yield* open(false)
        const started = gone === undefined ? begin : Effect.void
        yield* started.pipe(
          Effect.catch(() => Effect.flatMap(process.exit, (exit) => complete(options.crashed(exit)))),
          Effect.forkScoped
        )
        if (gone !== undefined) yield* complete(options.crashed(gone))
        yield* Effect.forkScoped(watch(turn))
        return Stream.fromQueue(turn.queue)
      })
    )

  return {
    run,
    publish,
    spontaneous: Stream.fromQueue(unasked),
    answered: (ask) =>
      Effect.sync(() => {
        current?.asks.delete(ask)
        own?.asks.delete(ask)
        if (current !== undefined) current.heardAt = clock.currentTimeMillisUnsafe()
      }),
    running: Effect.sync(() => current !== undefined || own !== undefined)
  }
})
