/**
 * Many sessions that stream at once, onto a platform that refuses what is too much. Tokens are due by the clock: a
 * service that cannot keep up shows them late. What is beyond pacing is measured twice: how old the newest word of each
 * write was, and how much later than the platform's interval allows an edit left.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { MessageId, UserId } from "../../../src/core/model/Ids.ts"
import type { Operation } from "../../../src/core/ports/ChatPlatform.ts"
import { fakeConversation, makeFakePlatform } from "../../support/FakePlatform.ts"
import { layerTestService, makeTestHome } from "../../support/TestService.ts"
import { type Benchmark, remarkOf } from "../Benchmark.ts"
import { addPlayedBackend, type PlayedTurn } from "../PlayedCli.ts"
import { cpuMillis, megabytes, millis, now, quantile, rss } from "../Statistics.ts"

const everyMillis = 20
const pacingMillis = 1200

interface Playing {
  readonly turn: PlayedTurn
  next: number
}

/** When a word was due is in the word itself: `w=1240` is 1,240 ms after the beginning. */
const newestWord = (text: string): number => Number([...text.matchAll(/\bw=(\d+)/g)].at(-1)?.[1] ?? Number.NaN)

const measureMany = (options: { readonly sessions: number; readonly seconds: number }) =>
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
    yield* Layer.build(
      layerTestService({
        home,
        platforms: [platform],
        config: `default: bench\naccess:\n  local: [fake]\nbackends:\n  played:\n    command: ${JSON.stringify(process.execPath)}\n`
      })
    )
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
    const refused = fake.transcript.filter((recorded) => recorded.outcome === "RateLimited").length
    return { ages, overdue, refused, cores, mostRss: Math.max(mostRss, rss()) }
  }).pipe(Effect.scoped)

export const manySessions: Benchmark = {
  name: "many-sessions",
  promise: "200 sessions at 50 events/s: p99 lag <= 250 ms beyond pacing, no 429, RSS <= 400 MB",
  measure: async ({ smoke }) => {
    const { ages, cores, mostRss, overdue, refused } = await Effect.runPromise(
      measureMany(smoke ? { sessions: 50, seconds: 2 } : { sessions: 200, seconds: 15 })
    )
    const age = quantile(ages, 0.99)
    const late = quantile(overdue, 0.99)
    const lag = Math.max(age, late)
    const held = lag <= 250 && refused === 0 && mostRss <= 400
    return {
      measured: `p99 lag ${millis(lag)}, ${refused} refused, ${megabytes(mostRss)}`,
      held,
      remark: remarkOf(
        held,
        `p99 age of the newest word ${millis(age)}, edits late by p99 ${millis(late)}; ${cores.toFixed(2)} cores, CLIs played in the process`,
        `one thread is full at about ${Math.round(10_000 / Math.max(cores, 0.01))} events/s, and what it leaves to the collector is memory`
      ),
      figures: { p99AgeMillis: age, p99LateMillis: late, refused, rssMegabytes: mostRss, cores }
    }
  }
}
