/**
 * Answers that grow on the loopback Slack: what each request shows, and how many streams share what may be added to
 * streams then.
 */
import * as Effect from "effect/Effect"
import { capabilities } from "../../src/adapters/chat/slack/Capabilities.ts"
import { appends } from "../../src/adapters/chat/slack/outbound/StreamGovernor.ts"
import type { FakeSlack } from "../support/slack/FakeSlack.ts"
import { makeSlackWalk, type SlackWalk } from "../support/slack/SlackWalk.ts"
import { millisOf } from "../support/slack/Stamps.ts"
import type { Message } from "../support/slack/World.ts"
import { type Arrived, watchArrivals } from "./Arrivals.ts"
import { type GrowOptions, growAnswers, type Showing, type Streamed } from "./GrowingAnswers.ts"
import { slackWords } from "./SlackWords.ts"

export interface StreamOptions extends GrowOptions {
  /** Puts every question. */
  readonly ask: (walk: SlackWalk) => Effect.Effect<void>
}

type Arrival = Arrived<FakeSlack["requests"][number]>

/** By method; those that make a message have none yet. */
const kinds: Readonly<Record<string, string>> = {
  "chat.startStream": "start",
  "chat.appendStream": "append",
  "chat.stopStream": "stop",
  "chat.postMessage": "post",
  "chat.update": "edit"
}

const stringOf = (value: unknown): string => (typeof value === "string" ? value : "")

const messageOf = ({ args }: Arrival): string | undefined => stringOf(args.ts) || undefined

const showingsOf = (landed: ReadonlyArray<Arrival>): ReadonlyArray<Showing> => {
  /** When each stream ended, by its timestamp. */
  const ends = new Map<string, number>()
  for (const arrival of landed) {
    const message = messageOf(arrival)
    if (message !== undefined && arrival.method.endsWith("Stream")) ends.set(message, arrival.arrivedAt)
  }
  const lives = [...ends].map(([ts, to]) => ({ from: millisOf(ts) ?? Number.NaN, to }))
  return landed.flatMap((arrival) => {
    const { args, arrivedAt, method } = arrival
    const kind = kinds[method]
    if (kind === undefined) return []
    const live = () => lives.filter(({ from, to }) => from <= arrivedAt && arrivedAt <= to).length
    return [
      {
        kind,
        message: messageOf(arrival),
        text: slackWords(args),
        at: arrivedAt,
        pacingMillis: () => Math.max(capabilities.editIntervalMillis(live()), appends.everyMillis * live())
      }
    ]
  })
}

export const streamOnSlack = ({ ask, ...options }: StreamOptions): Effect.Effect<Streamed> =>
  growAnswers(
    options,
    Effect.fnUntraced(function* (service) {
      const walk = yield* makeSlackWalk(service)
      const { slack } = walk
      const arrivals = yield* watchArrivals(slack)
      yield* walk.start
      const messages = () => [...slack.world.messages.values()].flat()
      const asked = (words: string) => messages().find(({ text }) => text.includes(words))
      const threadOf = (message: Message | undefined) => message?.thread ?? message?.ts
      const restful = () => {
        const sessions = [...slack.world.sessions.values()]
        return (
          sessions.length > 0 &&
          sessions.every(({ status }) => status !== "processing") &&
          messages().every(({ streaming }) => streaming?.state !== "in_progress")
        )
      }
      return {
        ask: ask(walk),
        over: Effect.asVoid(slack.until("every answer is over", restful)),
        seen: () => {
          const landed = arrivals().filter(({ error, status }) => status === 200 && error === "")
          const changedAt = ({ ts }: Message) =>
            landed.findLast((arrival) => arrival.method in kinds && messageOf(arrival) === ts)?.arrivedAt
          return {
            showings: showingsOf(landed),
            messages: messages().map((message) => ({
              text: [
                slackWords(message),
                ...message.files.map((id) => new TextDecoder().decode(slack.world.files.get(id)?.data))
              ].join("\n"),
              changedAt: changedAt(message) ?? millisOf(message.ts) ?? Number.NaN
            })),
            doneAt: (words) => {
              const thread = threadOf(asked(words))
              const active = landed.findLast(
                ({ args, method }) =>
                  method === "agents.sessions.setStatus" && args.thread_ts === thread && args.status === "active"
              )
              return active?.arrivedAt ?? Number.NaN
            },
            refused: slack.counts().rateLimited
          }
        }
      }
    })
  )
