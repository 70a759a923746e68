/**
 * What became of a turn whose service died. Codex dies with it, and keeps every finished item: this asks a fresh
 * app-server for the thread's turns, without opening the thread, and tells what they mean. Owns only reading.
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Option from "effect/Option"
import type * as Path from "effect/Path"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { CliProcesses } from "../../../core/cli/CliProcesses.ts"
import { AgentEvent } from "../../../core/model/AgentEvent.ts"
import { ResumeToken } from "../../../core/model/Ids.ts"
import type { Usage } from "../../../core/model/Usage.ts"
import type { BackendError, OpenSession, Recovered, TurnInput } from "../../../core/ports/AgentBackend.ts"
import { activity, endPhase, shapeOf, statusOf } from "./Activities.ts"
import { type Launch, notOpened, shakeHands, startAppServer } from "./AppServer.ts"
import { Item, Message, ThreadsListed, TurnsListed, type WireTurn } from "./AppServerWire.ts"
import { codexHome } from "./CodexConfig.ts"
import { outcomeOf } from "./Outcomes.ts"
import { readRollout, usageOfTurn } from "./Rollout.ts"
import type { Rpc } from "./Rpc.ts"
import { structuredOutcome } from "./StructuredAnswer.ts"

/** How many turns back, and how many threads of the agent's folder, a lost turn is looked for. */
const turnsBack = 5
const threadsBack = 5

const decodeMessage = Schema.decodeUnknownOption(Message)
const decodeItem = Schema.decodeUnknownOption(Item)

const itemsOf = (turn: WireTurn): ReadonlyArray<Item> =>
  (turn.items ?? []).flatMap((item) => Option.toArray(decodeItem(item)))

/** The person's message carries our turn's id; `codex exec` cannot set one, there the text must do. */
const isOurs = (turn: WireTurn, input: TurnInput, byText: boolean): boolean =>
  itemsOf(turn).some(
    (item) =>
      item.type === "userMessage" &&
      (item.clientId === input.turn || (byText && item.content.map((part) => part.text ?? "").join("") === input.text))
  )

const said = (items: ReadonlyArray<Item>): string =>
  items.flatMap((item) => (item.type === "agentMessage" ? [item.text] : [])).join("\n\n")

const lastMessage = (items: ReadonlyArray<Item>): string | undefined =>
  items.flatMap((item) => (item.type === "agentMessage" ? [item.text] : [])).at(-1)

/** A finished turn told again, from its items. */
export const retell = (
  thread: string,
  cwd: string,
  turn: WireTurn,
  usage: Usage | undefined,
  structured = false
): ReadonlyArray<AgentEvent> => {
  const events = itemsOf(turn).flatMap((item): ReadonlyArray<AgentEvent> => {
    if (item.type === "agentMessage" || item.type === "plan") {
      return item.text === "" ? [] : [AgentEvent.cases.Text.make({ part: item.id, delta: item.text })]
    }
    const shape = shapeOf(cwd, item)
    return shape === undefined ? [] : [activity(endPhase(statusOf(item)), shape)]
  })
  const error = turn.error
  const outcome =
    error === undefined || error === null
      ? structured
        ? structuredOutcome(lastMessage(itemsOf(turn)))
        : ({ _tag: "Done" } as const)
      : outcomeOf({ message: error.message, info: error.codexErrorInfo, details: error.additionalDetails })
  return [
    AgentEvent.cases.Started.make({ token: ResumeToken.make(thread) }),
    ...events,
    ...(usage === undefined ? [] : [AgentEvent.cases.Used.make({ usage })]),
    AgentEvent.cases.Completed.make({ outcome })
  ]
}

interface Found {
  readonly thread: string
  readonly turn: WireTurn
}

/**
 * A service that died before it saved the token, or while it forked, left a thread that only its folder tells. Words
 * alone are too little to tell one such thread from another.
 */
const recentThreads = (rpc: Rpc, cwd: string, byText: boolean): Effect.Effect<ReadonlyArray<string>> =>
  byText
    ? Effect.succeed([])
    : rpc.callFor(ThreadsListed, "thread/list", { cwd, limit: threadsBack, sortKey: "updated_at" }).pipe(
        Effect.map(({ data }) => data.map(({ id }) => id)),
        Effect.orElseSucceed(() => [])
      )

const findTurn = Effect.fnUntraced(function* (rpc: Rpc, options: OpenSession, input: TurnInput, byText: boolean) {
  const { agent, fork, token } = options
  const threads = token === undefined || fork ? yield* recentThreads(rpc, agent.workdir, byText) : [token]
  for (const thread of threads) {
    const listed = yield* rpc
      .callFor(TurnsListed, "thread/turns/list", { threadId: thread, limit: turnsBack, itemsView: "full" })
      .pipe(Effect.orElseSucceed(() => ({ data: [] })))
    const turn = listed.data.find((candidate) => isOurs(candidate, input, byText))
    if (turn !== undefined) return { thread, turn } satisfies Found
  }
  return undefined
})

export const recoverTurn = Effect.fn("codex.recover")(function* (
  launch: Launch,
  options: OpenSession,
  input: TurnInput
): Effect.fn.Return<Recovered, BackendError, CliProcesses | FileSystem.FileSystem | Path.Path> {
  const processes = yield* CliProcesses
  yield* processes.awaitGone(options.session, launch.config.reconnectMillis)
  const byText = launch.config.mode === "exec"
  const found = yield* Effect.scoped(
    Effect.gen(function* () {
      const { process, rpc } = yield* startAppServer(launch, {
        session: options.session,
        cwd: options.agent.workdir
      })
      yield* process.lines.pipe(
        Stream.runForEach((line) =>
          Effect.sync(() => {
            const message = line._tag === "Json" ? decodeMessage(line.value) : Option.none()
            if (Option.isSome(message) && message.value.method === undefined) rpc.settle(message.value)
          })
        ),
        Effect.tapCause((cause) => Effect.logError("reading codex's output failed", cause)),
        Effect.forkScoped
      )
      yield* Effect.mapError(shakeHands(rpc), notOpened(options.token))
      return yield* findTurn(rpc, options, input, byText)
    })
  )
  if (found === undefined) return { _tag: "NotReached" }
  const { thread, turn } = found
  if (turn.status !== "completed" && turn.status !== "failed") {
    return { _tag: "Unfinished", said: said(itemsOf(turn)) }
  }
  const record = yield* readRollout(codexHome(launch.environment), thread)
  return {
    _tag: "Finished",
    events: retell(thread, options.agent.workdir, turn, usageOfTurn(record, turn.id), options.schema !== undefined)
  }
})
