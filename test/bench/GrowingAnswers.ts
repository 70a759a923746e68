/**
 * Answers that grow for a while, all at once, on a loopback platform: the service, the unmodified client and a CLI whose
 * words are numbered. What arrived is compared with what had been said by then. Owns the playing and the comparing; what
 * a request shows is the platform's, who speaks where and what is promised of it the row's.
 */
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import type * as Scope from "effect/Scope"
import type { TestAgents } from "../support/TestService.ts"
import { addPlayedBackend, type PlayedTurn } from "./PlayedCli.ts"
import { cpuMillis, now } from "./Statistics.ts"

export interface Answer {
  /** Its words begin with it. A message `answer a` asks for it. */
  readonly letter: string
  readonly words: number
  /** Begins so much later than the first. */
  readonly afterMillis: number
}

export interface GrowOptions {
  readonly agents: ReadonlyArray<string>
  readonly answers: ReadonlyArray<Answer>
  /** How long each of them grows. */
  readonly seconds: number
  /** Before the first word, while what says who works comes to stand, and after the last, while what is left is folded. */
  readonly restMillis: number
}

/** A request that landed and shows words. */
export interface Showing {
  /** How it shows them: `edit`, `append` … */
  readonly kind: string
  /** The message that it changes; absent when it makes one. */
  readonly message: string | undefined
  readonly text: string
  readonly at: number
  /** What the platform leaves between two changes of that message then. */
  readonly pacingMillis: () => number
}

/** What came in and what stands; times are epoch milliseconds. */
export interface Seen {
  /** In the order in which they came in. */
  readonly showings: ReadonlyArray<Showing>
  readonly messages: ReadonlyArray<{ readonly text: string; readonly changedAt: number }>
  /** When it could be seen that the message with these words is dealt with. */
  readonly doneAt: (asked: string) => number
  /** 429s. */
  readonly refused: number
}

/** The service on a platform. */
export interface Stage {
  /** Puts every question. */
  readonly ask: Effect.Effect<void>
  /** Returns once nothing is answered any more. */
  readonly over: Effect.Effect<void>
  readonly seen: () => Seen
}

/** What became of one answer; milliseconds. */
export interface StreamFigures {
  readonly letter: string
  /** Changes of its messages by their kind, the last ones and folding included. */
  readonly changes: Readonly<Record<string, number>>
  /** The worst age of the newest word in a preview. */
  readonly newest: number
  /** The worst age of a word that could not be seen yet, right before a preview that shows it. */
  readonly unseen: number
  /** The worst of how much longer that was than the platform's interval for the messages that live then. */
  readonly beyond: number
  /** From its last word to when the whole answer can be read. */
  readonly final: number
  /** From its last word to when what it leaves behind is folded and the person's message says that it is done. */
  readonly settled: number
  /** Every word can be read. */
  readonly whole: boolean
}

export interface Streamed {
  readonly answers: ReadonlyArray<StreamFigures>
  /** 429s. */
  readonly refused: number
  readonly cores: number
}

interface Playing extends Answer {
  readonly turn: PlayedTurn
  /** When each word was said. */
  readonly saidAt: Array<number>
}

const tickMillis = 20
/** Of one paragraph. */
export const wordsTogether = 60

const wordsIn = (text: string, letter: string): ReadonlyArray<number> =>
  [...text.matchAll(new RegExp(`\\b${letter}(\\d+)\\b`, "g"))].map(([, index]) => Number(index))

const compare = ({ letter, saidAt }: Playing, { doneAt, messages, showings }: Seen): StreamFigures => {
  const own = new Set(showings.flatMap(({ message, text }) => (wordsIn(text, letter).length > 0 ? message : [])))
  own.delete(undefined)
  const changes: Record<string, number> = {}
  for (const { kind, message } of showings) if (own.has(message)) changes[kind] = (changes[kind] ?? 0) + 1
  const endedAt = saidAt.at(-1) ?? Number.NaN
  const worst = { newest: 0, unseen: 0, beyond: Number.NEGATIVE_INFINITY }
  let shown = -1
  for (const { at, pacingMillis, text } of showings) {
    const last = Math.max(...wordsIn(text, letter))
    if (last <= shown || at > endedAt) continue
    const unseen = at - (saidAt[shown + 1] ?? Number.NaN)
    worst.newest = Math.max(worst.newest, at - (saidAt[last] ?? Number.NaN))
    worst.unseen = Math.max(worst.unseen, unseen)
    worst.beyond = Math.max(worst.beyond, unseen - pacingMillis())
    shown = last
  }
  const standing = messages.filter(({ text }) => wordsIn(text, letter).length > 0)
  const words = new Set(standing.flatMap(({ text }) => wordsIn(text, letter)))
  return {
    letter,
    changes,
    ...worst,
    final: Math.max(...standing.map(({ changedAt }) => changedAt)) - endedAt,
    settled: doneAt(`answer ${letter}`) - endedAt,
    whole: words.size === saidAt.length
  }
}

const play = (playing: ReadonlyArray<Playing>, seconds: number) =>
  Effect.callback<void>((resume) => {
    const begunAt = now()
    const timer = setInterval(() => {
      for (const { afterMillis, letter, saidAt, turn, words } of playing) {
        const share = (now() - begunAt - afterMillis) / (seconds * 1000)
        const due = Math.min(words, Math.ceil(share * words))
        while (saidAt.length < due) {
          const end = (saidAt.length + 1) % wordsTogether === 0 ? ".\n\n" : " "
          turn.delta(`${letter}${saidAt.length}${end}`)
          saidAt.push(now())
          if (saidAt.length === words) turn.end()
        }
      }
      if (playing.some(({ saidAt, words }) => saidAt.length < words)) return
      clearInterval(timer)
      resume(Effect.void)
    }, tickMillis)
    return Effect.sync(() => clearInterval(timer))
  })

/** `open` starts the service with these agents and this configuration. */
export const growAnswers = <E>(
  options: GrowOptions,
  open: (service: { readonly agents: TestAgents; readonly config: string }) => Effect.Effect<Stage, E, Scope.Scope>
): Effect.Effect<Streamed> =>
  Effect.gen(function* () {
    const playing: Array<Playing> = []
    const allBegun = Deferred.makeUnsafe<void>()
    addPlayedBackend({
      onTurn: (turn) => {
        const letter = /\banswer (\w)\b/.exec(turn.text)?.[1]
        const answer = options.answers.find((one) => one.letter === letter)
        if (answer === undefined) return turn.end()
        playing.push({ ...answer, turn, saidAt: [] })
        if (playing.length === options.answers.length) Deferred.doneUnsafe(allBegun, Effect.void)
      }
    })
    const stage = yield* open({
      agents: Object.fromEntries(options.agents.map((name) => [name, { backend: "played" }])),
      config: `backends:\n  played:\n    command: ${JSON.stringify(process.execPath)}`
    })
    yield* stage.ask
    yield* Deferred.await(allBegun)
    yield* Effect.sleep(options.restMillis)
    const usage = process.cpuUsage()
    const begunAt = now()
    yield* play(playing, options.seconds)
    yield* stage.over
    const cores = cpuMillis(usage) / (now() - begunAt)
    yield* Effect.sleep(options.restMillis)
    const seen = stage.seen()
    return { answers: playing.map((one) => compare(one, seen)), refused: seen.refused, cores }
  }).pipe(Effect.scoped, Effect.orDie)

/** Of several answers. */
export const worstOf = (answers: ReadonlyArray<StreamFigures>, kind: string) => {
  const most = (of: (answer: StreamFigures) => number) => Math.max(...answers.map(of))
  const changes = answers.map((answer) => answer.changes[kind] ?? 0)
  return {
    unseen: most(({ unseen }) => unseen),
    newest: most(({ newest }) => newest),
    beyond: most(({ beyond }) => beyond),
    final: most(({ final }) => final),
    settled: most(({ settled }) => settled),
    fewest: Math.min(...changes),
    most: Math.max(...changes),
    whole: answers.every(({ whole }) => whole)
  }
}
