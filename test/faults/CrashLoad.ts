/**
 * People who keep talking to rehearsed agents while the service under them is killed again and again: says messages,
 * presses buttons, and remembers what was accepted and what is seen. Owns the load and the picture; when to kill and
 * what must hold at the end is the test's.
 */
import { Deferred, Effect } from "effect"
import { AgentName, ConversationId, MessageId, UserId } from "../../src/core/model/Ids.ts"
import { InboundEvent } from "../../src/core/model/InboundEvent.ts"
import type { Body, Operation } from "../../src/core/ports/ChatPlatform.ts"
import { type CrashLine, crashPlatform } from "../support/CrashLines.ts"

/** mulberry32: the same seed gives the same numbers everywhere. */
export const seeded = (seed: number) => {
  let state = seed
  return (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Every kind ends by saying `end-<id>.`, so that its answer can be told from all others. */
const kinds: ReadonlyArray<(id: string) => string> = [
  (id) => `!say end-${id}.`,
  (id) => `!stream 30 words every 5ms\n!say end-${id}.`,
  (id) => `!stream 40 words every 20ms\n!say end-${id}.`,
  (id) => `!say Looking.\n!tool Bash "make" 60ms\n!tool-fail Edit "a.ts" 20ms\n!say end-${id}.`,
  (id) => `!ask Bash "rm -rf dist"\n!say end-${id}.`,
  (id) => `!markdown\n!say end-${id}.`
]

export interface Said {
  readonly id: string
  readonly turn: string
  readonly event: InboundEvent
  accepted: boolean
  delivered: boolean
}

export interface Seen {
  readonly conversation: string
  body: Body
  deleted: boolean
}

interface Options {
  readonly random: () => number
  readonly agents: ReadonlyArray<string>
  readonly conversations: ReadonlyArray<string>
  /** How many messages of one session are on their way at once. */
  readonly atOnce: number
}

const person = { id: UserId.make("ann"), name: "ann", roles: ["owner"] }
const conversationOf = (id: string) => ({
  platform: crashPlatform,
  id: ConversationId.make(id),
  within: [],
  kind: "channel" as const
})

export const makeCrashLoad = ({ random, agents, conversations, atOnce }: Options) => {
  const lanes = conversations.flatMap((conversation) => agents.map((agent) => ({ conversation, agent })))
  const said = new Map<string, Said>()
  const seen = new Map<string, Seen>()
  const marks = new Map<string, string>()
  /** Messages that were done and were then said not to be. */
  const relapses: Array<string> = []
  const pressed = new Set<string>()
  const waiting = new Set<{ readonly holds: () => boolean; readonly done: Deferred.Deferred<void> }>()
  let send: (event: InboundEvent) => void = () => {}
  let talking = true
  let lines = 0

  const notify = () => {
    for (const waiter of [...waiting]) {
      if (!waiter.holds()) continue
      waiting.delete(waiter)
      Deferred.doneUnsafe(waiter.done, Effect.void)
    }
  }

  const say = (conversation: string, agent: string) => {
    const id = `m${said.size + 1}`
    const kind = kinds[Math.floor(random() * kinds.length)] ?? kinds[0]
    const event = InboundEvent.cases.Said.make({
      ref: {
        platform: crashPlatform,
        conversation: ConversationId.make(conversation),
        message: MessageId.make(id)
      },
      conversation: conversationOf(conversation),
      person,
      text: kind?.(id) ?? "",
      attachments: [],
      addressed: true,
      named: [AgentName.make(agent)],
      at: said.size + 1
    })
    said.set(id, {
      id,
      turn: `${crashPlatform}:${conversation}:${id}:${agent}`,
      event,
      accepted: false,
      delivered: false
    })
    send(event)
  }
  /** Keeps every lane filled. */
  const talk = () => {
    if (!talking) return
    for (const { agent, conversation } of lanes) {
      const mine = [...said.values()].filter(
        ({ delivered, turn }) =>
          !delivered && turn.startsWith(`${crashPlatform}:${conversation}:`) && turn.endsWith(`:${agent}`)
      )
      for (let count = mine.length; count < atOnce; count++) say(conversation, agent)
    }
  }

  const press = (conversation: string, body: Body) => {
    for (const control of body.controls) {
      if (control._tag !== "Button" || control.action !== "allow-once" || pressed.has(control.target)) continue
      pressed.add(control.target)
      send(
        InboundEvent.cases.Pressed.make({
          conversation: conversationOf(conversation),
          person,
          action: "allow-once",
          target: control.target,
          value: {}
        })
      )
    }
  }
  const show = (operation: Operation) => {
    if (operation._tag === "Post") {
      const { body, conversation, key } = operation
      if (!seen.has(key)) seen.set(key, { conversation, body, deleted: false })
      press(conversation, body)
    }
    const known = "message" in operation ? seen.get(operation.message.message) : undefined
    if (operation._tag === "Edit" && known !== undefined) {
      known.body = operation.body
      press(known.conversation, operation.body)
    }
    if (operation._tag === "Delete" && known !== undefined) known.deleted = true
    if (operation._tag === "Mark") {
      const { message } = operation.message
      if (marks.get(message) === "done" && operation.state !== "done") relapses.push(`${message}: ${operation.state}`)
      marks.set(message, operation.state)
    }
  }

  const settle = (turn: string) => {
    for (const message of said.values()) if (message.turn === turn) message.delivered = true
  }

  return {
    said,
    seen,
    marks,
    relapses,
    /** How many lines were heard so far. */
    heard: () => lines,
    idle: () => said.size > 0 && [...said.values()].every(({ delivered }) => delivered),
    /** A service listens: what it never acknowledged is said again, as a platform's catch-up would. */
    attach: (to: (event: InboundEvent) => void) => {
      send = to
      pressed.clear()
      for (const { event, accepted } of said.values()) if (!accepted || random() < 0.02) send(event)
      for (const { body, conversation, deleted } of seen.values()) if (!deleted) press(conversation, body)
      talk()
    },
    hear: (line: CrashLine) => {
      lines += 1
      if (line.line === "operation") show(line.operation)
      if (line.line === "accepted") {
        const message = said.get(line.message)
        if (message !== undefined) message.accepted = true
      }
      if (line.line === "delivered") {
        settle(line.turn)
        talk()
      }
      notify()
    },
    /** What the dead service's records say; its last words may have been lost. */
    settled: (turns: ReadonlyArray<string>) => {
      for (const turn of turns) settle(turn)
      notify()
    },
    hush: () => {
      talking = false
    },
    until: (holds: () => boolean): Effect.Effect<void> =>
      Effect.suspend(() => {
        if (holds()) return Effect.void
        const done = Deferred.makeUnsafe<void>()
        waiting.add({ holds, done })
        return Deferred.await(done)
      })
  }
}
