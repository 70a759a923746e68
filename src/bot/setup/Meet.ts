/**
 * The second half of the setup, with the service running in this process: who answers, who is the owner, the welcome,
 * and the first answer. Each step that is done already is passed over, so that it can be run as often as one likes.
 */
import * as Effect from "effect/Effect"
import * as Path from "effect/Path"
import type { ChatPlatform } from "../../core/ports/ChatPlatform.ts"
import type { SetUp } from "../../core/ports/Manifest.ts"
import { Stage } from "../../core/render/Stage.ts"
import * as Words from "../../core/render/Words.ts"
import { listen } from "../../core/sessions/Gateways.ts"
import { createPlatform } from "../Platforms.ts"
import { withService } from "../Service.ts"
import { Startup } from "../Startup.ts"
import { bindAgent } from "./BindAgent.ts"
import { firstAnswer, hasAnswered } from "./FirstAnswer.ts"
import { examples, greeting, nextSteps } from "./Greeting.ts"
import type { Interview } from "./Interview.ts"
import { pairOwner } from "./PairOwner.ts"
import type { Prepared } from "./Prepare.ts"
import { SetupError } from "./SetupError.ts"

const configurationFile = Effect.gen(function* () {
  const { file, home } = yield* Startup
  const path = yield* Path.Path
  return file ?? path.join(home, "orchestrator.yaml")
})

const meet = (interview: Interview, setUp: SetUp, platforms: ReadonlyArray<ChatPlatform>) =>
  Effect.gen(function* () {
    const stage = yield* Stage
    const { conversation, howToSay, place } = setUp
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
    const over = new SetupError({
      detail: "the platform does not listen any more, for the reason above",
      remedy: "see what is wrong: orchestrator doctor"
    })
    yield* Effect.raceFirst(talk, Effect.andThen(listen(platforms), Effect.fail(over)))
    yield* interview.say(nextSteps(agent.name, place, yield* configurationFile))
  })

/** Runs until there is an answer; the service ends with it. */
export const meetFirstAgent = (interview: Interview, { manifest, setUp }: Prepared) =>
  withService(
    Effect.gen(function* () {
      const { config } = yield* Startup
      return [yield* createPlatform(manifest, config.platforms[manifest.name] ?? setUp.configuration)]
    }),
    (platforms) => meet(interview, setUp, platforms)
  )
