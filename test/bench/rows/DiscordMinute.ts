/**
 * An answer of 3,000 tokens that takes a minute, on Discord: how often its messages are changed, how old what can be read
 * is, and that all of it stands in the end.
 */
import * as Effect from "effect/Effect"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { streamOnDiscord } from "../DiscordStreams.ts"
import { millis } from "../Statistics.ts"

const promised = { edits: 45, newestMillis: 1_340, beyondMillis: 250 } as const

export const discordMinute: Benchmark = {
  name: "discord-minute",
  promise: "60 s answer, 3,000 tokens: <= 45 edits, staleness <= pacing, no 429",
  measure: async ({ smoke }) => {
    const share = smoke ? 1 / 20 : 1
    const streamed = await Effect.runPromise(
      streamOnDiscord({
        agents: ["scout"],
        answers: [{ letter: "a", words: 3_000 * share, afterMillis: 0 }],
        seconds: 60 * share,
        restMillis: smoke ? 600 : 3_000,
        ask: ({ ann, general }) => Effect.sync(() => ann.says(general, "answer a"))
      })
    )
    const [answer] = streamed.answers
    if (answer === undefined) throw new Error("there was no answer")
    const { beyond, changes, final, newest, settled, unseen, whole } = answer
    const edits = changes.edit ?? 0
    // What begins and ends an answer does not get less with its length.
    const most = smoke ? Math.ceil(promised.edits * share) + 3 : promised.edits
    const held =
      edits <= most &&
      newest <= promised.newestMillis &&
      beyond <= promised.beyondMillis &&
      streamed.refused === 0 &&
      whole
    return {
      measured: `${edits} edits, newest word ${millis(newest)} old, a word seen after at most ${millis(unseen)}, ${streamed.refused} 429s`,
      held,
      remark: remarkOf(
        held,
        `whole answer ${whole ? "there" : "NOT there"} ${millis(final)} after its last word; 1,340 ms for each message that is live`,
        "messages of one answer share the edits of their channel"
      ),
      figures: {
        edits,
        newestMillis: newest,
        unseenMillis: unseen,
        beyondPacingMillis: beyond,
        finalMillis: final,
        settledMillis: settled,
        refused: streamed.refused,
        cores: streamed.cores
      }
    }
  }
}
