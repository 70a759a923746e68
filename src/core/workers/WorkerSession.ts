/**
 * A worker as a session: the conversation in which it works, which nobody sees, and the turn that is its task. Owns those
 * names; each attempt has its own, so that none sees what an earlier one left.
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Conversation } from "../model/Conversation.ts"
import { sessionId, turnId } from "../model/Conversation.ts"
import {
  ConversationId,
  type HostName,
  MessageId,
  PlatformName,
  type SessionId,
  type TurnId,
  WorkerId
} from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import type { Worker } from "../model/Worker.ts"
import { invisiblePlatform } from "../sessions/InvisiblePlatform.ts"
import { termsOf } from "./WorkerRouting.ts"

const asWorkerId = Schema.decodeUnknownOption(WorkerId)

export const workersPlatformName = PlatformName.make("workers")

export const workersPlatform = invisiblePlatform(workersPlatformName)

export const isWorkers = ({ platform }: Pick<Conversation, "platform">): boolean => platform === workersPlatformName

export const workerConversation = ({ attempt, id }: Pick<Worker, "attempt" | "id">): Conversation => ({
  platform: workersPlatformName,
  id: ConversationId.make(attempt === 1 ? id : `${id}~${attempt}`),
  within: [],
  kind: "direct"
})

/** Whose attempt works there; undefined where none does. */
export const workerIn = ({ id, platform }: Pick<Conversation, "id" | "platform">): WorkerId | undefined =>
  platform === workersPlatformName ? Option.getOrUndefined(asWorkerId(id.split("~", 1).join(""))) : undefined

export const workerSession = (worker: Worker, host: HostName): SessionId =>
  sessionId(host, worker.task.agent, workerConversation(worker))

export const workerTurnId = (worker: Worker): TurnId => {
  if (worker.goesOn !== undefined) return worker.goesOn.turn
  const { id, platform } = workerConversation(worker)
  return turnId({ platform, conversation: id, message: MessageId.make("task") }, worker.task.agent)
}

export const workerTurn = (worker: Worker, host: HostName): Turn => {
  const { askedAt, goesOn, origin, task } = worker
  const raised = goesOn?.budgetUsd !== undefined
  return {
    id: workerTurnId(worker),
    session: workerSession(worker, host),
    agent: task.agent,
    conversation: workerConversation(worker),
    person: origin.person,
    text: goesOn?.text ?? task.text,
    attachments: [],
    saidAt: askedAt,
    saidOn: origin.conversation.platform,
    terms: termsOf(worker),
    ...(worker.routed === undefined ? {} : { routed: worker.routed }),
    budgetUsd: goesOn?.budgetUsd ?? task.budgetUsd,
    asked: origin.asked,
    ...(raised ? { raised } : origin.turn === undefined ? {} : { within: origin.turn })
  }
}
