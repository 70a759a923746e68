/**
 * One live conversation with one CLI process: sends turns, answers and changes, and does what the translation of the
 * CLI's lines asks for. Owns what was sent under which id; must not start or end the process.
 */
import * as Deferred from "effect/Deferred"
import type * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import * as Queue from "effect/Queue"
import * as Scope from "effect/Scope"
import * as Stream from "effect/Stream"
import type { CliError, CliProcess } from "../../../core/cli/CliProcess.ts"
import { makeTurnChannel, type TurnChannel } from "../../../core/cli/TurnChannel.ts"
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import { Outcome } from "../../../core/model/Outcome.ts"
import type { BackendSession, TurnInput } from "../../../core/ports/AgentBackend.ts"
import { permissionMode } from "./Arguments.ts"
import { type ControlRequests, makeControlRequests } from "./ControlRequests.ts"
import { makeCostMeter, type Spent } from "./CostMeter.ts"
import { maxAttempts, messageIdOf, mintMessageId } from "./MessageId.ts"
import { exitOutcome } from "./Outcomes.ts"
import { answerLine, refusalLine } from "./Permissions.ts"
import { type Action, makeTranslation } from "./Translation.ts"
import { userMessage } from "./UserMessage.ts"

export interface ClaudeSession {
  readonly session: BackendSession
  readonly ask: ControlRequests["ask"]
}

export interface ClaudeSessionOptions {
  readonly process: CliProcess
  readonly cwd: string
  readonly budgetUsd?: number
  /** Every answer is to meet a JSON schema. */
  readonly structured?: boolean
  /** The CLI was given the service's own tools. */
  readonly ownTools?: boolean
  /** The CLI has its record of the conversation. */
  readonly onUsed: () => void
}

/** A model call may hang for minutes and a command may run for 10 without a word. */
const silence: Duration.Input = "15 minutes"
/** How long an interrupted turn has to end before its process is ended. */
const interruptPatience: Duration.Input = "10 seconds"

const stopped = Outcome.cases.Stopped.make({})
const stalled = Outcome.cases.Failed.make({
  kind: "stalled",
  message: "claude said nothing for 15 min and was stopped",
  remedy: "retry; if it happens again, run orchestrator doctor"
})

interface Sent {
  readonly input: TurnInput
  readonly attempt: number
  readonly ended: Deferred.Deferred<void>
}

export const makeClaudeSession = Effect.fnUntraced(function* (
  options: ClaudeSessionOptions
): Effect.fn.Return<ClaudeSession, never, FileSystem.FileSystem | Scope.Scope> {
  const { process } = options
  const files = yield* FileSystem.FileSystem
  const scope = yield* Scope.Scope
  const control = makeControlRequests(process)
  const meter = makeCostMeter(control)
  const translation = makeTranslation(options)
  const actions = yield* Queue.unbounded<Action>()
  const sentIds = new Set<string>()
  let sent: Sent | undefined
  let ownLine = false

  const channel: TurnChannel = yield* makeTurnChannel({
    process,
    silence,
    translate: (line) => {
      const told = translation.line(line)
      ownLine = told.own
      for (const action of told.actions) {
        if (action._tag === "Answered") control.answered(action.response)
        else if (action._tag !== "Spent" || meter.watching()) Queue.offerUnsafe(actions, action)
      }
      if (translation.used()) options.onUsed()
      return told.events
    },
    unasked: () => ownLine,
    crashed: (exit) => exitOutcome(exit, translation.stopping()),
    nudge: Effect.suspend(() => stop(stalled))
  })

  const compose = (message: Parameters<typeof userMessage>[0]) =>
    Effect.provideService(userMessage(message), FileSystem.FileSystem, files)

  const send = Effect.fnUntraced(function* (input: TurnInput, from: number, ended: Sent["ended"]) {
    let attempt = from
    while (sentIds.has(messageIdOf(input.turn, attempt)) && attempt < maxAttempts - 1) attempt += 1
    const uuid = messageIdOf(input.turn, attempt)
    sentIds.add(uuid)
    sent = { input, attempt, ended }
    const message = yield* compose({ uuid, text: input.text, attachments: input.attachments })
    yield* meter.begin(input.budgetUsd)
    translation.expect(uuid)
    yield* process.send(message)
  })

  /** Asks the CLI to stop; a CLI that does not listen loses its process, and the turn ends all the same. */
  const stop = Effect.fnUntraced(function* (outcome: Outcome): Effect.fn.Return<void> {
    const turn = sent
    translation.stopAs(outcome)
    yield* control.ask({ subtype: "interrupt", cancel_queued: true }, "5 seconds")
    yield* Effect.forEach(
      translation.backgroundTasks(),
      (task) => control.ask({ subtype: "stop_task", task_id: task }, "5 seconds"),
      { discard: true }
    )
    if (turn === undefined) return
    yield* Deferred.await(turn.ended).pipe(
      Effect.timeoutOrElse({
        duration: interruptPatience,
        orElse: () =>
          Effect.andThen(channel.publish([AgentEvent.cases.Completed.make({ outcome })]), process.signal("SIGTERM"))
      }),
      Effect.forkIn(scope)
    )
  })

  const tell = ({ costUsd, over }: Spent): Effect.Effect<void> =>
    over === undefined ? channel.publish([AgentEvent.cases.Spending.make({ costUsd })]) : stop(over)

  const act = (action: Action): Effect.Effect<unknown, CliError> => {
    switch (action._tag) {
      case "Answered":
        return Effect.void
      case "GiveUp":
        return control.ask({ subtype: "interrupt", cancel_queued: true }, "5 seconds")
      case "Allow":
        return process.send(answerLine(action.request, { _tag: "Allow", scope: "once" }))
      case "Refuse":
        return process.send(refusalLine(action.requestId))
      case "Exhausted":
        return process.endInput
      case "Spent":
        return Effect.flatMap(meter.spent, (spent) => (spent === undefined ? Effect.void : tell(spent)))
      case "Dropped": {
        const turn = sent
        if (turn === undefined) return Effect.void
        return turn.attempt + 1 < maxAttempts
          ? send(turn.input, turn.attempt + 1, turn.ended)
          : channel.publish([
              AgentEvent.cases.Completed.make({
                outcome: Outcome.cases.Failed.make({
                  kind: "invalid",
                  message: "claude has seen this message too often"
                })
              })
            ])
      }
    }
  }

  yield* Stream.fromQueue(actions).pipe(
    // Whatever cannot be sent any more ends the turn as a crash, through the channel.
    Stream.runForEach((action) => Effect.ignore(act(action), { log: "Debug" })),
    Effect.tapCause((cause) => Effect.logError("serving claude failed", cause)),
    Effect.forkScoped
  )

  const accepted = (request: Parameters<ControlRequests["ask"]>[0]) =>
    Effect.map(control.ask(request, "20 seconds"), Option.isSome)

  const session: BackendSession = {
    run: (input) =>
      Stream.suspend(() => {
        const ended = Deferred.makeUnsafe<void>()
        return channel
          .run(Effect.suspend(() => send(input, 0, ended)))
          .pipe(Stream.ensuring(Deferred.succeed(ended, undefined)))
      }),
    answer: Effect.fn("claude.answer")(function* (ask, answer) {
      const pending = translation.waiting(ask)
      if (pending === undefined) return false
      translation.answered(ask)
      const heard = yield* Effect.exit(process.send(answerLine(pending, answer)))
      yield* channel.answered(ask)
      return heard._tag === "Success"
    }),
    interrupt: Effect.suspend(() => stop(stopped)),
    steer: Effect.fn("claude.steer")(function* (text) {
      if (!(yield* channel.running)) return false
      const message = yield* compose({ uuid: yield* mintMessageId, text, attachments: [] })
      return (yield* Effect.exit(process.send(message)))._tag === "Success"
    }),
    configure: Effect.fn("claude.configure")(function* (change) {
      const { model, permissions } = change
      if (
        permissions !== undefined &&
        !(yield* accepted({ subtype: "set_permission_mode", mode: permissionMode(permissions) }))
      ) {
        return false
      }
      return model === undefined || (yield* accepted({ subtype: "set_model", model }))
    }),
    spontaneous: channel.spontaneous,
    closed: Effect.map(process.exit, (exit) => exit.stderr)
  }
  return { session, ask: control.ask }
})
