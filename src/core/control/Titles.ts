/**
 * What people call the conversations of this service. Owns how often platforms are asked for that: when somebody looks and
 * what is known is old, or when something is looked for that is not known; never by whoever answers in a chat. Nobody
 * fails for want of a name or waits long for one: where there is none the id has to do.
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import type { PlatformName } from "../model/Ids.ts"
import type { ChatPlatform, NamedPlace, PlatformError } from "../ports/ChatPlatform.ts"
import { noNames, type PlaceNames, placeNames, type Sought } from "./PlaceNames.ts"

/** In milliseconds: what is older is asked for anew when somebody looks. */
const oldAfter = 10 * 60_000
/** What is not known may be new; it is not asked for more often. */
const againAfter = 60_000
/** A platform that fails may only just have begun. */
const afterFailure = 10_000
const answerWithin = "30 seconds"
const waitedFor = "2 seconds"

interface Asked {
  readonly platform: PlatformName
  readonly places: Effect.Effect<ReadonlyArray<NamedPlace>, PlatformError>
  /** When it was asked last, in epoch milliseconds. */
  at: number
  failed: boolean
  asking: Fiber.Fiber<void> | undefined
}

const same = (left: ReadonlyArray<NamedPlace>, right: ReadonlyArray<NamedPlace>): boolean =>
  left.length === right.length &&
  left.every((place, index) => {
    const other = right[index]
    return place.id === other?.id && place.title === other.title && place.within === other.within
  })

export class Titles extends Context.Service<
  Titles,
  {
    /** The names that are known now, for who looks at these conversations. Nobody waits. */
    readonly known: (conversations: Iterable<Sought>) => Effect.Effect<PlaceNames>
    /** The same; waits a moment for what is being asked. */
    readonly found: (conversations: Iterable<Sought>) => Effect.Effect<PlaceNames>
    /** Of all places that there are now, for who chooses one; waits a moment for what is being asked. */
    readonly all: Effect.Effect<PlaceNames>
  }
>()("orchestrator/control/Titles") {
  static readonly layer = (platforms: ReadonlyArray<ChatPlatform>) =>
    Layer.effect(
      Titles,
      Effect.gen(function* () {
        const scope = yield* Effect.scope
        const told = new Map<PlatformName, ReadonlyArray<NamedPlace>>()
        let names = noNames
        const askable = platforms.flatMap(
          ({ name, places }): ReadonlyArray<Asked> =>
            places === undefined
              ? []
              : [{ platform: name, places, at: Number.NEGATIVE_INFINITY, failed: false, asking: undefined }]
        )

        const learn = (platform: PlatformName, places: ReadonlyArray<NamedPlace>) => {
          if (same(places, told.get(platform) ?? [])) return
          told.set(platform, places)
          names = placeNames(told)
        }

        const ask = Effect.fnUntraced(function* (asked: Asked) {
          asked.at = yield* Clock.currentTimeMillis
          asked.asking = yield* asked.places.pipe(
            Effect.timeout(answerWithin),
            Effect.flatMap((places) =>
              Effect.sync(() => {
                asked.failed = false
                learn(asked.platform, places)
              })
            ),
            Effect.catchCause((cause) => {
              asked.failed = true
              return Effect.logDebug(`${asked.platform} does not tell what its places are called`, cause)
            }),
            Effect.forkIn(scope, { startImmediately: true })
          )
        })

        const isDue = ({ at, failed, platform }: Asked, now: number, unknown: ReadonlySet<PlatformName>): boolean => {
          const age = now - at
          if (failed) return age >= afterFailure
          return age >= oldAfter || (age >= againAfter && unknown.has(platform))
        }

        /** What is being asked after that. */
        const look = Effect.fnUntraced(function* (unknown: ReadonlySet<PlatformName>) {
          const now = yield* Clock.currentTimeMillis
          const running: Array<Fiber.Fiber<void>> = []
          for (const asked of askable) {
            if (asked.asking?.pollUnsafe() !== undefined) asked.asking = undefined
            if (asked.asking === undefined && isDue(asked, now, unknown)) yield* ask(asked)
            if (asked.asking !== undefined && unknown.has(asked.platform)) running.push(asked.asking)
          }
          return running
        })

        const lookFor = (conversations: Iterable<Sought>) => {
          const unknown = new Set<PlatformName>()
          for (const conversation of conversations) if (!names.knows(conversation)) unknown.add(conversation.platform)
          return look(unknown)
        }

        const waited = (running: Effect.Effect<ReadonlyArray<Fiber.Fiber<void>>>) =>
          running.pipe(
            Effect.flatMap(Fiber.awaitAll),
            Effect.timeoutOption(waitedFor),
            Effect.map(() => names)
          )

        return Titles.of({
          known: (conversations) =>
            Effect.map(
              Effect.suspend(() => lookFor(conversations)),
              () => names
            ),
          found: (conversations) => waited(Effect.suspend(() => lookFor(conversations))),
          all: waited(Effect.suspend(() => look(new Set(askable.map(({ platform }) => platform)))))
        })
      })
    )
}
