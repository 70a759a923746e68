/**
 * The ways back to people who used a command or pressed something. Owns the interactions' tokens, which never leave it,
 * and how long each is good. In memory alone: after a restart, or when the time is over, the caller posts an ordinary
 * message instead.
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as FiberMap from "effect/FiberMap"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import type * as Scope from "effect/Scope"
import * as Semaphore from "effect/Semaphore"
import { patiently } from "../../../../core/chat/Patience.ts"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import { splitMarkdown } from "../../../../core/render/Split.ts"
import type { MessagePayload } from "../format/Body.ts"
import type { Api, ApiFile, ApiRequest } from "../rest/Api.ts"
import { Code, codeOf } from "../rest/Faults.ts"

/** `private` and `public` answers stand where "is thinking" is shown; a press shows nothing until it is answered. */
export type ReplyKind = "private" | "public" | "press"

export interface OpenInteraction {
  readonly id: string
  readonly token: Redacted.Redacted<string>
  readonly application: string
  readonly kind: ReplyKind
}

export interface Replies {
  /** Call it when the interaction comes in: its time runs from then. */
  readonly open: (interaction: OpenInteraction) => Effect.Effect<void>
  /**
   * Puts a text for everybody where a public command waits for its answer, and returns the message's id. From then on
   * that message stands for the answer: only failures are still told.
   */
  readonly announce: (handle: string, content: string) => Effect.Effect<string | undefined>
  /**
   * False when the handle is unknown or its time is over: the caller then posts an ordinary message. After a failure the
   * same payload goes on where it stopped.
   */
  readonly answer: (handle: string, payload: MessagePayload, failed: boolean) => Effect.Effect<boolean, PlatformError>
}

const minute = 60_000
/** A token is good for 15 minutes by Discord's clock. */
const lifetime = 14.5 * minute
const patience = 14 * minute

const longest = 2000
const mostFollowUps = 5
const ephemeral = 64
const withoutPreviews = 4

const stillWorking = "still working, the answer comes as a message"
const rest = "-# cut: the whole reply is in reply.md"

interface Entry extends OpenInteraction {
  readonly at: number
  readonly turn: Semaphore.Semaphore
  /** What stands where the interaction was made. */
  original: "waiting" | "answered" | "announced" | "nothing"
  /** An answer of several messages that did not get through as a whole. */
  unfinished?: { readonly content: string; readonly done: number }
}

interface Part {
  readonly content: string
  readonly components: MessagePayload["components"]
  readonly files?: ReadonlyArray<ApiFile>
}

const measure = (text: string): number => [...text].length

const partsOf = ({ components, content }: MessagePayload): ReadonlyArray<Part> => {
  const pieces = splitMarkdown(content, { maxLength: longest, measure })
  if (pieces.length <= mostFollowUps + 1) {
    return pieces.map((piece, index) => ({ content: piece, components: index === pieces.length - 1 ? components : [] }))
  }
  const file: ApiFile = { name: "reply.md", contentType: "text/markdown; charset=utf-8", data: content }
  return [
    ...pieces.slice(0, mostFollowUps).map((piece) => ({ content: piece, components: [] })),
    { content: rest, components, files: [file] }
  ]
}

/** Somebody put the message away; the token may be good all the same. */
const isPutAway = (error: PlatformError): boolean => codeOf(error) === Code.unknownMessage
/** Discord does not know the interaction any more. */
const isOver = (error: PlatformError): boolean => error.reason._tag === "Gone" && !isPutAway(error)

const Message = Schema.Struct({ id: Schema.NonEmptyString })

export const makeReplies = Effect.fn("Replies.make")(function* (
  api: Api
): Effect.fn.Return<Replies, never, Scope.Scope> {
  const entries = new Map<string, Entry>()
  const timers = yield* FiberMap.make<string>()

  const routeOf = ({ application, token }: Entry): `/${string}` => `/webhooks/${application}/${Redacted.value(token)}`
  const originalOf = (entry: Entry, method: "PATCH" | "DELETE", body?: unknown): ApiRequest => ({
    method,
    route: `${routeOf(entry)}/messages/@original`,
    auth: false,
    ...(body === undefined ? {} : { body })
  })

  const live = (handle: string) =>
    Effect.map(Clock.currentTimeMillis, (now) => {
      const entry = entries.get(handle)
      if (entry !== undefined && now - entry.at < lifetime) return entry
      entries.delete(handle)
      return undefined
    })

  const bodyOf = ({ components, content }: Part) => ({ content, components, allowed_mentions: { parse: [] } })

  const followUp = (entry: Entry, part: Part, hidden: boolean) =>
    api.tell({
      method: "POST",
      route: routeOf(entry),
      auth: false,
      body: { ...bodyOf(part), flags: withoutPreviews | (hidden ? ephemeral : 0) },
      ...(part.files === undefined ? {} : { files: part.files })
    })

  /** Into the waiting original, or after it when a person has already put that away. */
  const first = (entry: Entry, part: Part, hidden: boolean) =>
    Effect.gen(function* () {
      if (entry.original !== "waiting") return yield* followUp(entry, part, hidden)
      yield* api
        .tell(originalOf(entry, "PATCH", bodyOf(part)))
        .pipe(Effect.catchIf(isPutAway, () => followUp(entry, part, hidden)))
      entry.original = "answered"
    })

  /** What everybody sees must not be a failure that concerns one person. */
  const takeBack = (entry: Entry) =>
    Effect.gen(function* () {
      yield* api.tell(originalOf(entry, "DELETE")).pipe(Effect.catchIf(isPutAway, () => Effect.void))
      entry.original = "nothing"
    })

  const deliver = (entry: Entry, payload: MessagePayload, failed: boolean) =>
    Effect.gen(function* () {
      if (entry.original === "announced" && !failed) return
      const unanswered = entry.original === "waiting" || entry.original === "announced"
      if (failed && entry.kind === "public" && unanswered) yield* takeBack(entry)
      const hidden = failed || entry.kind !== "public"
      const before = entry.unfinished?.content === payload.content ? entry.unfinished.done : 0
      for (const [index, part] of partsOf(payload).entries()) {
        if (index < before) continue
        yield* index === 0 ? first(entry, part, hidden) : followUp(entry, part, hidden)
        entry.unfinished = { content: payload.content, done: index + 1 }
      }
      delete entry.unfinished
    })

  const postpone = (entry: Entry) =>
    Effect.gen(function* () {
      if (entry.original !== "waiting") return
      entries.delete(entry.id)
      yield* api.tell(originalOf(entry, "PATCH", { content: stillWorking, allowed_mentions: { parse: [] } }))
    }).pipe(entry.turn.withPermit)

  const expire = (entry: Entry) =>
    Effect.gen(function* () {
      yield* Effect.sleep(patience)
      yield* postpone(entry)
      yield* Effect.sleep(lifetime - patience)
      entries.delete(entry.id)
    }).pipe(Effect.ignore({ log: "Warn", message: "somebody could not be told that an answer takes longer" }))

  return {
    open: Effect.fn("Replies.open")(function* (interaction) {
      const at = yield* Clock.currentTimeMillis
      const entry: Entry = {
        ...interaction,
        at,
        turn: Semaphore.makeUnsafe(1),
        original: interaction.kind === "press" ? "nothing" : "waiting"
      }
      entries.set(entry.id, entry)
      yield* FiberMap.run(timers, entry.id, expire(entry))
    }),
    announce: Effect.fn("Replies.announce")(
      function* (handle, content) {
        const entry = yield* live(handle)
        if (entry === undefined || entry.original !== "waiting") return undefined
        const body = { content, allowed_mentions: { parse: [] }, flags: withoutPreviews }
        const { id } = yield* patiently(api.ask(Message, originalOf(entry, "PATCH", body)))
        entry.original = "announced"
        return id
      },
      Effect.catch((error) =>
        Effect.as(Effect.logWarning(`a command could not be shown: ${error.reason.message}`), undefined)
      )
    ),
    answer: Effect.fn("Replies.answer")(function* (handle, payload, failed) {
      const entry = yield* live(handle)
      if (entry === undefined) return false
      return yield* deliver(entry, payload, failed).pipe(
        Effect.as(true),
        Effect.catchIf(isOver, () =>
          Effect.sync(() => {
            entries.delete(handle)
            return false
          })
        ),
        entry.turn.withPermit
      )
    })
  }
})
