/**
 * What somebody who looks at the chat waits for: an answer in a thread, its end, a text. Owns these looks alone; waits for
 * what Slack was asked to do, never for time.
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { steady } from "../../support/Journey.ts"
import { textOf } from "../../support/Json.ts"
import type { SlackWalk } from "../../support/slack/SlackWalk.ts"
import { messageLines } from "../../support/slack/Transcript.ts"
import type { Channel, Message } from "../../support/slack/World.ts"

/** The same in every rehearsal. */
const frame =
  /This is a rehearsal, not a model: \S+ runs on the scripted CLI that comes with the product\. | Say `!help` on a line of its own .* sign in\./g

/** What differs with how fast the machine was. */
const untouched = (text: string): string =>
  text
    .replaceAll(frame, "")
    .replace(/^(?!\s*(?:\| )?(?:ann|bob|eve|joe): )(.*) \(edited\)$/gm, "$1")
    .replace(/[ \t]+$/gm, "")

/** Whether an answer was grown to its end or put into its last form by an edit may depend on how fast the machine was. */
export const withoutFold = (text: string): string => text.replace(/:\n *\| +\[✓ done · Ns\]\n *\| +/g, ": ")

/** The message on which a thread hangs. */
const rootOf = ({ thread, ts }: Message): string => thread ?? ts

export const watching = ({ slack }: Pick<SlackWalk, "slack">) => {
  /** What we wrote in the message's thread that everybody sees, oldest first. */
  const ours = (message: Message): ReadonlyArray<Message> =>
    (slack.world.messages.get(message.channel) ?? []).filter(
      (one) => one.bot !== undefined && one.seenBy === undefined && rootOf(one) === rootOf(message)
    )
  const shown = (message: Message): string => messageLines(slack.world, message).join("\n")
  /** What Slack was told of the session in that thread since the message was written. */
  const statuses = (message: Message): ReadonlyArray<string> =>
    slack.requests
      .filter(({ args, error, method, status }) => {
        const ours = method === "agents.sessions.setStatus" && status === 200 && error === ""
        return ours && args.channel_id === message.channel && args.thread_ts === rootOf(message)
      })
      .filter(({ at }) => at > Number(message.ts) * 1_000)
      .map(({ args }) => textOf(args.status))
  const words = (message: Message): string => message.text.slice(0, 40)
  return {
    ours,
    shown,
    statuses,
    /** Until nothing is open any more in the message's thread; the newest of our messages there. */
    settled: (message: Message): Effect.Effect<string> =>
      Effect.gen(function* () {
        yield* slack.until(`the end of "${words(message)}"`, () => statuses(message).at(-1) === "active")
        return shown(ours(message).at(-1) ?? assert.fail(`nothing answers "${words(message)}"`))
      }),
    /** Until a message of ours in the message's thread shows the text. */
    sees: (message: Message, text: string): Effect.Effect<Message> =>
      slack.until(`"${text}" below "${words(message)}"`, () =>
        ours(message).findLast((one) => shown(one).includes(text))
      ),
    /** Limits that Slack said were hit; none, but where a journey wants one. */
    limits: (): ReadonlyArray<string> => slack.requests.flatMap(({ method, status }) => (status === 429 ? method : [])),
    /** What Slack was asked to do with that method, and did. */
    done: (method: string) =>
      slack.requests.filter((one) => one.method === method && one.status === 200 && one.error === ""),
    /** The channel as people see it, or all of them, without what differs from run to run. */
    screen: (channel?: Channel): string => untouched(steady(slack.transcript(channel))),
    /** With what was spent. */
    bill: (channel: Channel): string => untouched(slack.transcript(channel).replace(/\b\d+s\b/g, "Ns"))
  }
}
