/**
 * A journey through the whole service as people take it: they say things on a platform, look at the screen and press
 * buttons. Waiting is for what the platform was asked to do, never for time.
 */
import * as Effect from "effect/Effect"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import type { Conversation, Person } from "../../src/core/model/Conversation.ts"
import { AgentName, ConversationId, MessageId, UserId } from "../../src/core/model/Ids.ts"
import type { InboundEvent, PressAction } from "../../src/core/model/InboundEvent.ts"
import type { Control, MarkState } from "../../src/core/ports/ChatPlatform.ts"
import type { ReceivedFiles } from "../../src/core/ports/Intake.ts"
import { type FakeOptions, fakeConversation, makeFakePlatform } from "./FakePlatform.ts"

const settledMarks: ReadonlyArray<MarkState | undefined> = ["done", "failed", "stopped", "withdrawn"]

export interface SaidOptions {
  readonly to?: ReadonlyArray<string>
  readonly files?: Effect.Effect<ReceivedFiles>
  /** Somebody else than ann. */
  readonly by?: Person
}

export interface JourneyOptions extends FakeOptions {
  readonly room?: string
  /** Everything is said in a thread of this channel. */
  readonly threadOf?: string
}

export const makeJourney = Effect.fnUntraced(function* (options: JourneyOptions = {}) {
  const fake = makeFakePlatform({ limit: "none", ...options })
  const room = fakeConversation(options.room ?? "room", fake.platform.name)
  const conversation: Conversation =
    options.threadOf === undefined ? room : { ...room, kind: "thread", within: [ConversationId.make(options.threadOf)] }
  const happened = yield* PubSub.unbounded<void>()
  const person = { id: UserId.make("ann"), name: "ann", roles: ["owner"] }
  const refOf = (id: string) => ({
    platform: fake.platform.name,
    conversation: conversation.id,
    message: MessageId.make(id)
  })
  const event = (given: InboundEvent, files?: Effect.Effect<ReceivedFiles>) =>
    Effect.andThen(fake.say(given, files), PubSub.publish(happened, undefined))

  /** Returns once `holds`, looked at after everything that the platform was asked to do. */
  const until = (what: string, holds: () => boolean) =>
    Effect.scoped(
      Effect.gen(function* () {
        const changes = yield* PubSub.subscribe(happened)
        if (holds()) return
        yield* Stream.fromSubscription(changes).pipe(Stream.takeUntil(holds), Stream.runDrain)
      })
    ).pipe(
      Effect.timeoutOrElse({
        duration: "20 seconds",
        orElse: () => Effect.die(new Error(`never came: ${what}\n\n${fake.screen(conversation.id)}`))
      })
    )

  const answers = () => fake.messages(conversation.id).filter((message) => message.author !== person.name)
  const controls = () => fake.messages(conversation.id).flatMap((message) => message.body.controls)
  const isFor = (action: PressAction) => (control: Control) => control._tag === "Button" && control.action === action

  return {
    fake,
    conversation,
    platform: {
      ...fake.platform,
      perform: (operation: Parameters<typeof fake.platform.perform>[0]) =>
        Effect.ensuring(fake.platform.perform(operation), PubSub.publish(happened, undefined))
    },
    says: (id: string, text: string, { by = person, files, to = [] }: SaidOptions = {}) =>
      event(
        {
          _tag: "Said",
          ref: refOf(id),
          conversation,
          person: by,
          text,
          attachments: [],
          addressed: true,
          named: to.map((name) => AgentName.make(name)),
          at: 1_795_000_000_000
        },
        files
      ),
    reacts: (id: string, reaction: string) =>
      event({ _tag: "Reacted", ref: refOf(id), conversation, person, reaction }),
    types: Effect.flatMap(fake.intake, (intake) => intake.typing(conversation, person)),
    edits: (id: string, text: string) => event({ _tag: "Edited", ref: refOf(id), conversation, person, text }),
    deletes: (id: string) => event({ _tag: "Deleted", ref: refOf(id), conversation }),
    commands: (command: string, args: Readonly<Record<string, string>> = {}) =>
      Effect.gen(function* () {
        const before = fake.replies.length
        yield* event({ _tag: "Commanded", conversation, person, command, args, replyTo: `reply-${before}` })
        yield* until(`an answer to ${command}`, () => fake.replies.length > before)
        return fake.replies.at(-1)?.body.markdown ?? ""
      }),
    /** Presses the button once it is there. */
    presses: (action: PressAction, value: Readonly<Record<string, ReadonlyArray<string>>> = {}, by: Person = person) =>
      Effect.gen(function* () {
        yield* until(`a button to ${action}`, () => controls().some(isFor(action)))
        // The newest: an older one may be about to lose its buttons.
        const target = controls().findLast(isFor(action))?.target ?? ""
        yield* event({ _tag: "Pressed", conversation, person: by, action, target, value })
      }),
    /** Chooses in the first open question. */
    chooses: (...labels: ReadonlyArray<string>) =>
      Effect.gen(function* () {
        const isChoice = (control: Control) => control._tag === "Choice"
        yield* until("a question", () => controls().some(isChoice))
        const found = controls().find(isChoice)
        if (found?._tag !== "Choice") return
        const value = { [found.question]: labels }
        yield* event({ _tag: "Pressed", conversation, person, action: "choose", target: found.target, value })
      }),
    until,
    /** Until an agent's message contains the text. */
    sees: (text: string) => until(`"${text}"`, () => answers().some((message) => message.body.markdown.includes(text))),
    settled: (id: string) =>
      until(`the end of ${id}`, () => settledMarks.includes(fake.marks(refOf(id)))).pipe(
        Effect.map(() => fake.marks(refOf(id)))
      ),
    mark: (id: string) => fake.marks(refOf(id)),
    screen: () => fake.screen(conversation.id)
  }
})

/** The configuration under which the person of a journey is the owner. */
export const journeyConfig = "access:\n  local: [fake]\n"

/** The screen with what differs from run to run made equal: seconds, money, share of the context. */
export const steady = (screen: string): string =>
  screen
    .replace(/\b\d+s\b/g, "Ns")
    .replace(/\b\d+% ctx/g, "N% ctx")
    .replace(/\$\d+\.\d\d/g, "$N")
