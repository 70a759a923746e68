/**
 * Messages that grow as native streams: how each begins, what it has shown, and how it ends. Owns the state of those that
 * live, in memory alone, and when one is not streamed any more: from then on its message is edited as a whole, by others.
 * A stream of which it is not known what it shows is stopped, never added to.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Control, Face, Growth, PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { controlBlocks } from "../format/Controls.ts"
import { endingBlocks, growthChunks, nothingSent, type Sent } from "../format/GrowthChunks.ts"
import type { Api } from "../web/Api.ts"
import { errorOf, limited, mayHaveHappened } from "../web/Faults.ts"
import { metadataOf } from "./Copies.ts"
import type { FaceFields, Faces } from "./Faces.ts"
import { isRefusal, makeRefusals } from "./Refusals.ts"
import type { StreamGovernor } from "./StreamGovernor.ts"

/** A message on Slack. */
export interface At {
  readonly team: string
  readonly channel: string
  readonly ts: string
}

export interface Beginning {
  readonly key: string
  readonly team: string
  readonly channel: string
  readonly thread: string
  readonly face: Face
  readonly growth: Growth
  /** Put above the text where Slack shows nothing that stops the stream. */
  readonly controls: ReadonlyArray<Control>
  readonly recipient: { readonly user: string; readonly team: string }
}

export interface Streams {
  /**
   * The message that lives now; undefined where the message has to be posted whole. `during` keeps a record of the request
   * while it is under way.
   */
  readonly start: (
    beginning: Beginning,
    during: <A>(face: FaceFields, request: Effect.Effect<A, PlatformError>) => Effect.Effect<A, PlatformError>
  ) => Effect.Effect<string | undefined, PlatformError>
  /** True when the message shows this now; false when it is not streamed, any more or at all. */
  readonly grow: (at: At, growth: Growth) => Effect.Effect<boolean, PlatformError>
  /** The stream is over, whatever is returned. True when the message shows this now. */
  readonly end: (
    at: At,
    growth: Growth | undefined,
    controls: ReadonlyArray<Control>
  ) => Effect.Effect<boolean, PlatformError>
  /** Ends a stream that nobody here has begun. */
  readonly stopFound: (at: At, key?: string) => Effect.Effect<void, PlatformError>
}

interface Live extends At {
  readonly key: string
  readonly startedAt: number
  /** What stands in it that goes by an edit alone. */
  readonly holdsControls: boolean
  sent: Sent
  /** False while it is not known what became of what was added. */
  sure: boolean
}

/** Slack ends a stream about five minutes after it began, whatever is added to it. */
const mostAgeMillis = 235_000

const Started = Schema.Struct({ ts: Schema.String })

/** The stream does not live any more. */
const ended = new Set(["message_not_in_streaming_state", "stopped_by_user"])
const hasEnded = (error: PlatformError) => ended.has(errorOf(error) ?? "")

/** What is between us and Slack, or concerns the whole place: a post would fail as well. */
const concernsPosts = (error: PlatformError): boolean => {
  const name = errorOf(error)
  const { _tag } = error.reason
  return (
    mayHaveHappened(error) ||
    _tag === "Unreachable" ||
    _tag === "Misconfigured" ||
    name === "not_in_channel" ||
    (_tag === "Gone" && name !== "user_not_found" && name !== "user_not_visible")
  )
}

export const makeStreams = (parts: {
  readonly api: Api
  readonly faces: Faces
  readonly governor: StreamGovernor
  readonly streams: boolean
  /** Whether Slack itself shows in this thread what stops an agent. */
  readonly stoppable: (team: string, channel: string, thread: string) => boolean
}): Streams => {
  const { api, faces, governor } = parts
  const lives = new Map<string, Live>()
  const refusals = makeRefusals(
    "answers do not grow as streams, messages are edited instead: see that the app is an agent (agent_view in its manifest) and the plan allows it, or set streams: false"
  )

  const idOf = ({ channel, team, ts }: At) => `${team} ${channel} ${ts}`

  const drop = (live: Live) => {
    lives.delete(idOf(live))
    governor.over(live.team, live.key)
  }

  const sweep = (now: number) => {
    for (const live of lives.values()) if (now - live.startedAt > 10 * mostAgeMillis) drop(live)
  }

  const stopWith = Effect.fnUntraced(function* (
    at: At,
    key: string | undefined,
    args: Readonly<Record<string, unknown>>
  ) {
    const { channel, team, ts } = at
    governor.stop(team, key, yield* Clock.currentTimeMillis)
    const metadata = key === undefined ? {} : { metadata: metadataOf(key) }
    yield* api.tell({ team, method: "chat.stopStream", args: { channel, ts, ...args, ...metadata } })
  })

  /** However it is refused, there is nothing more to stop. */
  const stop = (live: Live) =>
    stopWith(live, live.key, {}).pipe(
      Effect.catchIf(
        ({ reason }) => reason._tag === "Rejected" || reason._tag === "Gone",
        (error) => (hasEnded(error) ? Effect.void : Effect.logDebug("slack: a stream could not be stopped", error))
      ),
      Effect.tap(() => Effect.sync(() => drop(live)))
    )

  /** Whether the stream has it now; false when it is over, and its message can be edited. */
  const adding = (live: Live, request: Effect.Effect<void, PlatformError>) =>
    Effect.suspend(() => {
      live.sure = false
      return request
    }).pipe(
      Effect.map(() => {
        live.sure = true
        return true
      }),
      Effect.catch((error) => {
        live.sure = !mayHaveHappened(error)
        if (hasEnded(error) || error.reason._tag === "Gone") drop(live)
        if (hasEnded(error)) return Effect.succeed(false)
        const isRefused = error.reason._tag === "Rejected" && live.sure
        return isRefused ? Effect.as(stop(live), false) : Effect.fail(error)
      })
    )

  const unstreamed = (team: string, error: PlatformError) =>
    Effect.gen(function* () {
      if (concernsPosts(error)) return yield* error
      if (isRefusal(error)) yield* refusals.add(team, error)
      else yield* Effect.logDebug("slack: a message is posted whole", error)
      return undefined
    })

  const start: Streams["start"] = Effect.fn("Streams.start")(function* (beginning, during) {
    const { channel, controls, face, growth, key, recipient, team, thread } = beginning
    if (!parts.streams || refusals.has(team)) return undefined
    const first = growthChunks(nothingSent, growth)
    const holdsControls = controls.length > 0 && !parts.stoppable(team, channel, thread)
    const above = holdsControls ? [{ type: "blocks", blocks: controlBlocks(controls) }] : []
    const chunks = [...above, ...(first?.chunks ?? [])]
    const startedAt = yield* Clock.currentTimeMillis
    if (first === undefined || chunks.length === 0 || !governor.start(team, key, startedAt)) return undefined
    sweep(startedAt)
    const args = {
      channel,
      thread_ts: thread,
      recipient_user_id: recipient.user,
      recipient_team_id: recipient.team,
      task_display_mode: "plan",
      chunks
    }
    const request = (fields: FaceFields) =>
      during(fields, api.ask(Started, { team, method: "chat.startStream", args: { ...args, ...fields } }))
    const started = yield* faces.wear(team, face, request).pipe(
      Effect.tapError((error) =>
        Effect.sync(() => {
          if (!mayHaveHappened(error)) governor.over(team, key)
        })
      ),
      Effect.catch((error) => unstreamed(team, error))
    )
    if (started === undefined) return undefined
    const live: Live = { key, team, channel, ts: started.ts, startedAt, holdsControls, sent: first.sent, sure: true }
    lives.set(idOf(live), live)
    return started.ts
  })

  const grow: Streams["grow"] = Effect.fnUntraced(function* (at, growth) {
    const live = lives.get(idOf(at))
    if (live === undefined) return false
    const { channel, key, team, ts } = live
    const now = yield* Clock.currentTimeMillis
    const next = live.sure && now - live.startedAt < mostAgeMillis ? growthChunks(live.sent, growth) : undefined
    if (next === undefined) return yield* Effect.as(stop(live), false)
    if (next.chunks.length === 0) return true
    const call = { team, method: "chat.appendStream", args: { channel, ts, chunks: next.chunks }, live: true }
    const wait = governor.append(team, key, now)
    if (wait > 0) return yield* limited(wait, call)
    const added = yield* adding(live, api.tell(call))
    if (added) live.sent = next.sent
    return added
  })

  const end: Streams["end"] = Effect.fnUntraced(function* (at, growth, controls) {
    const live = lives.get(idOf(at))
    if (live === undefined) return false
    const rest = live.sure && !live.holdsControls && growth !== undefined ? growthChunks(live.sent, growth) : undefined
    if (rest === undefined || growth === undefined) return yield* Effect.as(stop(live), false)
    const blocks = endingBlocks(growth, controls)
    const added = yield* adding(
      live,
      stopWith(live, live.key, {
        ...(rest.chunks.length === 0 ? {} : { chunks: rest.chunks }),
        ...(blocks.length === 0 ? {} : { blocks })
      })
    )
    if (added) drop(live)
    return added
  })

  return {
    start,
    grow,
    end,
    stopFound: (at, key) => Effect.catchIf(stopWith(at, key, {}), hasEnded, () => Effect.void)
  }
}
