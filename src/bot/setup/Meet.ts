/**
 * The second half of the setup, with the service running in this process: who answers, who is the owner, the welcome,
 * and the first answer. Each step that is done already is passed over, so that it can be run as often as one likes.
 */
import * as Effect from "effect/Effect"
import type { SetUp } from "../../core/ports/Manifest.ts"
import { Stage } from "../../core/render/Stage.ts"
import * as Words from "../../core/render/Words.ts"
import { Listening } from "../Listening.ts"
import { bindAgent } from "./BindAgent.ts"
import { firstAnswer, hasAnswered } from "./FirstAnswer.ts"
import { examples, greeting } from "./Greeting.ts"
import type { Interview } from "./Interview.ts"
import { pairOwner } from "./PairOwner.ts"
import { SetupError } from "./SetupError.ts"

/** The platform is listened to elsewhere; returns who answers there by now. */
export const meet = Effect.fn("meet")(function* (interview: Interview, setUp: SetUp) {
  const stage = yield* Stage
  const listening = yield* Listening
  const { conversation, howToSay } = setUp
  const { agent, trigger } = yield* bindAgent(interview, setUp)
  const talk = Effect.gen(function* () {
    yield* pairOwner(interview, setUp)
    if (yield* hasAnswered(conversation.platform)) {
      return yield* interview.say(`${Words.done} there was an answer already`)
    }
    yield* stage.notice(conversation, `setup-welcome-${conversation.id}`, greeting(agent, trigger))
    yield* interview.say(`now talk to ${agent.name}:\n  ${howToSay(examples[0] ?? "hello")}`)
    yield* firstAnswer(interview, conversation.platform)
    yield* interview.say(`${Words.done} ${agent.name} answered`)
  })
  const over = Effect.flatMap(
    listening.end(conversation.platform),
    (detail) => new SetupError({ detail, remedy: "see what is wrong: orchestrator doctor" })
  )
  yield* Effect.raceFirst(talk, over)
  return agent
})
