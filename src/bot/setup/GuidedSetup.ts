/**
 * The guided setup of a platform for people who are not at this terminal: the same steps, asked over a wire, one setup at
 * a time. Owns that it goes on while nobody looks, and that it begins the service anew in the middle: what was set up
 * counts from then on, and who answers there is asked in the next life.
 */
import * as Cause from "effect/Cause"
import * as Context from "effect/Context"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import type * as Path from "effect/Path"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { Agents } from "../../core/agents/Agents.ts"
import type { Bindings } from "../../core/agents/Bindings.ts"
import type { Pairing } from "../../core/agents/Pairing.ts"
import type { CliProcesses } from "../../core/cli/CliProcesses.ts"
import { ControlError } from "../../core/control/protocol/ControlError.ts"
import { SetupStep } from "../../core/control/protocol/SetupRpcs.ts"
import { webPlatformName } from "../../core/control/WebConversation.ts"
import { AuditLog } from "../../core/ports/AuditLog.ts"
import type { ChatPlatform } from "../../core/ports/ChatPlatform.ts"
import { FirstSteps, type SetupWish } from "../../core/ports/FirstSteps.ts"
import { Journal } from "../../core/ports/Journal.ts"
import type { PlatformManifest } from "../../core/ports/Manifest.ts"
import type { Stage } from "../../core/render/Stage.ts"
import * as Words from "../../core/render/Words.ts"
import { foundClis } from "../FoundClis.ts"
import { Life } from "../Lives.ts"
import { platformList } from "../PlatformList.ts"
import { builtIn, isRehearsing } from "../Rehearsing.ts"
import { Startup } from "../Startup.ts"
import { makeFollowing } from "./Following.ts"
import { meet } from "./Meet.ts"
import { type Prepared, preparePlatform } from "./Prepare.ts"
import { SetupError } from "./SetupError.ts"
import { makeSetupTalk, type SetupTalk } from "./SetupTalk.ts"
import { wireInterview } from "./WireInterview.ts"

/** A setup from its beginning to its end, however many lives that takes. */
interface UnderWay {
  readonly manifest: PlatformManifest
  readonly by: SetupWish["by"]
  readonly keys: Set<string>
  readonly talk: SetupTalk
  readonly following: Effect.Success<typeof makeFollowing>
  readonly cancelled: Deferred.Deferred<void>
  /** Set when the next life is to go on with it. */
  prepared?: Prepared
}

/** What is known of a setup outside of the service's life; provided by whoever runs one life after the other. */
export interface SetupMemory {
  /** The one that is under way, else the last one. */
  current?: UnderWay
}

export const SetupMemory = Context.Reference<SetupMemory | undefined>("orchestrator/bot/setup/SetupMemory", {
  defaultValue: () => undefined
})

export const SetupSources = Context.Reference<{
  /** The platforms that there are. */
  readonly manifests: ReadonlyArray<PlatformManifest>
  /** The configuration and the environment as they are now, and not as they were when this life began. */
  readonly startup: typeof Startup.layer
}>("orchestrator/bot/setup/SetupSources", {
  defaultValue: () => ({ manifests: platformList, startup: Layer.fresh(Startup.layer) })
})

const failed = (found: string, fix: string) => SetupStep.make({ _tag: "Failed", found, fix })
const again = "set it up again: what was kept need not be given once more"

const failedBy = (cause: Cause.Cause<unknown>): SetupStep => {
  const error = Cause.squash(cause)
  if (error instanceof SetupError) return failed(error.detail, error.remedy)
  return failed(error instanceof Error ? error.message : "something broke; the log says what", again)
}

/** What went wrong is told to whoever follows; only what nobody foresaw is an error of the service. */
const logged = (words: string, cause: Cause.Cause<unknown>) =>
  cause.reasons.some(({ _tag }) => _tag === "Die") ? Effect.logError(words, cause) : Effect.logInfo(words, cause)

const make = Effect.fnUntraced(function* (running: ReadonlyArray<ChatPlatform>) {
  const { manifests, startup } = yield* SetupSources
  const services = yield* Effect.context<
    | AuditLog
    | Agents
    | Bindings
    | CliProcesses
    | FileSystem.FileSystem
    | Journal
    | Pairing
    | Path.Path
    | Stage
    | Startup
  >()
  const scope = yield* Effect.scope
  const life = yield* Life
  const journal = yield* Journal
  const audit = yield* AuditLog
  const memory = (yield* SetupMemory) ?? {}
  const oneAtATime = (yield* Semaphore.make(1)).withPermit
  const isRunning = ({ name }: PlatformManifest) => running.some((platform) => platform.name === name)

  const meetHere = Effect.fnUntraced(function* ({ manifest, talk }: UnderWay, { setUp }: Prepared) {
    const interview = wireInterview(talk)
    const { name } = yield* meet(interview, setUp)
    yield* interview.say(`${name} is at work in ${setUp.place}`)
    yield* talk.tell(SetupStep.make({ _tag: "Done" }))
    yield* Effect.logInfo(`${manifest.title} is set up`)
  })

  /** The next life goes on with it. */
  const beginAnew = Effect.fnUntraced(function* (way: UnderWay, prepared: Prepared) {
    const interview = wireInterview(way.talk)
    const { title } = way.manifest
    if (life.renew === undefined) {
      return yield* new SetupError({
        detail: `${title} is set up, and this program does not begin anew by itself`,
        remedy: "end it, run orchestrator start, and go on here"
      })
    }
    // whatever cannot be read would end the next life at once
    yield* Effect.provide(Startup, startup)
    const open = (yield* journal.unfinished).length
    if (open > 0) {
      const yes = yield* interview.confirm(
        `the service has to begin anew, and ${Words.count(open, "message")} of people ${open === 1 ? "is" : "are"} being worked on: that is broken off, and taken up again by itself. begin anew now?`
      )
      if (!yes) {
        return yield* new SetupError({
          detail: `${title} is switched on, and counts once the service begins anew`,
          remedy: "set it up again when nothing runs"
        })
      }
    }
    yield* way.talk.tell(SetupStep.make({ _tag: "Restarting" }))
    way.prepared = prepared
    yield* life.renew
    return yield* Effect.never
  })

  const conduct = Effect.fnUntraced(function* (way: UnderWay) {
    const { by, manifest, prepared: before, talk } = way
    if (before !== undefined) {
      delete way.prepared
      yield* talk.tell(SetupStep.make({ _tag: "Said", text: `${Words.done} the service runs again` }))
      return yield* meetHere(way, before)
    }
    const prepared = yield* preparePlatform(wireInterview(talk), manifests, manifest.name).pipe(
      Effect.provide(startup, { local: true })
    )
    const { changed, file } = prepared
    if (changed) {
      const note = { by, platform: webPlatformName, action: "connected", subject: manifest.title } as const
      yield* audit.note({ ...note, detail: `in ${file}` })
    }
    if (changed || !isRunning(manifest)) return yield* beginAnew(way, prepared)
    return yield* meetHere(way, prepared)
  })

  const launch = (way: UnderWay) =>
    conduct(way).pipe(
      Effect.catchCauseIf(
        (cause) => !Cause.hasInterruptsOnly(cause),
        (cause) => Effect.andThen(logged(`${way.manifest.title} is not set up`, cause), way.talk.tell(failedBy(cause)))
      ),
      Effect.raceFirst(
        Effect.andThen(
          Deferred.await(way.cancelled),
          way.talk.tell(failed("the setup was ended here", "begin again at any time: what was kept stays"))
        )
      ),
      Effect.raceFirst(
        Effect.andThen(
          way.following.givenUp,
          way.talk.tell(failed("nobody followed the setup for an hour", "begin again at any time: what was kept stays"))
        )
      ),
      Effect.ignore({ log: "Error" }),
      Effect.provideContext(services),
      Effect.forkIn(scope)
    )

  const followed = ({ following, talk }: UnderWay) => following.follow(talk.follow)

  const underWay = Effect.suspend(() => {
    const { current } = memory
    if (current === undefined) return Effect.undefined
    return Effect.map(current.talk.over, (over) => (over ? undefined : current))
  })

  const begin = Effect.fnUntraced(function* ({ by, key, platform }: SetupWish) {
    const manifest = manifests.find(({ name, setup }) => name === platform && setup !== undefined)
    if (manifest === undefined) {
      return yield* new ControlError({ reason: "unknown", detail: "there is no such platform to set up" })
    }
    const way: UnderWay = {
      manifest,
      by,
      keys: new Set(key === undefined ? [] : [key]),
      talk: yield* makeSetupTalk,
      following: yield* makeFollowing,
      cancelled: yield* Deferred.make<void>()
    }
    memory.current = way
    yield* launch(way)
    return followed(way)
  })

  const follow = Effect.fnUntraced(function* (wish: SetupWish) {
    const { key, platform } = wish
    const { current } = memory
    if (current !== undefined && key !== undefined && current.keys.has(key)) return followed(current)
    const going = yield* underWay
    if (going === undefined) return yield* begin(wish)
    if (going.manifest.name !== platform) {
      const detail = `${going.manifest.title} is being set up; end that first, or go on with it`
      return yield* new ControlError({ reason: "conflict", detail })
    }
    if (key !== undefined) going.keys.add(key)
    return followed(going)
  }, oneAtATime)

  const going = yield* underWay
  if (going?.prepared !== undefined) yield* launch(going)

  const look = Effect.gen(function* () {
    const clis = yield* foundClis
    const going = yield* underWay
    return {
      clis: clis
        .filter(({ manifest }) => manifest.name !== builtIn)
        .map(({ check, manifest: { name, title } }) => ({ name, title, check: { ...check, group: "coding clis" } })),
      rehearsing: yield* isRehearsing,
      platforms: manifests.map((manifest) => ({
        name: manifest.name,
        title: manifest.title,
        connected: isRunning(manifest),
        guided: manifest.setup !== undefined
      })),
      ...(going === undefined ? {} : { underWay: going.manifest.name })
    }
  })

  return FirstSteps.of({
    look: Effect.provideContext(Effect.orDie(look), services),
    follow: (wish) => Stream.unwrap(follow(wish)),
    reply: (question, reply) =>
      Effect.flatMap(underWay, (way) =>
        way === undefined
          ? new ControlError({ reason: "conflict", detail: "no setup is under way" })
          : way.talk.reply(question, reply)
      ),
    cancel: Effect.flatMap(underWay, (way) =>
      way === undefined ? Effect.void : Effect.asVoid(Deferred.succeed(way.cancelled, undefined))
    )
  })
})

/** For the platforms that run in this life. */
export const layerFirstSteps = (running: ReadonlyArray<ChatPlatform>) => Layer.effect(FirstSteps, make(running))
