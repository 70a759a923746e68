/**
 * Commands: a line after a slash, a form that was filled in for one, and a question about a message. Owns which of them
 * everybody sees, and that a form opens in time.
 */
import * as Effect from "effect/Effect"
import { inTime } from "../../../../core/chat/InTime.ts"
import { namesIn } from "../../../../core/chat/Named.ts"
import { questionAbout, taskAbout } from "../../../../core/chat/QuestionAbout.ts"
import { argsOf, wantsForm } from "../../../../core/commands/FormWords.ts"
import { InboundEvent } from "../../../../core/model/InboundEvent.ts"
import { type ChatPlatform, Operation, type PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import * as Words from "../../../../core/render/Words.ts"
import type { MessagePayload } from "../format/Body.ts"
import { aboutView, formView, wordsField } from "../format/Modals.ts"
import { sessionTitle } from "../format/SessionTitle.ts"
import type { People } from "../inbound/People.ts"
import { isDirect } from "../inbound/Places.ts"
import { readableText } from "../inbound/ReadableText.ts"
import type { Recipients } from "../outbound/Recipients.ts"
import { conversationAt } from "../Place.ts"
import type { Tokens } from "../Tokens.ts"
import type { Api } from "../web/Api.ts"
import { errorOf } from "../web/Faults.ts"
import { type Asked, announceAsked } from "./Asked.ts"
import type { AskedAbout, MessageAt } from "./AskedAbout.ts"
import { type Deed, formPlaceOf, placeOfDeed } from "./Deeds.ts"
import type { Slash } from "./Payloads.ts"
import type { Reading } from "./Reading.ts"
import { type SlashCall, slashCall } from "./SlashCommands.ts"
import type { Telling } from "./Telling.ts"
import type { Views } from "./Views.ts"

type Args = Readonly<Record<string, string>>

export interface Commanding {
  readonly slash: (deed: Deed, payload: Slash) => Effect.Effect<void>
  /** `fields` as they were filled in. */
  readonly form: (deed: Deed, command: string, fields: Args) => Effect.Effect<void>
  /** A message's menu was used: asks for the question. */
  readonly menu: (deed: Deed, ts: string, message: unknown) => Effect.Effect<void>
  /** A message is a worker's task, in the conversation in which it stands. */
  readonly work: (deed: Deed, ts: string, message: unknown) => Effect.Effect<void>
  /** The question about a message. */
  readonly about: (deed: Deed, ts: string, fields: Args) => Effect.Effect<void>
}

/** Of the 3 seconds for which a trigger is good; what comes before and the way there take the rest. */
const draftWithin = "1500 millis"
const ask = "ask"
const notHere = ["not_in_channel", "channel_not_found"]
const deleted = ["thread_not_found", "message_not_found"]

const said = (text: string): MessagePayload => ({
  text,
  blocks: [{ type: "section", text: { type: "mrkdwn", text } }]
})

export const makeCommanding = (parts: {
  readonly api: Api
  readonly askedAbout: AskedAbout
  readonly intake: Intake
  readonly outbound: Pick<ChatPlatform, "perform">
  readonly people: Pick<People, "find">
  readonly reading: Reading
  readonly recipients: Pick<Recipients, "note">
  readonly telling: Telling
  readonly tokens: Pick<Tokens, "account">
  readonly views: Views
}): Commanding => {
  const { askedAbout, intake, outbound, people, reading, recipients, telling, tokens, views } = parts

  const ourName = (team: string): Effect.Effect<string | undefined> =>
    tokens.account(team).pipe(
      Effect.map(({ user }) => user),
      Effect.orElseSucceed(() => undefined)
    )

  const notShown = Effect.fnUntraced(function* (deed: Deed, error: PlatformError) {
    if (deleted.includes(errorOf(error) ?? "")) {
      return yield* telling.refuse(deed, "that message does not exist any more: ask in the channel with /ask")
    }
    if (!notHere.includes(errorOf(error) ?? "")) {
      return yield* telling.refuse(deed, `your question could not be shown: ${error.reason.message}; try again`)
    }
    if (isDirect(deed.channel)) {
      return yield* telling.refuse(deed, "i am no part of this conversation: ask in a channel, or write to me directly")
    }
    // A mention: nobody but the person reads it, and it names the bot as this workspace calls it.
    const user = yield* ourName(deed.team)
    const bot = user === undefined ? "the bot" : `<@${user}>`
    yield* telling.refuse(deed, said(`i am not in this channel: type \`/invite\` ${bot}, then ask again`))
  })

  const run = Effect.fnUntraced(function* (deed: Deed, command: string, args: Args) {
    yield* telling.expect(deed)
    yield* intake.accept(
      InboundEvent.cases.Commanded.make({
        conversation: conversationAt(placeOfDeed(deed)),
        person: yield* people.find(deed.team, deed.user),
        command,
        args,
        replyTo: deed.handle
      })
    )
  })

  /** In sight of everybody, in the thread that the question opens or in which it stands. */
  const askOpenly = Effect.fnUntraced(function* (
    deed: Deed,
    args: Args,
    asked: Pick<Asked, "about" | "place" | "text">
  ) {
    const { handle, team, user } = deed
    const person = yield* people.find(team, user)
    yield* announceAsked(parts, { ...asked, handle, person }).pipe(
      Effect.matchEffect({
        onFailure: (error) => notShown(deed, error),
        onSuccess: ({ conversation, message }) =>
          Effect.gen(function* () {
            recipients.note(conversation.id, { user, team, title: sessionTitle(asked.text, []) })
            const takeBack = Effect.asVoid(outbound.perform(Operation.cases.Delete.make({ message })))
            yield* telling.expect(deed, { silent: true, takeBack })
            yield* intake.accept(
              InboundEvent.cases.Commanded.make({
                conversation,
                person,
                command: ask,
                args,
                replyTo: handle,
                origin: message
              })
            )
          })
      })
    )
  })

  const openForm = Effect.fnUntraced(function* (deed: Deed, { args, command, shape }: SlashCall) {
    if (shape === undefined || !wantsForm(shape, args)) return false
    const draft = Effect.flatMap(people.find(deed.team, deed.user), (person) =>
      intake.draft({ conversation: conversationAt(placeOfDeed(deed)), person, command, args })
    )
    const values = yield* inTime(draft, draftWithin, {})
    const view = formView(shape, { ...values, ...args }, formPlaceOf(deed))
    if (view === undefined) return false
    yield* Effect.catch(views.open(deed, view), (words) => telling.refuse(deed, words))
    return true
  })

  return {
    slash: Effect.fn("Commanding.slash")(function* (deed, payload) {
      const { agents, vocabulary } = intake
      const written = payload.text ?? ""
      const [names, ours, known] = yield* Effect.all([reading.names(deed.team, written), ourName(deed.team), agents], {
        concurrency: 3
      })
      const { text } = namesIn(written, [], ours === undefined ? [] : [ours])
      const call = slashCall(payload.command, readableText(text, names), { vocabulary, agents: known })
      if (yield* openForm(deed, call)) return
      const question = call.command === ask ? call.args.text : undefined
      return yield* question === undefined
        ? run(deed, call.command, call.args)
        : askOpenly(deed, call.args, { place: placeOfDeed(deed), text: question })
    }),
    form: (deed, command, fields) => run(deed, command, argsOf(fields)),
    menu: Effect.fn("Commanding.menu")(function* (deed, ts, message) {
      askedAbout.remember(messageAt(deed, ts), message)
      const view = aboutView({ ...formPlaceOf(deed), message: ts })
      if (view === undefined) return yield* telling.refuse(deed, Words.expired)
      yield* Effect.catch(views.open(deed, view), (words) => telling.refuse(deed, words))
    }),
    work: Effect.fn("Commanding.work")(function* (deed, ts, message) {
      askedAbout.remember(messageAt(deed, ts), message)
      yield* askedAbout.find(messageAt(deed, ts)).pipe(
        Effect.matchEffect({
          onFailure: ({ reason }) => telling.refuse(deed, `that message cannot be read: ${reason.message}`),
          onSuccess: (found) => run(deed, "worker run", { text: taskAbout(found) })
        })
      )
    }),
    about: Effect.fn("Commanding.about")(function* (deed, ts, fields) {
      const question = fields[wordsField] ?? ""
      yield* askedAbout.find(messageAt(deed, ts)).pipe(
        Effect.matchEffect({
          onFailure: ({ reason }) => telling.refuse(deed, `that message cannot be read: ${reason.message}`),
          onSuccess: (found) =>
            askOpenly(
              deed,
              { text: questionAbout(question, found) },
              {
                place: { ...placeOfDeed(deed), thread: deed.thread ?? ts },
                text: question,
                about: { ts, writer: found.writer }
              }
            )
        })
      )
    })
  }
}

const messageAt = ({ channel, team, thread }: Deed, ts: string): MessageAt => ({
  team,
  channel,
  ts,
  ...(thread === undefined ? {} : { thread })
})
