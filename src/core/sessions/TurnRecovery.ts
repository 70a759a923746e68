/**
 * Picks a turn up that was torn off in the middle: asks the backend what became of it, and decides with the person when
 * it happened twice. Owns the promise "at most once by itself". Must not run the CLI.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { AgentEvent } from "../model/AgentEvent.ts"
import type { Answer, Ask } from "../model/Ask.ts"
import { AskId, TurnId } from "../model/Ids.ts"
import type { AgentBackend, BackendError, OpenSession, Recovered, TurnInput } from "../ports/AgentBackend.ts"
import { JournalEntry, type JournalError } from "../ports/Journal.ts"
import * as Words from "../render/Words.ts"
import type { LiveTurn } from "./LiveTurn.ts"
import type { PendingAsks } from "./PendingAsks.ts"

export type Resumption =
  /** Say this to the CLI. */
  | { readonly _tag: "Run"; readonly text: string }
  /** The answer is here already, Completed included. */
  | { readonly _tag: "Replay"; readonly events: ReadonlyArray<AgentEvent> }
  | { readonly _tag: "Drop" }
  /** Nobody is there to decide: it ends, and whoever wants it asks for it again. */
  | { readonly _tag: "GiveUp" }
  /** Forget the conversation's last step and say the message again. */
  | { readonly _tag: "StartOver" }

const retracted = (live: LiveTurn) =>
  Effect.gen(function* () {
    const { blocks } = yield* live.state
    const parts = new Set(blocks.flatMap((block) => (block._tag === "Text" ? [block.part] : [])))
    for (const part of parts) yield* live.event(AgentEvent.cases.Retracted.make({ part }))
  })

/** Read back, with what is to be counted once left out where it was counted before. */
const readBack = (live: LiveTurn, events: ReadonlyArray<AgentEvent>) =>
  Effect.gen(function* () {
    yield* retracted(live)
    let { usageTold: known = 0 } = yield* live.state
    return events.filter(({ _tag }) => (_tag === "Used" ? known-- <= 0 : _tag !== "Spending" || known <= 0))
  })

const choice = (live: LiveTurn, asks: PendingAsks, attempts: number) =>
  Effect.gen(function* () {
    const ask: Ask = {
      id: AskId.make(`${live.turn.id}/torn-${attempts}`.slice(-60)),
      subject: {
        _tag: "Questions",
        questions: [
          {
            header: Words.tornOffHeader,
            question: Words.tornOffQuestion(attempts),
            options: [
              { label: Words.tornOffContinue, description: Words.tornOffContinueMeans },
              { label: Words.tornOffStartOver, description: Words.tornOffStartOverMeans },
              { label: Words.tornOffDrop, description: Words.tornOffDropMeans }
            ],
            multiple: false
          }
        ]
      }
    }
    const chosen = yield* Deferred.make<Answer>()
    yield* live.record(JournalEntry.cases.Happened.make({ event: AgentEvent.cases.Asked.make({ ask }) }))
    yield* asks.open(ask, (answer) => Deferred.succeed(chosen, answer))
    const answer = yield* Deferred.await(chosen)
    return answer._tag === "Chosen" ? Object.values(answer.answers).flat()[0] : undefined
  })

/** How often a message is handed to a CLI that never heard of it before a person is asked. */
const mostUnheard = 5

/** Each attempt has an id of its own, because a CLI drops a message whose id it has seen. */
export const attemptInput = (input: TurnInput, attempt: number): TurnInput =>
  attempt <= 1 ? input : { ...input, turn: TurnId.make(`${input.turn}~${attempt}`) }

/** The last attempt that the CLI has seen says what became of the turn. */
const recover = (
  backend: AgentBackend,
  open: OpenSession,
  input: TurnInput,
  attempt: number
): Effect.Effect<Recovered, BackendError> =>
  Effect.filterOrElse(
    backend.recover(open, attemptInput(input, attempt)),
    ({ _tag }) => _tag !== "NotReached" || attempt === 1,
    () => recover(backend, open, input, attempt - 1)
  )

/**
 * All that a CLI did which outlived the service, in the place of what is shown of it; undefined when it came to no end.
 * For a turn that may not go on.
 */
export const finished = ({
  attempts,
  backend,
  input,
  live,
  open
}: {
  readonly live: LiveTurn
  readonly backend: AgentBackend
  readonly open: OpenSession
  readonly input: TurnInput
  readonly attempts: number
}): Effect.Effect<ReadonlyArray<AgentEvent> | undefined, BackendError | JournalError> =>
  Effect.gen(function* () {
    const recovered = yield* recover(backend, open, input, attempts)
    return recovered._tag === "Finished" ? yield* readBack(live, recovered.events) : undefined
  })

/** What to do with a turn that was handed to the CLI `attempts` times. */
export const resumption = (options: {
  readonly live: LiveTurn
  readonly asks: PendingAsks
  readonly backend: AgentBackend
  readonly open: OpenSession
  readonly input: TurnInput
  readonly attempts: number
  /** Nobody watches the conversation: what may run twice must not. */
  readonly unattended: boolean
}): Effect.Effect<Resumption, BackendError | JournalError> =>
  Effect.gen(function* () {
    const { live, asks, attempts, input } = options
    yield* live.reconnecting(true)
    const recovered = yield* recover(options.backend, options.open, input, attempts).pipe(
      Effect.ensuring(live.reconnecting(false))
    )
    switch (recovered._tag) {
      case "NotReached":
        // Something ends it before the CLI hears of it, again and again: a person should know.
        if (attempts >= mostUnheard) {
          if (options.unattended) return { _tag: "GiveUp" }
          const label = yield* choice(live, asks, attempts)
          if (label !== Words.tornOffContinue && label !== Words.tornOffStartOver) return { _tag: "Drop" }
        }
        yield* retracted(live)
        return { _tag: "Run", text: input.text }
      case "Finished":
        return { _tag: "Replay", events: yield* readBack(live, recovered.events) }
      case "Unfinished": {
        if (options.unattended) return { _tag: "GiveUp" }
        // The conversation that began it was never named to us: there is nothing to continue in.
        if (options.open.token === undefined && attempts === 1) {
          yield* retracted(live)
          return { _tag: "Run", text: input.text }
        }
        if (recovered.said !== "") {
          yield* retracted(live)
          yield* live.event(AgentEvent.cases.Text.make({ part: `before-${attempts}`, delta: recovered.said }))
        }
        if (attempts === 1) return { _tag: "Run", text: Words.continueWhereYouStopped }
        const label = yield* choice(live, asks, attempts)
        if (label === Words.tornOffContinue) return { _tag: "Run", text: Words.continueWhereYouStopped }
        if (label === Words.tornOffStartOver) {
          yield* retracted(live)
          return { _tag: "StartOver" }
        }
        return { _tag: "Drop" }
      }
    }
  })
