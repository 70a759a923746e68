/**
 * Where turns become visible: the platforms of this service, each behind its outbox. Owns the way from a stream of
 * scenes to a platform by name; must not know what a scene says or why it changed. A conversation on a platform that
 * does not run now is not shown and not given up: its turns stay undelivered until the platform is back.
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Scope from "effect/Scope"
import type * as Stream from "effect/Stream"
import type { Conversation, MessageRef } from "../model/Conversation.ts"
import type { PlatformName, TurnId } from "../model/Ids.ts"
import type { Turn } from "../model/Turn.ts"
import {
  type ChatCapabilities,
  type ChatPlatform,
  type Connection,
  type Face,
  type MarkState,
  noCapabilities,
  Operation,
  PlatformError,
  Unreachable
} from "../ports/ChatPlatform.ts"
import { type DeliveryError, present } from "./Delivery.ts"
import { makeJointMarks } from "./JointMarks.ts"
import { Outbox } from "./Outbox.ts"
import type { Scene } from "./Slot.ts"
import * as Words from "./Words.ts"

type Upload = Extract<Operation, { readonly _tag: "Upload" }>

export interface Presentation {
  /** What is shown: a turn, or something else with a name of its own. */
  readonly turn: Pick<Turn, "id" | "conversation" | "origin">
  readonly face: Face
  /** Messages that exist already, by slot key. */
  readonly posted: ReadonlyMap<string, MessageRef>
  /** The turn was worked on before the service last started. */
  readonly resumed: boolean
  readonly scenes: Stream.Stream<Scene>
  readonly onPosted: (key: string, message: MessageRef) => Effect.Effect<void>
}

export class Stage extends Context.Service<
  Stage,
  {
    /** Those that run now. */
    readonly platforms: ReadonlyArray<PlatformName>
    readonly capabilities: (platform: PlatformName) => ChatCapabilities
    /** The platforms that run, each with how it is connected now, where it has to be. */
    readonly connections: Effect.Effect<
      ReadonlyArray<{ readonly platform: PlatformName; readonly connection?: Connection }>
    >
    /** The address at which a browser shows the conversation; undefined where there is none, or it does not run. */
    readonly link: (conversation: Conversation) => string | undefined
    /** Returns when a settled scene has landed. */
    readonly present: (presentation: Presentation) => Effect.Effect<void, DeliveryError>
    /** Shows a state on a person's message and returns when it landed; where that cannot be done nothing happens. */
    readonly mark: (message: MessageRef, state: MarkState) => Effect.Effect<void>
    /** This turn answers the message as long as the scope is open: until then no other turn's end is the message's. */
    readonly answers: (message: MessageRef, turn: TurnId) => Effect.Effect<void, never, Scope.Scope>
    /** Shows how the message stands now that this turn has ended so, unless others still answer it. */
    readonly answered: (message: MessageRef, turn: TurnId, state: MarkState) => Effect.Effect<void>
    /** Says something short in a conversation that belongs to no turn. The same key is said once. */
    readonly notice: (
      conversation: Pick<Conversation, "id" | "platform">,
      key: string,
      markdown: string,
      replyTo?: MessageRef
    ) => Effect.Effect<void>
    /** Posts something that stands by itself; the same key is posted once. Undefined where nothing can be shown. */
    readonly post: (
      conversation: Pick<Conversation, "id" | "platform">,
      key: string,
      face: Face,
      markdown: string
    ) => Effect.Effect<MessageRef | undefined>
    /** Posts a file; the same key is posted once. */
    readonly upload: (
      conversation: Pick<Conversation, "id" | "platform">,
      file: Pick<Upload, "key" | "face" | "name" | "mediaType" | "content" | "encoding">
    ) => Effect.Effect<void, PlatformError>
    /** Gives a thread another title. */
    readonly title: (
      conversation: Pick<Conversation, "id" | "platform">,
      title: string
    ) => Effect.Effect<void, PlatformError>
    /** Opens a thread that begins with this message; undefined where there are none. The same key is one thread. */
    readonly open: (
      conversation: Pick<Conversation, "id" | "platform">,
      thread: { readonly key: string; readonly face: Face; readonly title: string; readonly markdown: string }
    ) => Effect.Effect<Conversation | undefined, PlatformError>
    /** Answers a command through its handle. */
    readonly reply: (
      conversation: Conversation,
      handle: string,
      markdown: string,
      failed: boolean
    ) => Effect.Effect<void>
  }
>()("orchestrator/render/Stage") {
  static readonly layer = (platforms: ReadonlyArray<ChatPlatform>) =>
    Layer.effect(
      Stage,
      Effect.gen(function* () {
        const outboxes = new Map<PlatformName, Outbox>()
        for (const platform of platforms) outboxes.set(platform.name, yield* Outbox.make(platform))

        const perform = (platform: PlatformName, operation: Operation) =>
          outboxes.get(platform)?.perform(operation) ??
          Effect.fail(new PlatformError({ platform, reason: new Unreachable({ detail: "it does not run" }) }))
        const write = (platform: PlatformName, operation: Operation) =>
          perform(platform, operation).pipe(Effect.ignore({ log: "Warn" }))

        const joint = makeJointMarks()
        const mark = (message: MessageRef, state: MarkState) =>
          outboxes.get(message.platform)?.capabilities.marks === true
            ? write(message.platform, Operation.cases.Mark.make({ message, state })).pipe(Effect.asVoid)
            : Effect.void

        return Stage.of({
          platforms: [...outboxes.keys()],
          capabilities: (platform) => outboxes.get(platform)?.capabilities ?? noCapabilities,
          link: (conversation) => platforms.find(({ name }) => name === conversation.platform)?.link?.(conversation),
          connections: Effect.forEach(platforms, ({ connection, name }) =>
            connection === undefined
              ? Effect.succeed({ platform: name })
              : Effect.map(connection, (now) => ({ platform: name, connection: now }))
          ),
          present: ({ turn, posted, ...presentation }) => {
            const outbox = outboxes.get(turn.conversation.platform)
            if (outbox === undefined) {
              const waits = `the answer waits until ${turn.conversation.platform} runs again`
              return Effect.andThen(Effect.logWarning(waits), Effect.never)
            }
            return present(outbox, {
              ...presentation,
              turn: turn.id,
              conversation: turn.conversation.id,
              known: posted,
              ...(turn.origin === undefined ? {} : { replyTo: turn.origin })
            })
          },
          mark,
          answers: (message, turn) =>
            Effect.acquireRelease(
              Effect.sync(() => joint.join(message, turn)),
              () => Effect.sync(() => joint.leave(message, turn))
            ),
          answered: (message, turn, state) =>
            Effect.suspend(() => {
              const last = joint.ended(message, turn, state)
              const shown = outboxes.get(message.platform)?.capabilities.marksEach === true ? state : last
              return shown === undefined ? Effect.void : mark(message, shown)
            }),
          notice: ({ id, platform }, key, markdown, replyTo) =>
            write(
              platform,
              Operation.cases.Post.make({
                key: key.slice(0, 100),
                conversation: id,
                face: Words.service,
                body: { markdown, controls: [] },
                notify: false,
                ...(replyTo === undefined ? {} : { replyTo })
              })
            ),
          post: ({ id, platform }, key, face, markdown) =>
            perform(
              platform,
              Operation.cases.Post.make({
                key: key.slice(0, 100),
                conversation: id,
                face,
                body: { markdown, controls: [] },
                notify: false
              })
            ).pipe(
              Effect.map(({ message }) => message),
              Effect.tapError((error) => Effect.logWarning("a message could not be posted", error)),
              Effect.orElseSucceed(() => undefined)
            ),
          upload: ({ id, platform }, file) =>
            Effect.asVoid(
              perform(platform, Operation.cases.Upload.make({ ...file, key: file.key.slice(0, 100), conversation: id }))
            ),
          title: ({ id, platform }, title) =>
            Effect.asVoid(perform(platform, Operation.cases.Title.make({ conversation: id, title }))),
          open: ({ id, platform }, { face, key, markdown, title }) => {
            const outbox = outboxes.get(platform)
            if (outbox?.capabilities.threads !== true) return Effect.undefined
            const body = { markdown, controls: [] }
            return outbox
              .perform(Operation.cases.Open.make({ key: key.slice(0, 100), conversation: id, face, title, body }))
              .pipe(
                Effect.map(({ conversation }) => conversation),
                Effect.tapError((error) => Effect.logWarning("a thread could not be opened", error))
              )
          },
          reply: ({ id, platform }, handle, markdown, failed) =>
            write(
              platform,
              Operation.cases.Reply.make({ handle, conversation: id, body: { markdown, controls: [] }, failed })
            )
        })
      })
    )
}
