/**
 * Slack's API answers wrongly, tears connections, limits more than it says or says nothing at all, after it did what was
 * asked, while people talk to agents: whatever was asked for is there once, and ends as it should.
 */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { textOf } from "../support/Json.ts"
import type { FakeSlack } from "../support/slack/FakeSlack.ts"
import type { RequestSeen } from "../support/slack/Faults.ts"
import { findMessage, threadKey } from "../support/slack/World.ts"
import { seeded } from "./CrashLoad.ts"
import { makeSlackTown } from "./SlackTown.ts"
import { serveTown } from "./Town.ts"
import type { Kind } from "./TownLoad.ts"

/** Seconds are waited for an answer that never comes: in a thread of its own, and all at once. */
interface Silence {
  readonly method: string
  /** What is asked for there. */
  readonly kind: Kind
  /** Its answer cannot be streamed. */
  readonly whole?: boolean
  /** An answer that comes at once needs no such request. */
  readonly spared?: boolean
}

interface Trouble {
  readonly title: string
  readonly reactions: boolean
  readonly silences: ReadonlyArray<Silence>
  /** What goes wrong in every other way, elsewhere. */
  readonly methods: ReadonlyArray<string>
  /** Said by the lanes in turn. Much more would only wait for Slack's next minute. */
  readonly said: ReadonlyArray<Kind>
}

const troubles: ReadonlyArray<Trouble> = [
  {
    title: "leaves one copy of each message, file and session, with its final text",
    reactions: false,
    silences: [
      { method: "agents.sessions.setStatus", kind: "short" },
      { method: "assistant.threads.setStatus", kind: "short", spared: true },
      { method: "chat.startStream", kind: "stream" },
      { method: "chat.appendStream", kind: "growing" },
      { method: "chat.stopStream", kind: "stream" },
      { method: "chat.postMessage", kind: "stream", whole: true },
      { method: "chat.update", kind: "growing", whole: true }
    ],
    methods: [
      "agents.sessions.setStatus",
      "assistant.threads.setStatus",
      "chat.startStream",
      "chat.appendStream",
      "chat.stopStream",
      "chat.postMessage",
      "chat.update",
      "files.getUploadURLExternal",
      "upload",
      "files.completeUploadExternal"
    ],
    said: [
      ...(["growing", "file", "growing", "file", "growing", "growing"] as const),
      ...(["file", "growing", "ask", "ask", "file", "long"] as const)
    ]
  },
  {
    title: "leaves one copy of each file and reaction",
    reactions: true,
    silences: [
      { method: "files.completeUploadExternal", kind: "file" },
      { method: "reactions.add", kind: "short" },
      { method: "reactions.remove", kind: "short" }
    ],
    methods: ["reactions.add", "reactions.remove"],
    said: ["short", "short", "short", "stream", "stream", "stream"]
  }
]

/** The thread for which something is asked. */
const placeOf = (slack: FakeSlack, { args }: RequestSeen): string => {
  const channel = textOf(args.channel ?? args.channel_id)
  const message = findMessage(slack.world, channel, textOf(args.ts ?? args.timestamp))
  return threadKey(channel, textOf(args.thread_ts ?? message?.thread ?? message?.ts))
}

/** Returns how much is still to come. */
const bringAbout = (slack: FakeSlack, methods: ReadonlyArray<string>, spared: ReadonlySet<string>) => {
  const left = new Map<string, number>()
  for (const method of methods) {
    const on = (request: RequestSeen) => {
      if (request.method !== method || spared.has(placeOf(slack, request))) return false
      left.set(method, (left.get(method) ?? 0) - 1)
      return true
    }
    slack.faults.fail(on, { status: 500, stored: true })
    slack.faults.destroy(on, { stored: true })
    slack.faults.limit(on, { retryAfter: 1 })
    left.set(method, 3)
  }
  return () => [...left.values()].reduce((sum, count) => sum + count, 0)
}

describe.concurrent("an api that fails after it did what was asked", () => {
  for (const { methods, reactions, said, silences, title } of troubles) {
    it.live(
      title,
      () =>
        Effect.gen(function* () {
          const town = yield* makeSlackTown({
            random: seeded(7),
            kinds: ["short", "stream", "growing", "ask", "tools", "long", "file"],
            transport: reactions ? "http" : "socket",
            reactions
          })
          const { load, slack } = town
          yield* serveTown(town)
          const silent = new Set<string>()
          let unanswered = 0
          for (const [index, { kind, method, spared = false, whole = false }] of silences.entries()) {
            const { answeredIn } = load.sayIn(index % 2, kind)
            const isHere = (wanted: string) => (request: RequestSeen) =>
              request.method === wanted && placeOf(slack, request) === answeredIn
            const isMeant = (request: RequestSeen) => {
              if (!isHere(method)(request)) return false
              if (!spared) unanswered += 1
              return true
            }
            silent.add(answeredIn)
            slack.faults.silence(isMeant, { stored: true })
            if (whole) slack.faults.refuse(isHere("chat.startStream"), { error: "user_not_found" })
          }
          const left = bringAbout(slack, methods, silent)
          for (const [index, kind] of said.entries()) load.sayIn(index, kind)
          const isOver = () => left() === 0 && unanswered === silences.filter(({ spared = false }) => !spared).length
          yield* load.until("answers, or everything that can go wrong", () => isOver() || load.answered())
          // There were too few of something.
          if (!isOver()) load.talk()
          yield* load.until("everything that can go wrong", isOver)
          load.hush()
          yield* load.until("the last answers", load.answered)
          assert.deepStrictEqual(load.problems(), [])
        }).pipe(Effect.scoped),
      { timeout: 120_000 }
    )
  }
})
