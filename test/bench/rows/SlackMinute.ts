/**
 * An answer of 3,000 tokens that takes a minute, on Slack: how often is added to its messages, how old what can be read
 * is, and that all of it stands in the end.
 */
import * as Effect from "effect/Effect"
import { capabilities } from "../../../src/adapters/chat/slack/Capabilities.ts"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { wordsTogether } from "../GrowingAnswers.ts"
import { streamOnSlack } from "../SlackStreams.ts"
import { millis } from "../Statistics.ts"

const words = 3_000
const seconds = 60
/** Where a message is nearly full, a paragraph is shown once it is whole: the message may have to end before it. */
const paragraphMillis = (wordsTogether / words) * seconds * 1000
const pacingMillis = capabilities.editIntervalMillis(1)
const promised = { appends: 60, newestMillis: paragraphMillis + 250, beyondMillis: paragraphMillis + 250 } as const

export const slackMinute: Benchmark = {
  name: "slack-minute",
  promise: "60 s answer, 3,000 tokens: <= 60 appends, staleness <= pacing, no 429",
  measure: async ({ smoke }) => {
    const share = smoke ? 1 / 30 : 1
    const streamed = await Effect.runPromise(
      streamOnSlack({
        agents: ["scout"],
        answers: [{ letter: "a", words: words * share, afterMillis: 0 }],
        seconds: seconds * share,
        restMillis: smoke ? 600 : 3_000,
        ask: ({ ann, general }) => Effect.sync(() => ann.says(general, "answer a"))
      })
    )
    const [answer] = streamed.answers
    if (answer === undefined) throw new Error("there was no answer")
    const { beyond, changes, final, newest, settled, unseen, whole } = answer
    const { append: appends = 0, edit: edits = 0, stop: stops = 0 } = changes
    // What begins and ends an answer does not get less with its length.
    const most = smoke ? Math.ceil(promised.appends * share) + 3 : promised.appends
    const held =
      appends + edits <= most &&
      newest <= promised.newestMillis &&
      beyond <= promised.beyondMillis &&
      streamed.refused === 0 &&
      whole
    return {
      measured: `${appends} appends, newest word ${millis(newest)} old, a word seen after at most ${millis(unseen)}, ${streamed.refused} 429s`,
      held,
      remark: remarkOf(
        held,
        `${pacingMillis.toLocaleString("en-US")} ms, and where a message is nearly full what a paragraph takes, here ${millis(paragraphMillis)}; whole answer ${whole ? "there" : "NOT there"} ${millis(final)} after its last word; ${stops} streams, ended with their rest; ${edits} edits beside`,
        "what is asked for right after a request waits for its answer"
      ),
      figures: {
        appends,
        stops,
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
