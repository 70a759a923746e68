/**
 * Three agents at once in one channel of Discord, where everything that agents write is counted together: in one thread,
 * in three threads, and in one thread with answers of several messages each.
 */
import * as Effect from "effect/Effect"
import type { DiscordWalk } from "../../support/discord/DiscordWalk.ts"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { streamOnDiscord } from "../DiscordStreams.ts"
import { type Answer, worstOf } from "../GrowingAnswers.ts"
import { millis } from "../Statistics.ts"

const agents = ["scout", "smith", "ada"]
const places = { together: "abc", apart: "def", long: "ghi" } as const

/** What one message can hold beside its progress, said in a minute; and the pace of a model. */
const shortWords = 220
const longWords = 3_000
/** Asked one after the other, as people type. */
const askedEvery = 2_000

/** Two slots of the channel: each of the two others takes one out of turn, with its first words or with its last. */
const promised = { beyondMillis: 2 * 1_340, finalMillis: 1_500 } as const

const together = ({ ann, discord }: DiscordWalk, name: string, letters: string) =>
  Effect.gen(function* () {
    const channel = discord.channel(name)
    const [first, ...others] = agents
    const said = ann.says(channel, `@${first} answer ${letters[0]}`)
    const thread = yield* discord.until("a thread", () => discord.thread(said))
    for (const [index, agent] of others.entries()) ann.says(thread, `@${agent} answer ${letters[index + 1]}`)
  })

const apart = ({ ann, discord }: DiscordWalk, name: string, letters: string) =>
  Effect.sync(() => {
    const channel = discord.channel(name)
    for (const [index, agent] of agents.entries()) ann.says(channel, `@${agent} answer ${letters[index]}`)
  })

export const discordThree: Benchmark = {
  name: "discord-three",
  promise: "3 agents in one channel for 60 s: no 429, each message fresh within its pacing",
  measure: async ({ smoke }) => {
    const share = smoke ? 1 / 15 : 1
    const answersAt = (letters: string, words: number) =>
      [...letters].map(
        (letter, index): Answer => ({
          letter,
          words: Math.round(words * share),
          afterMillis: index * (smoke ? 200 : askedEvery)
        })
      )
    const streamed = await Effect.runPromise(
      streamOnDiscord({
        agents,
        answers: [
          ...answersAt(places.together, shortWords),
          ...answersAt(places.apart, shortWords),
          ...answersAt(places.long, longWords)
        ],
        seconds: 60 * share,
        restMillis: smoke ? 600 : 3_000,
        ask: (walk) =>
          Effect.all([
            together(walk, "together", places.together),
            apart(walk, "apart", places.apart),
            together(walk, "long", places.long)
          ])
      })
    )
    const at = (letters: string) =>
      worstOf(
        streamed.answers.filter(({ letter }) => letters.includes(letter)),
        "edit"
      )
    const thread = at(places.together)
    const threads = at(places.apart)
    const long = at(places.long)
    const all = [thread, threads, long]
    const isFresh = ({ beyond, final, fewest, most, whole }: typeof thread) =>
      beyond <= promised.beyondMillis && final <= promised.finalMillis && whole && most - fewest <= 2
    const held = streamed.refused === 0 && isFresh(thread) && isFresh(threads) && long.whole
    return {
      measured: `one thread: a word seen after at most ${millis(thread.unseen)}; three threads: ${millis(threads.unseen)}; ${streamed.refused} 429s`,
      held,
      remark: remarkOf(
        held,
        [
          `4,020 ms for each of three, and 1,340 ms more where another begins or ends; ${thread.fewest} to ${thread.most} and ${threads.fewest} to ${threads.most} edits a message`,
          `whole ${millis(Math.max(thread.final, threads.final))} after the last word`,
          `answers of 3,000 tokens each, of which two or three messages live: ${millis(long.unseen)}, whole after ${millis(long.final)}`
        ].join("; "),
        all.every(({ whole }) => whole)
          ? "a channel has 5 edits in 5 s, whoever writes there"
          : "an answer is not whole"
      ),
      figures: {
        refused: streamed.refused,
        cores: streamed.cores,
        ...Object.fromEntries(
          Object.entries({ thread, threads, long }).flatMap(([name, worst]) => [
            [`${name}NewestMillis`, worst.newest],
            [`${name}UnseenMillis`, worst.unseen],
            [`${name}BeyondPacingMillis`, worst.beyond],
            [`${name}FinalMillis`, worst.final],
            [`${name}SettledMillis`, worst.settled],
            [`${name}FewestEdits`, worst.fewest],
            [`${name}MostEdits`, worst.most]
          ])
        )
      }
    }
  }
}
