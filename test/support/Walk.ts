/**
 * One journey on a service of its own: a fresh data directory, agents on the rehearsal backend, ann at a platform in
 * memory.
 */
import * as Effect from "effect/Effect"
import { journeyConfig, makeJourney } from "./Journey.ts"
import { layerTestService, makeTestHome, type TestAgents } from "./TestService.ts"

export type Ann = Effect.Success<ReturnType<typeof makeJourney>>

export interface WalkOptions {
  /** More lines of scout's frontmatter. */
  readonly keys?: string
  /** Other agents than scout and smith on the rehearsal backend. */
  readonly agents?: TestAgents
  /** Appended to a configuration in which ann is the owner. */
  readonly config?: string
  /** The whole configuration instead. */
  readonly wholeConfig?: string
  readonly buttons?: boolean
  /** Everything is said in a thread of this channel, which has a title. */
  readonly threadOf?: string
  /** Agents get the service's own tools. */
  readonly tools?: boolean
}

export const walk = <E, R>(journey: (ann: Ann) => Effect.Effect<void, E, R>, options: WalkOptions = {}) =>
  Effect.gen(function* () {
    const home = yield* makeTestHome(
      options.agents ?? { scout: { backend: "rehearsal", keys: options.keys ?? "" }, smith: { backend: "rehearsal" } }
    )
    const ann = yield* makeJourney({
      capabilities: { buttons: options.buttons ?? true, titles: options.threadOf !== undefined },
      ...(options.threadOf === undefined ? {} : { threadOf: options.threadOf })
    })
    const config = options.wholeConfig ?? journeyConfig + (options.config ?? "")
    yield* journey(ann).pipe(
      Effect.provide(layerTestService({ home, platforms: [ann.platform], config, tools: options.tools ?? false }))
    )
  }).pipe(Effect.scoped)
