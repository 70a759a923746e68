/**
 * Everything that a person does but write: slash commands, buttons, lists, forms, menus, and opening the bot's page. Owns
 * what leaves first, which is the acknowledgement, whatever the core is doing; and that what is handed over twice is done
 * once.
 */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import { makeRecent } from "../../../../core/chat/Recent.ts"
import { InboundEvent } from "../../../../core/model/InboundEvent.ts"
import type { ChatPlatform } from "../../../../core/ports/ChatPlatform.ts"
import type { Intake } from "../../../../core/ports/Intake.ts"
import * as Words from "../../../../core/render/Words.ts"
import { decodeForm, type Form } from "../format/FormIds.ts"
import { formErrors, submitted, wordsField } from "../format/Modals.ts"
import { placeOf } from "../inbound/Messages.ts"
import type { People } from "../inbound/People.ts"
import type { Places } from "../inbound/Places.ts"
import type { Recipients } from "../outbound/Recipients.ts"
import { conversationAt } from "../Place.ts"
import type { Acknowledge } from "../receive/Received.ts"
import { askAbout, runAsWorker } from "../setup/AppManifest.ts"
import type { Tokens } from "../Tokens.ts"
import type { Api } from "../web/Api.ts"
import { makeAskedAbout } from "./AskedAbout.ts"
import { makeCommanding } from "./Commanding.ts"
import { byControl, byForm, byMenu, bySlash, type Deed, formPlaceOf, placeOfDeed } from "./Deeds.ts"
import { handleOf } from "./Handles.ts"
import { makeHome } from "./Home.ts"
import {
  type BlockActions,
  decodePayload,
  type HomeOpened,
  type MessageAction,
  type Payload,
  type ViewSubmission
} from "./Payloads.ts"
import { type Press, pressedByForm, pressing } from "./Pressing.ts"
import { makeReading } from "./Reading.ts"
import type { Replies } from "./Replies.ts"
import { makeTelling } from "./Telling.ts"
import { makeViews } from "./Views.ts"

export interface Interactions {
  /** Takes a body as Slack sent it, and as long as the core takes: fork it. */
  readonly handle: (raw: unknown, acknowledge: Acknowledge) => Effect.Effect<void>
}

const mostRemembered = 5_000
const tickFirst = "nothing is ticked yet: tick what you choose, then send it"
const needed = "this is needed"

export const makeInteractions = (parts: {
  readonly api: Api
  readonly intake: Intake
  /** Shows what somebody asked, once. */
  readonly outbound: Pick<ChatPlatform, "perform">
  readonly people: People
  readonly places: Places
  readonly recipients: Pick<Recipients, "note">
  readonly replies: Replies
  readonly tokens: Pick<Tokens, "account">
}): Effect.Effect<Interactions> =>
  Effect.sync(() => {
    const { api, intake, people, replies } = parts
    const handled = makeRecent<string, true>(mostRemembered)
    const reading = makeReading(parts)
    const views = makeViews(parts)
    const telling = makeTelling(replies)
    const home = makeHome({ api, intake })
    const askedAbout = makeAskedAbout({ api, people, reading })
    const commanding = makeCommanding({ ...parts, askedAbout, reading, telling, views })

    const press = Effect.fnUntraced(function* (deed: Deed, pressed: Press) {
      yield* telling.expect(deed)
      yield* intake.accept(
        InboundEvent.cases.Pressed.make({
          conversation: conversationAt(placeOfDeed(deed)),
          person: yield* people.find(deed.team, deed.user),
          ...pressed,
          replyTo: deed.handle
        })
      )
    })

    const showHome = Effect.fnUntraced(function* (team: string, user: string, channel: string) {
      const person = yield* people.find(team, user)
      yield* home.show(team, person, conversationAt(placeOf(team, channel, undefined)))
    })

    const used = Effect.fnUntraced(function* (payload: BlockActions) {
      const deed = byControl(payload)
      if (deed === undefined) return
      for (const action of payload.actions) {
        const found = pressing(action, payload.state)
        switch (found._tag) {
          case "Pressed":
            return yield* press(deed, found.press)
          case "Form": {
            const view = found.view(formPlaceOf(deed))
            if (view === undefined) return yield* telling.refuse(deed, Words.expired)
            return yield* Effect.catch(views.open(deed, view), (words) => telling.refuse(deed, words))
          }
          case "Empty":
            return yield* telling.refuse(deed, tickFirst)
          case "Unknown":
            return yield* telling.refuse(deed, Words.expired)
          case "Nothing":
        }
      }
    })

    const filled = (deed: Deed, form: Form, fields: Readonly<Record<string, string>>): Effect.Effect<void> => {
      switch (form._tag) {
        case "Command":
          return commanding.form(deed, form.command, fields)
        case "Feedback":
        case "Other":
          return press(deed, pressedByForm(form, fields))
        case "About":
          return form.place.message === undefined
            ? telling.refuse(deed, Words.expired)
            : commanding.about(deed, form.place.message, fields)
      }
    }

    /** What is missing is said in the form itself, which stays open. */
    const missingIn = (form: Form, fields: Readonly<Record<string, string>>): ReadonlyArray<string> => {
      const required =
        form._tag === "Command"
          ? (intake.vocabulary.find(({ name }) => name === form.command)?.options ?? []).flatMap((option) =>
              option.required ? [option.name] : []
            )
          : [wordsField]
      return required.filter((name) => (fields[name] ?? "").trim() === "")
    }

    const sent = Effect.fnUntraced(function* (payload: ViewSubmission, acknowledge: Acknowledge) {
      const { view } = payload
      const form = decodeForm(view)
      const deed = form === undefined ? undefined : byForm(payload, form, views.openedFrom(view.id))
      const fields = submitted(view.state)
      const missing = form === undefined ? [] : missingIn(form, fields)
      if (missing.length > 0) {
        return yield* acknowledge(formErrors(Object.fromEntries(missing.map((name) => [name, needed]))))
      }
      yield* acknowledge()
      if (form === undefined || deed === undefined) return yield* Effect.logWarning("slack sent a foreign form")
      if (isNew(payload.trigger_id)) yield* filled(deed, form, fields)
    })

    const isNew = (trigger: ViewSubmission["trigger_id"]): boolean => {
      const handle = handleOf(trigger)
      if (handled.has(handle)) return false
      handled.set(handle, true)
      return true
    }

    const menu = (payload: MessageAction): Effect.Effect<void> => {
      const { callback_id, message, message_ts } = payload
      if (callback_id === askAbout) return commanding.menu(byMenu(payload), message_ts, message)
      if (callback_id === runAsWorker) return commanding.work(byMenu(payload), message_ts, message)
      return Effect.logWarning("slack sent an entry of a menu that is not ours")
    }

    const opened = ({ event, team_id }: HomeOpened): Effect.Effect<void> =>
      event.tab === "home" ? showHome(team_id, event.user, event.channel) : Effect.void

    const act = (payload: Payload, acknowledge: Acknowledge): Effect.Effect<void> => {
      if ("command" in payload) {
        const done = commanding.slash(bySlash(payload), payload)
        return Effect.andThen(acknowledge(), isNew(payload.trigger_id) ? done : Effect.void)
      }
      switch (payload.type) {
        case "block_actions":
          return Effect.andThen(acknowledge(), isNew(payload.trigger_id) ? used(payload) : Effect.void)
        case "message_action":
          return Effect.andThen(acknowledge(), isNew(payload.trigger_id) ? menu(payload) : Effect.void)
        case "view_submission":
          return sent(payload, acknowledge)
        case "event_callback":
          return Effect.andThen(acknowledge(), opened(payload))
        case "block_suggestion":
          return acknowledge({ options: [] })
        case "view_closed":
        case "shortcut":
          return acknowledge()
      }
    }

    return {
      handle: (raw, acknowledge) => {
        const decoded = decodePayload(raw)
        if (Exit.isFailure(decoded)) {
          return Effect.andThen(acknowledge(), Effect.logWarning("slack sent something of an unknown form"))
        }
        return Effect.suspend(() => act(decoded.value, acknowledge)).pipe(
          Effect.catchDefect((defect) => Effect.logError("something that a person did broke", defect))
        )
      }
    }
  })
