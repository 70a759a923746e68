/**
 * The second half of the setup at a terminal: the service with that one platform, until there is an answer, and what
 * comes next in words for this screen.
 */
import * as Effect from "effect/Effect"
import * as Path from "effect/Path"
import { listenTo } from "../Listening.ts"
import { createPlatform } from "../Platforms.ts"
import { withService } from "../Service.ts"
import { Startup } from "../Startup.ts"
import { nextSteps } from "./Greeting.ts"
import type { Interview } from "./Interview.ts"
import { meet } from "./Meet.ts"
import type { Prepared } from "./Prepare.ts"

const configurationFile = Effect.gen(function* () {
  const { file, home } = yield* Startup
  const path = yield* Path.Path
  return file ?? path.join(home, "orchestrator.yaml")
})

/** Runs until there is an answer; the service ends with it. */
export const meetFirstAgent = (interview: Interview, { manifest, setUp }: Prepared) =>
  withService(
    Effect.gen(function* () {
      const { config } = yield* Startup
      return [yield* createPlatform(manifest, config.platforms[manifest.name] ?? setUp.configuration)]
    }),
    (platforms) =>
      Effect.gen(function* () {
        const met = yield* Effect.raceFirst(meet(interview, setUp), Effect.andThen(listenTo(platforms), Effect.never))
        yield* interview.say(nextSteps(met.name, setUp.place, yield* configurationFile))
      })
  )
