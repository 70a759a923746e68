/**
 * People who follow a setup from elsewhere: somebody who answers its questions from a script, and the lives of a service
 * in this process, with one platform of the test's own.
 */
import { Cause, Deferred, Effect, Layer, Stream } from "effect"
import { layerCore } from "../../../src/bot/Core.ts"
import { Listening, listenTo, makeListening } from "../../../src/bot/Listening.ts"
import { inLives, Life } from "../../../src/bot/Lives.ts"
import { Startup } from "../../../src/bot/Startup.ts"
import { layerStores } from "../../../src/bot/Stores.ts"
import { SetupMemory, SetupSources } from "../../../src/bot/setup/GuidedSetup.ts"
import { SetupReply, type SetupStep } from "../../../src/core/control/protocol/SetupRpcs.ts"
import { UserId } from "../../../src/core/model/Ids.ts"
import { AuditLog } from "../../../src/core/ports/AuditLog.ts"
import type { ChatPlatform } from "../../../src/core/ports/ChatPlatform.ts"
import { FirstSteps } from "../../../src/core/ports/FirstSteps.ts"
import type { PlatformManifest } from "../../../src/core/ports/Manifest.ts"
import { layerWithoutTools } from "../../support/WithoutTools.ts"
import type { TestMachine } from "./TestStartup.ts"

export const bea = { id: UserId.make("bea"), name: "bea", roles: [] }

/** The beginning of the question, and what is typed, the title that is chosen, or yes or no. */
export type Answered = readonly [question: string, answer: string | boolean]

export const lineOf = (step: SetupStep): string => {
  switch (step._tag) {
    case "Said":
      return step.text
    case "SecretWanted":
    case "ConfirmWanted":
      return `? ${step.text}`
    case "ChoiceWanted":
      return [`? ${step.text}`, ...step.options.map(({ title }) => `  - ${title}`)].join("\n")
    case "Answered":
      return `> ${step.text}`
    case "Waiting":
      return `… ${step.text}`
    case "Failed":
      return `✗ ${step.found}; ${step.fix}`
    default:
      return `[${step._tag}]`
  }
}

const replyTo = (step: SetupStep, answer: string | boolean): SetupReply | undefined => {
  switch (step._tag) {
    case "SecretWanted":
      return SetupReply.make({ _tag: "Secret", value: String(answer) })
    case "ConfirmWanted":
      return SetupReply.make({ _tag: "Confirm", yes: answer === true })
    case "ChoiceWanted":
      return SetupReply.make({ _tag: "Choice", index: step.options.findIndex(({ title }) => title === answer) })
    default:
      return undefined
  }
}

export interface Follower {
  readonly screen: () => string
  readonly steps: ReadonlyArray<SetupStep>
}

/** Follows to the end, or until a step for which `until` holds; `meanwhile` happens when a line begins so. */
export const followSetup = Effect.fnUntraced(function* (options: {
  readonly steps: Effect.Effect<Pick<FirstSteps["Service"], "follow" | "reply">>
  readonly platform: string
  readonly key?: string
  readonly script: ReadonlyArray<Answered>
  readonly meanwhile?: Readonly<Record<string, (screen: string) => Effect.Effect<void>>>
  readonly until?: (step: SetupStep) => boolean
}) {
  const { key, meanwhile = {}, platform, script, until = () => false } = options
  const heard: Array<SetupStep> = []
  let at = 0
  const screen = () => heard.map(lineOf).join("\n")
  const hear = Effect.fnUntraced(function* (step: SetupStep) {
    heard.push(step)
    const line = lineOf(step)
    for (const [what, act] of Object.entries(meanwhile))
      if (line.startsWith(what)) yield* Effect.forkChild(act(screen()))
    if (!("question" in step) || step._tag === "Answered") return
    const [question, answer] = script[at] ?? ["nothing more", ""]
    if (!step.text.startsWith(question)) return
    at++
    const reply = replyTo(step, answer)
    if (reply !== undefined) yield* (yield* options.steps).reply(step.question, reply)
  })
  const current = yield* options.steps
  yield* current.follow({ platform, by: bea, ...(key === undefined ? {} : { key }) }).pipe(
    Stream.takeUntil(until),
    Stream.runForEach(hear),
    Effect.timeoutOrElse({
      duration: "60 seconds",
      orElse: () => Effect.die(new Error(`it never ended\n\n${screen()}`))
    })
  )
  const follower: Follower = { screen, steps: heard }
  return follower
})

/** The service on this machine, one life after the other: the platform runs once the configuration names it. */
export const livesOn = Effect.fnUntraced(function* (
  machine: TestMachine,
  manifest: PlatformManifest,
  platform: ChatPlatform,
  /** Runs in every life. */
  beside: ReadonlyArray<ChatPlatform> = []
) {
  const lives: Array<Deferred.Deferred<FirstSteps["Service"]>> = []
  const lifeNumber = (number: number) => {
    const known = lives[number] ?? Deferred.makeUnsafe<FirstSteps["Service"]>()
    lives[number] = known
    return known
  }
  let begun = 0
  let noted: ReadonlyArray<string> = []
  const live = Effect.gen(function* () {
    const { config } = yield* Startup
    const running = config.platforms[manifest.name] === undefined ? beside : [...beside, platform]
    const life = Effect.gen(function* () {
      const { number } = yield* Life
      yield* Deferred.succeed(lifeNumber(number), yield* FirstSteps)
      begun = number + 1
      yield* Effect.addFinalizer(() =>
        Effect.flatMap(AuditLog, ({ read }) => Effect.orDie(read({ limit: 100 }))).pipe(
          Effect.flatMap((lines) =>
            Effect.sync(() => {
              noted = lines.map(({ action, by, platform, subject }) => `${by} ${action} ${subject} on ${platform}`)
            })
          )
        )
      )
      yield* listenTo(running)
      return yield* Effect.never
    }).pipe(Effect.scoped)
    return yield* Effect.provide(life, Layer.provideMerge(layerWithoutTools, layerCore(running)))
  }).pipe(
    Effect.provide(layerStores),
    Effect.provideServiceEffect(Listening, Effect.sync(makeListening)),
    Effect.provide(machine.layer([manifest]))
  )
  yield* inLives(live).pipe(
    Effect.provideService(SetupMemory, {}),
    Effect.provideService(SetupSources, {
      manifests: [manifest],
      startup: Layer.fresh(Layer.suspend(() => machine.startup([manifest])))
    }),
    Effect.tapCause((cause) =>
      Cause.hasInterruptsOnly(cause) ? Effect.void : Effect.sync(() => console.error(Cause.pretty(cause)))
    ),
    Effect.forkScoped
  )
  return {
    /** In the life of that number, once it has begun. */
    life: (number: number) => Deferred.await(lifeNumber(number)),
    now: Effect.suspend(() => Deferred.await(lifeNumber(Math.max(0, begun - 1)))),
    begun: () => begun,
    /** Who did what by the end of the last life that is over. */
    noted: () => noted
  }
})
