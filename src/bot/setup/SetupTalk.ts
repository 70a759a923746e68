/**
 * What was said and asked in a setup that people follow from elsewhere. Owns the order of it, that everybody who comes
 * reads all of it, and that each question is answered once. What is typed as a secret goes to whoever asked for it and
 * stays nowhere here.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Result from "effect/Result"
import * as Stream from "effect/Stream"
import * as SubscriptionRef from "effect/SubscriptionRef"
import { ControlError } from "../../core/control/protocol/ControlError.ts"
import { type SetupReply, SetupStep } from "../../core/control/protocol/SetupRpcs.ts"

export interface Taken<A> {
  readonly value: A
  /** What everybody may read of it. */
  readonly shown: string
}

export interface SetupTalk {
  readonly tell: (step: SetupStep) => Effect.Effect<void>
  /** Returns with the first reply that can be taken; what is wrong with another one is told to whoever gave it. */
  readonly ask: <A>(
    step: (question: number) => SetupStep,
    take: (reply: SetupReply) => Result.Result<Taken<A>, string>
  ) => Effect.Effect<A>
  readonly reply: (question: number, reply: SetupReply) => Effect.Effect<void, ControlError>
  /** From the first step to the last. */
  readonly follow: Stream.Stream<SetupStep>
  readonly over: Effect.Effect<boolean>
}

const isLast = ({ _tag }: SetupStep): boolean => _tag === "Done" || _tag === "Failed"

interface Open {
  readonly question: number
  readonly take: (reply: SetupReply) => Effect.Effect<void, ControlError>
}

export const makeSetupTalk = Effect.gen(function* () {
  const said = yield* SubscriptionRef.make<ReadonlyArray<SetupStep>>([])
  let questions = 0
  let open: Open | undefined

  const over = Effect.map(SubscriptionRef.get(said), (steps) => steps.some(isLast))
  /** Nothing is said after the last step. */
  const tell = (step: SetupStep) =>
    SubscriptionRef.update(said, (steps) => (steps.some(isLast) ? steps : [...steps, step]))

  const ask: SetupTalk["ask"] = <A>(
    step: (question: number) => SetupStep,
    take: (reply: SetupReply) => Result.Result<Taken<A>, string>
  ) =>
    Effect.gen(function* () {
      const question = questions++
      const answered = yield* Deferred.make<A>()
      const own: Open = {
        question,
        take: (reply) =>
          Effect.suspend(() => {
            const taken = take(reply)
            if (taken._tag === "Failure") return new ControlError({ reason: "invalid", detail: taken.failure })
            const { shown, value } = taken.success
            open = undefined
            return Effect.andThen(
              tell(SetupStep.make({ _tag: "Answered", question, text: shown })),
              Deferred.succeed(answered, value)
            )
          }).pipe(Effect.asVoid, Effect.uninterruptible)
      }
      open = own
      yield* tell(step(question))
      return yield* Deferred.await(answered).pipe(
        Effect.ensuring(
          Effect.sync(() => {
            if (open === own) open = undefined
          })
        )
      )
    })

  const talk: SetupTalk = {
    tell,
    ask,
    reply: (question, reply) =>
      Effect.suspend(() =>
        open?.question === question
          ? open.take(reply)
          : new ControlError({ reason: "conflict", detail: "this question was answered already, or is over" })
      ),
    follow: SubscriptionRef.changes(said).pipe(
      Stream.mapAccum(
        () => 0,
        (seen, steps) => [steps.length, steps.slice(seen)] as const
      ),
      Stream.takeUntil(isLast)
    ),
    over
  }
  return talk
})
