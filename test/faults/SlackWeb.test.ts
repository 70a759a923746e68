/**
 * Slack's API answers wrongly, tears connections, limits more than it says or says nothing at all, after it did what was
 * asked or before, while people talk to agents: whatever was asked for is there once, and ends as it should.
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

const began = Date.now()
interface Silence {
  readonly method: string
  /** What is asked for it. */
  readonly kind: Kind
  /** Its answer cannot be streamed. */
  readonly whole?: boolean
}

const silences: ReadonlyArray<Silence> = [
  { method: "chat.startStream", kind: "stream" },
  { method: "chat.appendStream", kind: "growing" },
  { method: "chat.stopStream", kind: "stream" },
  { method: "chat.postMessage", kind: "stream", whole: true },
  { method: "chat.update", kind: "growing", whole: true }
]
const sessions: ReadonlyArray<Silence> = [
  { method: "agents.sessions.setStatus", kind: "short" },
  { method: "assistant.threads.setStatus", kind: "short" }
]
const signs: ReadonlyArray<Silence> = [
  { method: "files.completeUploadExternal", kind: "file" },
  { method: "reactions.add", kind: "short" },
  { method: "reactions.remove", kind: "short" }
]
/** Said by the lanes in turn. More would only wait for Slack's next minute. */
const troubled: ReadonlyArray<Kind> = [
  ...["growing", "file", "growing", "file", "growing", "growing"],
  ...["file", "growing", "ask", "ask", "file", "long"]
] as const
/** Not all of these say for which thread they are. */
const uploads = ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"]

/** The thread for which something is asked. */
const placeOf = (slack: FakeSlack, { args }: RequestSeen): string => {
  const channel = textOf(args.channel ?? args.channel_id)
  const message = findMessage(slack.world, channel, textOf(args.ts ?? args.timestamp))
  return threadKey(channel, textOf(args.thread_ts ?? message?.thread ?? message?.ts))
}

/** Everything that goes wrong at once, for each method. Returns how much of it is still to come. */
const storm = (slack: FakeSlack, methods: ReadonlyArray<string>, spared: ReadonlySet<string>) => {
  const { faults } = slack
  const left = new Map<string, number>()
  for (const method of methods) {
    const on = (request: RequestSeen) => {
      if (request.method !== method || spared.has(placeOf(slack, request))) return false
      left.set(method, (left.get(method) ?? 0) - 1)
      console.error("HIT", Date.now() - began, method, left.get(method))
      return true
    }
    faults.fail(on, { status: 500, stored: true })
    faults.destroy(on, { stored: true })
    faults.limit(on, { retryAfter: 1 })
    left.set(method, 3)
  }
  setTimeout(() => console.error(JSON.stringify([...left])), 15000)
  return () => [...left.values()].reduce((sum, count) => sum + Math.max(0, count), 0)
}

describe.concurrent("an api that fails after it did what was asked", () => {
  for (const reactions of [false, true]) {
    it.live(
      `leaves one copy of each message, file and ${reactions ? "reaction" : "session"}, with its final text`,
      () =>
        Effect.gen(function* () {
          const town = yield* makeSlackTown({
            random: seeded(7),
            kinds: ["short", "stream", "ask", "tools", "long", "file"],
            transport: reactions ? "http" : "socket",
            reactions
          })
          const { load, slack } = town
          const silenced = [...(reactions ? signs : [...silences, ...sessions])]
          const silentIn = new Set<string>()
          let unsaid = silenced.length
          yield* serveTown(town)
          const t0 = Date.now()
          // What an answer never comes to is waited for in a thread of its own.
          for (const [index, { kind, method, whole = false }] of silenced.entries()) {
            const { answeredIn } = load.sayIn(index % 2, kind)
            silentIn.add(answeredIn)
            const on = (wanted: string) => (request: RequestSeen) =>
              request.method === wanted && placeOf(slack, request) === answeredIn
            const silent = on(method)
            slack.faults.silence(
              (request) =>
                silent(request) && --unsaid >= 0 && (console.error("SILENT", Date.now() - began, method), true),
              { stored: true }
            )
            if (whole) slack.faults.refuse(on("chat.startStream"), { error: "user_not_found" })
          }
          const left = storm(
            slack,
            reactions ? ["reactions.add", "reactions.remove"] : [...silenced.map(({ method }) => method), ...uploads],
            silentIn
          )
          for (const [index, kind] of troubled.entries()) load.sayIn(index, reactions ? "short" : kind)
          const isOver = () => left() === 0 && unsaid === 0
          yield* load.until("answers, or everything that can go wrong", () => isOver() || load.answered())
          console.error("first", Date.now() - t0, left(), unsaid)
          // Of some there were too few.
          if (!isOver()) load.talk()
          yield* load.until("everything that can go wrong", isOver)
          console.error("over", Date.now() - t0)
          load.hush()
          yield* load.until("the last answers", load.answered)
          console.error("answered", Date.now() - t0, load.count(), slack.counts())
          const p = load.problems()
          if (p.length > 0) console.error(p, slack.transcript())
          const th = [...slack.world.thinking.keys()].map((k) => k.split("/")[1])
          for (const r of slack.requests)
            if (th.some((t) => t && JSON.stringify(r).includes(t)))
              console.error("REQ", JSON.stringify(r).slice(0, 300))
          assert.deepStrictEqual(load.problems(), [])
        }).pipe(Effect.scoped),
      { timeout: 120_000 }
    )
  }
})
