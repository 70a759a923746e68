/**
 * Answers that grow for a while, all at once, on the loopback Discord: the service, the unmodified client and a CLI whose
 * words are numbered. What arrived is compared with what had been said by then. Owns the playing and the comparing; who
 * speaks where, and what is promised of it, is the row's.
 */

import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import { capabilities } from "../../src/adapters/chat/discord/Capabilities.ts"
import { liveMillis } from "../../src/adapters/chat/discord/outbound/EditGovernor.ts"
import { type DiscordWalk, makeDiscordWalk } from "../support/discord/DiscordWalk.ts"
import { timeOf } from "../support/discord/Snowflakes.ts"
import type { Message } from "../support/discord/World.ts"
import { type Arrival, watchArrivals } from "./DiscordArrivals.ts"
import { addPlayedBackend, type PlayedTurn } from "./PlayedCli.ts"
import { cpuMillis, now } from "./Statistics.ts"

export interface Answer {
  /** Its words begin with it. A message `answer a` asks for it. */
  readonly letter: string
  readonly words: number
  /** Begins so much later than the first. */
  readonly afterMillis: number
}

export interface StreamOptions {
  readonly agents: ReadonlyArray<string>
  readonly answers: ReadonlyArray<Answer>
  /** How long each of them grows. */
  readonly seconds: number
  /** Puts every question. */
  readonly ask: (walk: DiscordWalk) => Effect.Effect<void>
}

/** What became of one answer; milliseconds. */
export interface StreamFigures {
  readonly letter: string
  /** Changes of its messages, the last ones and folding included. */
  readonly edits: number
  /** The worst age of the newest word in a preview. */
  readonly newest: number
  /** The worst age of a word that could not be seen yet, right before a preview that shows it. */
  readonly unseen: number
  /** The worst of how much longer that was than the platform's interval for the messages that live then. */
  readonly beyond: number
  /** From its last word to when the whole answer can be read. */
  readonly final: number
  /** From its last word to when what it leaves behind is folded and the person's message says that it is done. */
  readonly settled: number
  /** Every word can be read. */
  readonly whole: boolean
}

export interface Streamed {
  readonly answers: ReadonlyArray<StreamFigures>
  /** 429s. */
  readonly refused: number
  readonly cores: number
}

interface Playing extends Answer {
  readonly turn: PlayedTurn
  /** When each word was said. */
  readonly saidAt: Array<number>
}

const tickMillis = 20
/** Of one paragraph. */
const wordsTogether = 60

const contentOf = ({ body }: Arrival): string =>
  typeof body === "object" && body !== null && "content" in body && typeof body.content === "string" ? body.content : ""

const wordsIn = (text: string, letter: string): ReadonlyArray<number> =>
  [...text.matchAll(new RegExp(`\\b${letter}(\\d+)\\b`, "g"))].map(([, index]) => Number(index))

const textOf = ({ attachments, content }: Message): string =>
  [content, ...attachments.map(({ data }) => new TextDecoder().decode(data))].join("\n")

interface Edit {
  readonly arrival: Arrival
  readonly message: string
  /** What is counted together. */
  readonly bucket: string
}

const editOf = (arrival: Arrival): ReadonlyArray<Edit> => {
  const [, bucket, message] = /^(.*)\/messages\/(\d+)$/.exec(arrival.path) ?? []
  return arrival.method !== "PATCH" || bucket === undefined || message === undefined
    ? []
    : [{ arrival, message, bucket }]
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

const compare = (
  { letter, saidAt }: Playing,
  arrivals: ReadonlyArray<Arrival>,
  messages: ReadonlyArray<Message>
): StreamFigures => {
  const landed = arrivals.filter(({ status }) => status < 300)
  const edits = landed.flatMap(editOf)
  const own = new Set(
    edits.flatMap((edit) => (wordsIn(contentOf(edit.arrival), letter).length > 0 ? edit.message : []))
  )
  const endedAt = saidAt.at(-1) ?? Number.NaN
  const asked = messages.find(({ content }) => content.includes(`answer ${letter}`))
  const done = landed.find(({ method, path }) => method === "PUT" && path.includes(`/${asked?.id}/reactions/%E2%9C%85`))
  const worst = { newest: 0, unseen: 0, beyond: Number.NEGATIVE_INFINITY }
  let shown = -1
  for (const arrival of landed) {
    const last = Math.max(...wordsIn(contentOf(arrival), letter))
    if (last <= shown || arrival.arrivedAt > endedAt) continue
    const unseen = arrival.arrivedAt - (saidAt[shown + 1] ?? Number.NaN)
    const [edit] = editOf(arrival)
    const live = edit === undefined ? 1 : liveAt(edits, edit.bucket, arrival.arrivedAt)
    worst.newest = Math.max(worst.newest, arrival.arrivedAt - (saidAt[last] ?? Number.NaN))
    worst.unseen = Math.max(worst.unseen, unseen)
    worst.beyond = Math.max(worst.beyond, unseen - capabilities.editIntervalMillis(live))
    shown = last
  }
  const standing = messages.filter((message) => wordsIn(textOf(message), letter).length > 0)
  const words = new Set(standing.flatMap((message) => wordsIn(textOf(message), letter)))
  return {
    letter,
    edits: edits.filter(({ message }) => own.has(message)).length,
    ...worst,
    final: Math.max(...standing.map(({ editedAt, id }) => editedAt ?? timeOf(id))) - endedAt,
    settled: (done?.arrivedAt ?? Number.NaN) - endedAt,
    whole: words.size === saidAt.length
  }
}

const play = (playing: ReadonlyArray<Playing>, seconds: number) =>
  Effect.callback<void>((resume) => {
    const begunAt = now()
    const timer = setInterval(() => {
      for (const { afterMillis, letter, saidAt, turn, words } of playing) {
        const share = (now() - begunAt - afterMillis) / (seconds * 1000)
        const due = Math.min(words, Math.ceil(share * words))
        while (saidAt.length < due) {
          const end = (saidAt.length + 1) % wordsTogether === 0 ? ".\n\n" : " "
          turn.delta(`${letter}${saidAt.length}${end}`)
          saidAt.push(now())
          if (saidAt.length === words) turn.end()
        }
      }
      if (playing.some(({ saidAt, words }) => saidAt.length < words)) return
      clearInterval(timer)
      resume(Effect.void)
    }, tickMillis)
    return Effect.sync(() => clearInterval(timer))
  })

export const streamOnDiscord = (options: StreamOptions): Effect.Effect<Streamed> =>
  Effect.gen(function* () {
    const playing: Array<Playing> = []
    const allBegun = Deferred.makeUnsafe<void>()
    addPlayedBackend({
      onTurn: (turn) => {
        const letter = /\banswer (\w)\b/.exec(turn.text)?.[1]
        const answer = options.answers.find((one) => one.letter === letter)
        if (answer === undefined) return turn.end()
        playing.push({ ...answer, turn, saidAt: [] })
        if (playing.length === options.answers.length) Deferred.doneUnsafe(allBegun, Effect.void)
      }
    })
    const walk = yield* makeDiscordWalk({
      agents: Object.fromEntries(options.agents.map((name) => [name, { backend: "played" }])),
      config: `backends:\n  played:\n    command: ${JSON.stringify(process.execPath)}`
    })
    const { discord } = walk
    const arrivals = yield* watchArrivals(discord)
    yield* walk.start
    yield* options.ask(walk)
    yield* Deferred.await(allBegun)
    yield* Effect.sleep("2 seconds")
    const usage = process.cpuUsage()
    const begunAt = now()
    yield* play(playing, options.seconds)
    const marks = () => arrivals().filter(({ path }) => path.includes(encodeURIComponent("✅"))).length
    yield* discord.until("every answer is over", () => marks() >= options.answers.length)
    const cores = cpuMillis(usage) / (now() - begunAt)
    // What is folded, or taken away, once the answer stands.
    yield* Effect.sleep("3 seconds")
    const messages = [...discord.world.messages.values()].flat()
    return {
      answers: playing.map((one) => compare(one, arrivals(), messages)),
      refused: discord.counts().rateLimited,
      cores
    }
  }).pipe(Effect.scoped, Effect.orDie)
