/**
 * Both ways between a person on a platform and the service, with the unmodified client in between and the loopback server
 * in a process of its own: from the first token on the CLI's stdout to the request that shows it, and from a message to
 * what says that it is stored. Owns the turns, the pauses and the figures; how a platform is talked to is its row's.
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { layerTestService, makeTestHome } from "../support/TestService.ts"
import { type Row, remarkOf } from "./Benchmark.ts"
import { addPlayedBackend } from "./PlayedCli.ts"
import { type StampingOrder, stampingCli, type stampsIn } from "./StampingCli.ts"
import { millis, now, quantile } from "./Statistics.ts"

/** A platform in another process, with the service listening on it. */
export interface Talk {
  /** Answered at once, by a server of node's own. */
  readonly url: string
  /** Somebody says this in a room of that name; from then on it stands. */
  readonly open: (room: string, text: string) => Effect.Effect<void>
  /** Says it, and returns when words with stamps are shown: what they say and when they came in. */
  readonly answered: (
    room: string,
    text: string
  ) => Effect.Effect<{ readonly arrivedAt: number; readonly stamps: ReturnType<typeof stampsIn> }>
  /** 429s so far. */
  readonly refused: Effect.Effect<number>
}

export interface Rooms {
  readonly rooms: number
  /** Between two messages, in milliseconds: what a platform counts must not be used up. */
  readonly pauseMillis: number
  /** Once all rooms are open. */
  readonly restMillis: number
}

/** For a service on a data directory of its own, in this process. Returns what runs. */
export const startOn = Effect.fnUntraced(function* (
  backend: "claude" | "played",
  config: ReadonlyArray<string>,
  environment: Readonly<Record<string, string>>
) {
  const home = yield* makeTestHome({ scout: { backend } })
  const text = ["default: scout", ...config].join("\n")
  return yield* Layer.build(layerTestService({ home, platforms: [], config: text, environment }))
})

/** One message after the other, each in the next room. The first of each room counts for nothing. */
const inRooms = <A>(
  talk: Talk,
  { pauseMillis, restMillis, rooms }: Rooms,
  first: string,
  count: number,
  each: (room: string, index: number) => Effect.Effect<A>
) =>
  Effect.gen(function* () {
    const names = Array.from({ length: rooms }, (_, index) => `room-${index}`)
    for (const room of names) yield* talk.open(room, first)
    yield* Effect.sleep(restMillis)
    const all = yield* Effect.forEach(
      Array.from({ length: rooms + count }, (_, index) => index),
      (index) => Effect.tap(each(names[index % rooms] ?? "", index), () => Effect.sleep(pauseMillis))
    )
    return all.slice(rooms)
  })

// The message that says who works stands long before a model's first token.
const order: StampingOrder = { deltas: 3, every: 2, after: 60 }

/** A service whose CLI is a real child process for each room, all of them warm. */
export const stampingService = ({ rooms }: Rooms): ReadonlyArray<string> => [
  `backends:\n  claude:\n    command: ${JSON.stringify(process.execPath)}\n    args: [${JSON.stringify(stampingCli)}]`,
  `sessions:\n  maxWarm: ${rooms}`
]

/** How long each first token took to the request that shows it. */
export const relayLags = (talk: Talk, rooms: Rooms, turns: number) => {
  const text = JSON.stringify(order)
  return Effect.map(
    inRooms(talk, rooms, text, turns, (room) => talk.answered(room, text)),
    (all) => all.map(({ arrivedAt, stamps }) => arrivedAt - stamps.first)
  )
}

const hold = "hold the lane"

/** A service in which a turn never ends and holds the lane of each room, so that messages are taken in and nothing else. */
export const heldService = (): ReadonlyArray<string> => {
  addPlayedBackend({
    onTurn: ({ end, text }) => {
      if (!text.includes(hold)) end()
    }
  })
  return [`lane:\n  capacity: 1000\nbackends:\n  played:\n    command: ${JSON.stringify(process.execPath)}`]
}

export const heldRooms = <A>(
  talk: Talk,
  rooms: Rooms,
  messages: number,
  each: (room: string, text: string) => Effect.Effect<A>
) => inRooms(talk, rooms, hold, messages, (room, index) => each(room, `look at ${index}`))

/** There and back, with nothing of the service in between: what the machine itself takes in that minute. */
export const bareRequests = (url: string, count: number) =>
  Effect.promise(async () => {
    const taken: Array<number> = []
    for (let index = 0; index < count; index++) {
      const from = now()
      await (await fetch(url)).text()
      taken.push(now() - from)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return taken
  })

/** Milliseconds. */
export interface Lag {
  readonly name: string
  readonly sample: ReadonlyArray<number>
  readonly p50: number
  readonly p99: number
}

export const rowOf = (parts: {
  readonly lags: ReadonlyArray<Lag>
  readonly bare: ReadonlyArray<number>
  readonly refused: number
  readonly what: string
  readonly why: string
}): Row => {
  const { bare, refused, what, why } = parts
  const lags = parts.lags.map(({ name, p50, p99, sample }) => {
    const measured = { name, p50: quantile(sample, 0.5), p99: quantile(sample, 0.99) }
    return { ...measured, held: measured.p50 <= p50 && measured.p99 <= p99 }
  })
  const held = lags.every((lag) => lag.held) && refused === 0
  const bareP50Millis = quantile(bare, 0.5)
  const bareP99Millis = quantile(bare, 0.99)
  return {
    measured: lags.map(({ name, p50, p99 }) => `${name} p50 ${millis(p50)}, p99 ${millis(p99)}`).join("; "),
    held,
    remark: remarkOf(
      held,
      `${what}; timed where they come in, in another process; ${refused} 429s; a bare request there and back p50 ${millis(bareP50Millis)}, p99 ${millis(bareP99Millis)}`,
      why
    ),
    figures: {
      ...Object.fromEntries(
        lags.flatMap(({ name, p50, p99 }) => [
          [`${name}P50Millis`, p50],
          [`${name}P99Millis`, p99]
        ])
      ),
      bareP50Millis,
      bareP99Millis,
      refused
    }
  }
}
