/**
 * Many sessions that stream at once, onto a platform that refuses what is too much. Tokens are due by the clock: a
 * service that cannot keep up shows them late. What is beyond pacing is measured twice: how old the newest word of each
 * write was, and how much later than the platform's interval allows an edit left.
 */
import { monitorEventLoopDelay } from "node:perf_hooks"
import * as Cause from "effect/Cause"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { MessageId, UserId } from "../../src/core/model/Ids.ts"
import type { Operation } from "../../src/core/ports/ChatPlatform.ts"
import { fakeConversation, makeFakePlatform } from "../support/FakePlatform.ts"
import { layerTestService, makeTestHome } from "../support/TestService.ts"
import { addPlayedBackend, type PlayedTurn } from "./PlayedCli.ts"
import { cpuMillis, now, rss } from "./Statistics.ts"

const everyMillis = 20
const pacingMillis = 1200

interface Playing {
  readonly turn: PlayedTurn
  next: number
}

/** When a word was due is in the word itself: `w=1240` is 1,240 ms after the beginning. */
const newestWord = (text: string): number => Number([...text.matchAll(/\bw=(\d+)/g)].at(-1)?.[1] ?? Number.NaN)

/** The whole service in this process. */
export type BenchServices = Layer.Success<ReturnType<typeof layerTestService>>

export interface ManyStreams {
  readonly sessions: number
  readonly seconds: number
  /** More of who may what, as YAML. */
  readonly access?: string
  /** Done before anybody speaks. */
  readonly before?: Effect.Effect<void, unknown, BenchServices>
  /** Goes on beside, from when all of them stream until they end. */
  readonly beside?: Effect.Effect<void, unknown, BenchServices>
}

export const measureMany = (options: ManyStreams) =>
  Effect.gen(function* () {
    const playing: Array<Playing> = []
    const allBegun = Deferred.makeUnsafe<void>()
    addPlayedBackend({
      onTurn: (turn) => {
        playing.push({ turn, next: 0 })
        if (playing.length === options.sessions) Deferred.doneUnsafe(allBegun, Effect.void)
      }
    })
    const home = yield* makeTestHome({ bench: { backend: "played" } })
    const fake = makeFakePlatform({ capabilities: { editIntervalMillis: () => pacingMillis, maxLength: 100_000 } })
    const ages: Array<number> = []
    const overdue: Array<number> = []
    const editedAt = new Map<string, number>()
    let begunAt = Number.POSITIVE_INFINITY
    let ended = 0
    const allEnded = Deferred.makeUnsafe<void>()
    const see = (operation: Operation) => {
      const at = now()
      if (operation._tag === "Mark" && operation.state === "done" && ++ended === options.sessions) {
        Deferred.doneUnsafe(allEnded, Effect.void)
      }
      if (operation._tag !== "Edit" || operation.final) return
      const word = newestWord(operation.body.markdown)
      if (!Number.isNaN(word)) ages.push(at - (begunAt + word))
      const last = editedAt.get(operation.message.message)
      if (last !== undefined) overdue.push(at - last - pacingMillis)
      editedAt.set(operation.message.message, at)
    }
    const platform = {
      ...fake.platform,
      perform: (operation: Operation) => {
        see(operation)
        return fake.platform.perform(operation)
      }
    }
    const services = yield* Layer.build(
      layerTestService({
        home,
        platforms: [platform],
        config: `default: bench\nbackends:\n  played:\n    command: ${JSON.stringify(process.execPath)}\naccess:\n  local: [fake]\n${options.access ?? ""}`
      })
    )
    yield* Effect.provide(options.before ?? Effect.void, services)
    yield* Effect.forEach(
      Array.from({ length: options.sessions }, (_, index) => fakeConversation(`room-${index}`)),
      (conversation) =>
        fake.say({
          _tag: "Said",
          ref: { platform: conversation.platform, conversation: conversation.id, message: MessageId.make("m1") },
          conversation,
          person: { id: UserId.make("ann"), name: "ann", roles: ["owner"] },
          text: "talk",
          attachments: [],
          addressed: true,
          named: [],
          at: Date.now()
        }),
      { concurrency: "unbounded", discard: true }
    )
    yield* Deferred.await(allBegun)
    yield* Effect.sleep("1 second")

    const words = (options.seconds * 1000) / everyMillis
    const usage = process.cpuUsage()
    let mostRss = 0
    begunAt = now()
    const loop = monitorEventLoopDelay({ resolution: 5 })
    loop.enable()
    yield* Effect.provide(options.beside ?? Effect.void, services).pipe(
      Effect.tapCause((cause) => (Cause.hasInterruptsOnly(cause) ? Effect.void : Effect.logError(cause))),
      Effect.forkScoped
    )
    yield* Effect.callback<void>((resume) => {
      const timer = setInterval(() => {
        const at = now() - begunAt
        for (const [index, one] of playing.entries()) {
          // People do not speak in the same millisecond: the sessions begin over one interval of the platform.
          const from = (index / playing.length) * pacingMillis
          const due = Math.min(words, Math.ceil((at - from) / everyMillis))
          for (; one.next < due; one.next++) one.turn.delta(`w=${Math.round(from + one.next * everyMillis)} `)
        }
        mostRss = Math.max(mostRss, rss())
        if (playing.some((one) => one.next < words)) return
        clearInterval(timer)
        for (const one of playing) one.turn.end()
        resume(Effect.void)
      }, everyMillis)
    })
    yield* Deferred.await(allEnded)
    const cores = cpuMillis(usage) / (now() - begunAt)
    loop.disable()
    const refused = fake.transcript.filter((recorded) => recorded.outcome === "RateLimited").length
    return { ages, overdue, refused, cores, mostRss: Math.max(mostRss, rss()), stall: loop.max / 1e6 }
  }).pipe(Effect.scoped)
