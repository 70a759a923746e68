/**
 * One conversation on one `codex app-server`. Owns the order of requests: opening the thread, starting, steering and
 * interrupting turns, answering asks. What lines mean is the translation's, cutting them into turns the channel's.
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import type { CliLine } from "../../../core/cli/CliProcess.ts"
import type { CliProcesses } from "../../../core/cli/CliProcesses.ts"
import { makeTurnChannel } from "../../../core/cli/TurnChannel.ts"
import type { Permissions } from "../../../core/model/Agent.ts"
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import { ResumeToken } from "../../../core/model/Ids.ts"
import type { Outcome } from "../../../core/model/Outcome.ts"
import type { BackendError, BackendSession, OpenSession, TurnInput } from "../../../core/ports/AgentBackend.ts"
import { cannotStart, type Launch, notOpened, shakeHands, startAppServer } from "./AppServer.ts"
import { step } from "./AppServerTranslation.ts"
import { ThreadOpened } from "./AppServerWire.ts"
import { policies, threadParameters } from "./Arguments.ts"
import { freshKnown, type Reply, takeAsk } from "./Known.ts"
import { watchNetwork } from "./NetworkWatch.ts"
import { crashOutcome, failed, outcomeOf, plainStderr, unreachable } from "./Outcomes.ts"
import type { Rpc, RpcError } from "./Rpc.ts"
import { strictSchema } from "./StructuredAnswer.ts"
import { turnInput } from "./UserInput.ts"

/** How long codex may take for each step of stopping a turn. */
const patience = Duration.seconds(10)

const openThread = (rpc: Rpc, options: OpenSession) => {
  const parameters = threadParameters(options)
  if (options.token === undefined) return rpc.callFor(ThreadOpened, "thread/start", parameters)
  return rpc.callFor(ThreadOpened, options.fork ? "thread/fork" : "thread/resume", {
    threadId: options.token,
    excludeTurns: true,
    ...parameters
  })
}

const stalled = failed("stalled", "codex said nothing for too long and was stopped")

export const openAppServerSession = Effect.fn("codex.openAppServer")(function* (
  launch: Launch,
  options: OpenSession
): Effect.fn.Return<BackendSession, BackendError, CliProcesses | Scope.Scope> {
  const { agent } = options
  const { process, rpc } = yield* startAppServer(launch, { session: options.session, cwd: agent.workdir })

  const { schema } = options
  let known = freshKnown(agent.workdir, schema !== undefined)
  let model = agent.model
  let permissions: Permissions = agent.permissions
  let permissionsChanged = false
  /** Codex says that the turn runs: only then can it be interrupted. And that it ran. */
  let begun = Deferred.makeUnsafe<string>()
  let ended = Deferred.makeUnsafe<void>()
  /** Held while an interrupted turn is cleared away, so that the next one's commands are not cleared with it. */
  const clearing = yield* Semaphore.make(1)

  const outbox = yield* Queue.unbounded<Reply>()
  yield* Queue.take(outbox).pipe(
    Effect.flatMap((reply) =>
      reply._tag === "Result" ? rpc.reply(reply.id, reply.result) : rpc.refuse(reply.id, reply.message)
    ),
    Effect.ignore({ log: "Error" }),
    Effect.forever,
    Effect.forkScoped
  )

  const endTurn = (): void => {
    Deferred.doneUnsafe(ended, Effect.void)
    ended = Deferred.makeUnsafe()
    begun = Deferred.makeUnsafe()
  }

  /** Interrupts the running turn and ends what it left running; kills codex when it does not comply. */
  const giveUp = Effect.fn("codex.giveUp")(function* (verdict: Outcome): Effect.fn.Return<void> {
    const done = ended
    yield* clearing.withPermit(
      Effect.gen(function* () {
        if (done !== ended || !(yield* channel.running)) return
        known = { ...known, verdict }
        const started =
          known.turn ?? Option.getOrUndefined(yield* Effect.timeoutOption(Deferred.await(begun), patience))
        const stopped =
          started === undefined
            ? Option.none()
            : yield* rpc
                .call("turn/interrupt", { threadId: known.thread, turnId: started })
                .pipe(Effect.ignore, Effect.andThen(Deferred.await(done)), Effect.timeoutOption(patience))
        if (Option.isNone(stopped)) return yield* process.signal("SIGKILL")
        yield* rpc
          .call("thread/backgroundTerminals/clean", { threadId: known.thread })
          .pipe(Effect.timeoutOption(patience), Effect.ignore({ log: "Error" }))
      })
    )
  })

  const watch = yield* watchNetwork(
    Duration.millis(launch.config.networkMillis),
    giveUp(unreachable("it waited for the network all the time"))
  )

  const translate = (line: CliLine): ReadonlyArray<AgentEvent> => {
    const before = known.turn
    const next = step(known, line)
    known = next.known
    if (next.response !== undefined) rpc.settle(next.response)
    for (const reply of next.replies) Queue.offerUnsafe(outbox, reply)
    watch(known.waiting)
    if (known.turn !== undefined && known.turn !== before) Deferred.doneUnsafe(begun, Effect.succeed(known.turn))
    if (before !== undefined && known.turn === undefined) endTurn()
    return next.events
  }

  const channel = yield* makeTurnChannel({
    process,
    translate,
    crashed: (exit) => known.verdict ?? crashOutcome(exit),
    nudge: giveUp(stalled),
    silence: Duration.millis(launch.config.silenceMillis)
  })

  const opened = yield* shakeHands(rpc).pipe(
    Effect.andThen(openThread(rpc, options)),
    Effect.mapError(notOpened(options.token))
  )
  if (options.token !== undefined && !options.fork && opened.thread.id !== options.token) {
    return yield* cannotStart(`codex opened ${opened.thread.id} instead of ${options.token}`, "start a new session")
  }
  const threadId = opened.thread.id
  model ??= opened.model ?? undefined
  known = { ...known, thread: threadId, ...(model === undefined ? {} : { model }) }

  const notBegun = (error: RpcError): Effect.Effect<void> => {
    // The crash of the process ends the turn by itself.
    if (error.reason === "gone") return Effect.void
    const { verdict, ...rest } = known
    known = rest
    const outcome = verdict ?? outcomeOf({ message: error.detail })
    return Effect.andThen(
      channel.publish([AgentEvent.cases.Completed.make({ outcome })]),
      error.reason === "refused" ? Effect.void : process.signal("SIGKILL")
    )
  }

  const begin = (input: TurnInput): Effect.Effect<void> =>
    Effect.gen(function* () {
      yield* clearing.withPermit(Effect.void)
      const policy = policies[permissions]
      if (model !== undefined) known = { ...known, model }
      yield* rpc.call("turn/start", {
        threadId,
        clientUserMessageId: input.turn,
        input: turnInput(input.text, input.attachments),
        ...(model === undefined ? {} : { model }),
        ...(schema === undefined ? {} : { outputSchema: strictSchema(schema) }),
        ...(permissionsChanged ? { approvalPolicy: policy.approvalPolicy, sandboxPolicy: policy.sandboxPolicy } : {})
      })
    }).pipe(Effect.catch(notBegun))

  return {
    token: ResumeToken.make(threadId),
    run: (input) => channel.run(begin(input)),
    answer: Effect.fn("codex.answer")(function* (ask, answer) {
      const taken = takeAsk(known, ask)
      known = taken.known
      if (taken.pending === undefined) return false
      const sent = yield* Effect.result(rpc.reply(taken.pending.request, taken.pending.reply(answer)))
      yield* channel.answered(ask)
      return sent._tag === "Success"
    }),
    interrupt: giveUp({ _tag: "Stopped" }),
    steer: Effect.fn("codex.steer")(function* (text) {
      const turn = known.turn
      if (turn === undefined) return false
      return yield* rpc.call("turn/steer", { threadId, expectedTurnId: turn, input: turnInput(text, []) }).pipe(
        Effect.as(true),
        Effect.orElseSucceed(() => false)
      )
    }),
    configure: (change) =>
      Effect.sync(() => {
        model = change.model ?? model
        if (change.permissions !== undefined) {
          permissions = change.permissions
          permissionsChanged = true
        }
        return true
      }),
    spontaneous: channel.spontaneous,
    closed: Effect.map(process.exit, (exit) => plainStderr(exit.stderr))
  }
})
