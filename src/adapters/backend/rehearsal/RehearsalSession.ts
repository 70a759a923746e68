/**
 * One rehearsed conversation on one live process: translates its lines, keeps which asks wait, and stops a turn step by
 * step when the process is deaf. Owns no process: that is its scope's.
 */
import * as Deferred from "effect/Deferred"
import * as Duration from "effect/Duration"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import type { CliExit, CliLine, CliProcess } from "../../../core/cli/CliProcess.ts"
import { makeTurnChannel } from "../../../core/cli/TurnChannel.ts"
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import type { Outcome } from "../../../core/model/Outcome.ts"
import type { BackendSession, OpenSession } from "../../../core/ports/AgentBackend.ts"
import type { RehearsalConfig } from "./RehearsalConfig.ts"
import { type WireIn, WireOut } from "./Wire.ts"

const decodeLine = Schema.decodeUnknownExit(WireOut)
const note = (text: string) => [AgentEvent.cases.Note.make({ text })]

export interface LiveRehearsal {
  readonly session: BackendSession
  /** Returns once the process listens. */
  readonly ready: Effect.Effect<void>
}

export const makeRehearsalSession = Effect.fnUntraced(function* (
  process: CliProcess,
  config: RehearsalConfig,
  { schema, tools }: OpenSession
): Effect.fn.Return<LiveRehearsal, never, Scope.Scope> {
  const ready = yield* Deferred.make<void>()
  const asks = new Set<string>()
  let unasked = false
  let interrupted = false
  let ended = yield* Deferred.make<void>()

  const send = (line: WireIn) => process.send(line)
  const sent = (line: WireIn) =>
    send(line).pipe(
      Effect.as(true),
      Effect.orElseSucceed(() => false)
    )

  const heard = (event: AgentEvent) => {
    if (event._tag === "Asked") asks.add(event.ask.id)
    if (event._tag === "AskClosed") asks.delete(event.id)
    if (event._tag === "Completed") {
      asks.clear()
      if (!unasked) Deferred.doneUnsafe(ended, Exit.void)
    }
  }
  const translate = (line: CliLine): ReadonlyArray<AgentEvent> => {
    unasked = false
    if (line._tag === "Garbage") return note(line.text)
    const decoded = decodeLine(line.value)
    if (Exit.isFailure(decoded)) return note(line.text)
    if (decoded.value.type === "ready") {
      Deferred.doneUnsafe(ready, Exit.void)
      return []
    }
    unasked = decoded.value.unasked
    heard(decoded.value.event)
    return [decoded.value.event]
  }
  const crashed = (exit: CliExit): Outcome =>
    interrupted
      ? { _tag: "Stopped" }
      : {
          _tag: "Failed",
          kind: "crash",
          message: `the rehearsal ended ${exit.signal === null ? `with code ${exit.code}` : `by ${exit.signal}`}`,
          remedy: "retry; the conversation goes on where it was",
          detail: exit.stderr
        }

  const channel = yield* makeTurnChannel({
    process,
    translate,
    unasked: () => unasked,
    crashed,
    nudge: Effect.asVoid(sent({ type: "interrupt" })),
    silence: Duration.millis(config.silenceMillis)
  })

  const gaveUp = Effect.suspend(() =>
    Effect.race(Deferred.await(ended), process.exit).pipe(
      Effect.as(true),
      Effect.timeoutOrElse({
        duration: Duration.millis(config.patienceMillis),
        orElse: () => Effect.succeed(false)
      })
    )
  )
  const interrupt = Effect.gen(function* () {
    interrupted = true
    if (!(yield* sent({ type: "interrupt" })) || !(yield* channel.running)) return
    for (const signal of ["SIGINT", "SIGTERM", "SIGKILL"] as const) {
      if (yield* gaveUp) return
      yield* process.signal(signal)
    }
  })

  yield* sent({
    type: "equip",
    structured: schema !== undefined,
    ...(tools === undefined ? {} : { tools: { url: tools.url, token: Redacted.value(tools.token) } })
  })

  const session: BackendSession = {
    run: (input) =>
      channel.run(
        Effect.suspend(() => {
          interrupted = false
          ended = Deferred.makeUnsafe()
          return send({
            type: "user",
            turn: input.turn,
            text: input.text,
            attachments: input.attachments.map(({ name }) => name),
            ...(input.budgetUsd === undefined ? {} : { budgetUsd: input.budgetUsd })
          })
        })
      ),
    answer: (ask, answer) =>
      Effect.gen(function* () {
        if (!asks.delete(ask)) return false
        yield* channel.answered(ask)
        return yield* sent({ type: "answer", ask, answer })
      }),
    interrupt,
    steer: (text) =>
      Effect.flatMap(channel.running, (running) => (running ? sent({ type: "steer", text }) : Effect.succeed(false))),
    configure: (change) => sent({ type: "configure", ...change }),
    spontaneous: channel.spontaneous,
    closed: Effect.map(process.exit, (exit) => exit.stderr)
  }
  return { session, ready: Deferred.await(ready) }
})
