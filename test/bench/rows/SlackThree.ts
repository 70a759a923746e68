/**
 * Three agents at once in one channel of Slack, two of them in one thread: what is added to streams is counted together
 * in the whole workspace.
 */
import * as Effect from "effect/Effect"
import { appends } from "../../../src/adapters/chat/slack/outbound/StreamGovernor.ts"
import type { SlackWalk } from "../../support/slack/SlackWalk.ts"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { type Answer, wordsTogether, worstOf } from "../GrowingAnswers.ts"
import { streamOnSlack } from "../SlackStreams.ts"
import { millis } from "../Statistics.ts"

const agents = ["scout", "smith", "ada"]

/** The pace of a model. */
const words = 3_000
const seconds = 60
/** Asked one after the other, as people type. */
const askedEvery = 2_000

/** Where a message is nearly full, a paragraph is shown once it is whole: the message may have to end before it. */
const paragraphMillis = (wordsTogether / words) * seconds * 1000
/** Two places in the line: each of the two others takes one out of turn, with its first words or with its last. */
const promised = { beyondMillis: 2 * appends.everyMillis + paragraphMillis, finalMillis: 1_500 } as const

const askAll = ({ ann, general }: SlackWalk) =>
  Effect.sync(() => {
    const together = ann.says(general, "@scout answer a")
    ann.says(general, "@smith answer b", { thread: together })
    ann.says(general, "@ada answer c")
  })

export const slackThree: Benchmark = {
  name: "slack-three",
  promise: "3 agents in one channel for 60 s: no 429, each fresh within its share",
  measure: async ({ smoke }) => {
    const share = smoke ? 1 / 20 : 1
    const answers = [..."abc"].map(
      (letter, index): Answer => ({ letter, words: words * share, afterMillis: index * (smoke ? 200 : askedEvery) })
    )
    const streamed = await Effect.runPromise(
      streamOnSlack({ agents, answers, seconds: seconds * share, restMillis: smoke ? 600 : 3_000, ask: askAll })
    )
    const worst = worstOf(streamed.answers, "append")
    const { beyond, fewest, final, most, newest, settled, unseen, whole } = worst
    const held =
      streamed.refused === 0 &&
      beyond <= promised.beyondMillis &&
      final <= promised.finalMillis &&
      most - fewest <= 4 &&
      whole
    return {
      measured: `a word seen after at most ${millis(unseen)}, ${fewest} to ${most} appends each, ${streamed.refused} 429s`,
      held,
      remark: remarkOf(
        held,
        `1,950 ms for each of three, 650 ms more where another begins or ends, and where a message is nearly full what a paragraph takes, here ${millis(paragraphMillis)}; newest word ${millis(newest)} old; whole answer ${whole ? "there" : "NOT there"} ${millis(final)} after its last word`,
        "a workspace has 100 appends a minute, whoever writes there"
      ),
      figures: {
        refused: streamed.refused,
        cores: streamed.cores,
        newestMillis: newest,
        unseenMillis: unseen,
        beyondPacingMillis: beyond,
        finalMillis: final,
        settledMillis: settled,
        fewestAppends: fewest,
        mostAppends: most
      }
    }
  }
}
