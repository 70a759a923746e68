/**
 * What people press on a job's card: end it, try it again, go on with a worker in a thread of its own; and their answers to
 * what workers ask. Owns what each press does and what is said of it; a press is checked anew, whatever the card showed.
 */
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { Agents } from "../agents/Agents.ts"
import { Bindings } from "../agents/Bindings.ts"
import type { Answer, Ask } from "../model/Ask.ts"
import { type Conversation, conversationKey, sessionId } from "../model/Conversation.ts"
import type { DoneBy } from "../model/DoneBy.ts"
import { AskId } from "../model/Ids.ts"
import type { InboundEvent, PressAction } from "../model/InboundEvent.ts"
import { phaseOf, type Worker } from "../model/Worker.ts"
import { type AuditAction, AuditLog } from "../ports/AuditLog.ts"
import { agentFace } from "../render/AgentFace.ts"
import { oneLine } from "../render/Inline.ts"
import { firstPieces } from "../render/Split.ts"
import { Stage } from "../render/Stage.ts"
import * as Words from "../render/Words.ts"
import { answersOf } from "../render/WorkerAnswers.ts"
import * as WorkerWords from "../render/WorkerWords.ts"
import { sessionRecords } from "../sessions/SessionRecords.ts"
import { Sessions } from "../sessions/Sessions.ts"
import { openAsks } from "../sessions/TurnState.ts"
import { JobActs } from "./JobActs.ts"
import { isOver } from "./JobStanding.ts"
import { workerSession } from "./WorkerSession.ts"
import { type JobWithWorkers, Workers, type WorkersError } from "./Workers.ts"

type Pressed = Extract<InboundEvent, { readonly _tag: "Pressed" }>

const actions: ReadonlySet<PressAction> = new Set(["cancel-job", "retry-job", "open-worker"])

export const isJobPress = ({ action }: Pressed): boolean => actions.has(action)

export interface JobPresses {
  /** Returns words for whoever pressed; nothing where the card itself shows what came of it. */
  readonly press: (event: Pressed) => Effect.Effect<string | undefined>
  /** False when no worker that was asked for here asks that. */
  readonly answer: (
    conversation: Conversation,
    ask: string,
    answer: Answer,
    by: DoneBy
  ) => Effect.Effect<boolean, WorkersError>
  /** What a worker asks here; the first of several. */
  readonly asked: (conversation: Conversation) => Effect.Effect<Ask | undefined, WorkersError>
}

const longestTitle = 80

export const jobPresses = Effect.gen(function* () {
  const acts = yield* JobActs
  const agents = yield* Agents
  const audit = yield* AuditLog
  const bindings = yield* Bindings
  const records = yield* sessionRecords
  const sessions = yield* Sessions
  const stage = yield* Stage
  const workers = yield* Workers

  const asksHere = Effect.fnUntraced(function* (conversation: Conversation) {
    const key = conversationKey(conversation)
    const live = (yield* workers.jobs).filter(
      (found) => conversationKey(found.job.origin.conversation) === key && !isOver(found)
    )
    const running = live.flatMap((found) => found.workers).filter((worker) => phaseOf(worker) === "running")
    const states = yield* Effect.forEach(running, ({ id }) => workers.state(id))
    return states.flatMap((state) => (state === undefined ? [] : openAsks(state).map(({ ask }) => ask)))
  })

  /** What stands at the beginning of the thread. */
  const opening = ({ job }: JobWithWorkers, worker: Worker, place: Conversation): string => {
    const capabilities = stage.capabilities(place.platform)
    if (worker.result === undefined) return WorkerWords.branch(oneLine(worker.title, longestTitle))
    const { chain: _, ...plainJob } = job
    const { markdown } = answersOf(
      { job: plainJob, workers: [worker], states: new Map() },
      { ...capabilities, uploads: false }
    )
    const [head = WorkerWords.branch(oneLine(worker.title, longestTitle)), more] = firstPieces(
      markdown,
      { maxLength: capabilities.maxLength - 8, measure: capabilities.measure },
      2
    )
    return more === undefined ? head : `${head}\n\n…`
  }

  const open = Effect.fnUntraced(function* (event: Pressed) {
    const { found, worker } = yield* acts.find(event.target, event)
    if (worker === undefined) return Words.expired
    const place = found.job.origin.conversation
    if (!stage.capabilities(place.platform).threads) return WorkerWords.noThreads
    const agent = yield* agents.get(worker.task.agent)
    const record = yield* records.get(workerSession(worker, agent.host))
    if (record._tag === "None" || record.value.token === undefined) return WorkerWords.notBegun
    const opened = yield* stage
      .open(place, {
        key: `open-${worker.id}-${worker.attempt}`,
        face: agentFace(agent),
        title: oneLine(worker.title, longestTitle) || worker.id,
        markdown: opening(found, worker, place)
      })
      .pipe(Effect.result)
    if (Result.isFailure(opened)) {
      // What a place refuses to everybody is told as it says so; for the rest there is a remedy.
      const { reason } = opened.failure
      return reason._tag === "Rejected" ? WorkerWords.notHere(oneLine(reason.detail, 200)) : WorkerWords.cannotOpen
    }
    const thread = opened.success
    if (thread === undefined) return WorkerWords.noThreads
    const session = sessionId(agent.host, agent.name, thread)
    // Opened before: whatever was said there since stays.
    if ((yield* records.get(session))._tag === "Some") return WorkerWords.openAlready
    yield* bindings.bind({ platform: thread.platform, conversation: thread.id, agent: agent.name, trigger: "all" })
    // In a chat people talk; that an answer was to meet a schema was for the task alone.
    const { schema: _, ...terms } = worker.task.terms
    yield* sessions.adopt(
      session,
      { agent: agent.name, conversation: thread, terms },
      { token: record.value.token, fork: true }
    )
    return undefined
  })

  const note = ({ conversation, person, target }: Pressed, action: AuditAction, { job }: JobWithWorkers) =>
    audit.note({
      by: person,
      platform: conversation.platform,
      action,
      subject: target,
      detail: oneLine(job.title, longestTitle)
    })

  const cancel = Effect.fnUntraced(function* (event: Pressed) {
    const { found, worker } = yield* acts.find(event.target, event)
    if (!(yield* acts.cancel(found.job, worker, event))) return WorkerWords.overAlready
    yield* note(event, "cancelled", found)
    return undefined
  })

  const retry = Effect.fnUntraced(function* (event: Pressed) {
    const { found, worker } = yield* acts.find(event.target, event)
    if ((yield* acts.retry(found, worker, event)) === 0) return WorkerWords.nothingToRetry
    yield* note(event, "retried", found)
    return undefined
  })

  const presses: JobPresses = {
    press: (event) => {
      const pressed: Effect.Effect<string | undefined, { readonly _tag: string; readonly message: string }> =
        event.action === "cancel-job" ? cancel(event) : event.action === "retry-job" ? retry(event) : open(event)
      return pressed.pipe(
        Effect.tapError((error) =>
          error._tag === "JobRefused" ? Effect.void : Effect.logWarning("a press on a job's card failed", error)
        ),
        Effect.catch((error) => Effect.succeed(error.message))
      )
    },
    answer: Effect.fnUntraced(function* (conversation, ask, answer, by) {
      const known = (yield* asksHere(conversation)).some(({ id }) => id === ask)
      return known && (yield* workers.answer(AskId.make(ask), answer, by))
    }),
    asked: (conversation) => Effect.map(asksHere(conversation), ([first]) => first)
  }
  return presses
})
