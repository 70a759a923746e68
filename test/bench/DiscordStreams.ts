/**
 * Answers that grow on the loopback Discord: what each request shows, and how many messages share the edits of their
 * channel then.
 */
import * as Effect from "effect/Effect"
import { capabilities } from "../../src/adapters/chat/discord/Capabilities.ts"
import { liveMillis } from "../../src/adapters/chat/discord/outbound/EditGovernor.ts"
import { type DiscordWalk, makeDiscordWalk } from "../support/discord/DiscordWalk.ts"
import type { FakeDiscord } from "../support/discord/FakeDiscord.ts"
import { timeOf } from "../support/discord/Snowflakes.ts"
import { type Arrived, watchArrivals } from "./Arrivals.ts"
import { type GrowOptions, growAnswers, type Showing, type Streamed } from "./GrowingAnswers.ts"

export interface StreamOptions extends GrowOptions {
  /** Puts every question. */
  readonly ask: (walk: DiscordWalk) => Effect.Effect<void>
}

type Arrival = Arrived<FakeDiscord["requests"][number]>

interface Edit {
  readonly arrival: Arrival
  readonly message: string
  /** What is counted together. */
  readonly bucket: string
}

const done = `/reactions/${encodeURIComponent("✅")}`

const contentOf = ({ body }: Arrival): string =>
  typeof body === "object" && body !== null && "content" in body && typeof body.content === "string" ? body.content : ""

const editOf = (arrival: Arrival): Edit | undefined => {
  const [, bucket, message] = /^(.*)\/messages\/(\d+)$/.exec(arrival.path) ?? []
  return arrival.method !== "PATCH" || bucket === undefined || message === undefined
    ? undefined
    : { arrival, message, bucket }
}

/** How many messages were live at that time, of those that are counted together, as the adapter counts them. */
const liveAt = (edits: ReadonlyArray<Edit>, bucket: string, at: number): number => {
  const spans = new Map<string, { readonly from: number; to: number }>()
  for (const { arrival, bucket: own, message } of edits) {
    if (own !== bucket) continue
    const span = spans.get(message)
    if (span === undefined) spans.set(message, { from: arrival.arrivedAt, to: arrival.arrivedAt })
    else span.to = arrival.arrivedAt
  }
  return [...spans.values()].filter(({ from, to }) => from <= at && at <= to + liveMillis).length
}

const showingsOf = (landed: ReadonlyArray<Arrival>): ReadonlyArray<Showing> => {
  const edits = landed.flatMap((arrival) => editOf(arrival) ?? [])
  return landed.map((arrival) => {
    const edit = editOf(arrival)
    const live = () => (edit === undefined ? 1 : liveAt(edits, edit.bucket, arrival.arrivedAt))
    return {
      kind: edit === undefined ? arrival.method : "edit",
      message: edit?.message,
      text: contentOf(arrival),
      at: arrival.arrivedAt,
      pacingMillis: () => capabilities.editIntervalMillis(live())
    }
  })
}

export const streamOnDiscord = ({ ask, ...options }: StreamOptions): Effect.Effect<Streamed> =>
  growAnswers(
    options,
    Effect.fnUntraced(function* (service) {
      const walk = yield* makeDiscordWalk(service)
      const { discord } = walk
      const arrivals = yield* watchArrivals(discord)
      yield* walk.start
      const marks = () => arrivals().filter(({ path }) => path.includes(done)).length
      return {
        ask: ask(walk),
        over: Effect.asVoid(discord.until("every answer is over", () => marks() >= options.answers.length)),
        seen: () => {
          const landed = arrivals().filter(({ status }) => status < 300)
          const messages = [...discord.world.messages.values()].flat()
          return {
            showings: showingsOf(landed),
            messages: messages.map(({ attachments, content, editedAt, id }) => ({
              text: [content, ...attachments.map(({ data }) => new TextDecoder().decode(data))].join("\n"),
              changedAt: editedAt ?? timeOf(id)
            })),
            doneAt: (words) => {
              const asked = messages.find(({ content }) => content.includes(words))
              const mark = landed.find(({ method, path }) => method === "PUT" && path.includes(`/${asked?.id}${done}`))
              return mark?.arrivedAt ?? Number.NaN
            },
            refused: discord.counts().rateLimited
          }
        }
      }
    })
  )
