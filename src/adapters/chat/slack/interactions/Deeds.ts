/**
 * Something that a person did, wherever it was: who, where, and the ways back. Pure. What a control or a form says of its
 * place is never believed: where it was used is what Slack tells.
 */
import * as Exit from "effect/Exit"
import type * as Redacted from "effect/Redacted"
import type { Form, FormPlace } from "../format/FormIds.ts"
import { placeOf, threadOf } from "../inbound/Messages.ts"
import { decodeMessage } from "../inbound/RawMessage.ts"
import type { Place } from "../Place.ts"
import { handleOf } from "./Handles.ts"
import type { BlockActions, MessageAction, Slash, ViewSubmission } from "./Payloads.ts"

export interface Deed {
  /** The same when Slack hands it over again. */
  readonly handle: string
  readonly team: string
  readonly user: string
  readonly channel: string
  /** The timestamp of the message on which the thread hangs, where it was done in one. */
  readonly thread?: string
  /** Opens one form, within 3 seconds. */
  readonly trigger: Redacted.Redacted<string>
  readonly responseUrl?: Redacted.Redacted<string>
}

type Url = Deed["responseUrl"] | null

const ways = (url: Url): Pick<Deed, "responseUrl"> => (url == null ? {} : { responseUrl: url })
const inThread = (thread: string | null | undefined): Pick<Deed, "thread"> => (thread == null ? {} : { thread })

export const bySlash = (payload: Slash): Deed => ({
  handle: handleOf(payload.trigger_id),
  team: payload.team_id,
  user: payload.user_id,
  channel: payload.channel_id,
  trigger: payload.trigger_id,
  ...ways(payload.response_url)
})

/** Nothing for what does not stand in a message, or not where it says. */
export const byControl = (payload: BlockActions): Deed | undefined => {
  const { container, message, response_url, team, trigger_id, user } = payload
  const channel = container.channel_id ?? payload.channel?.id
  if (channel === undefined || (payload.channel?.id ?? channel) !== channel) return undefined
  return {
    handle: handleOf(trigger_id),
    team: team.id,
    user: user.id,
    channel,
    trigger: trigger_id,
    ...inThread(container.thread_ts ?? message?.thread_ts),
    ...ways(response_url)
  }
}

const threadOfMessage = (message: unknown): string | undefined => {
  const decoded = decodeMessage(message)
  return Exit.isSuccess(decoded) ? threadOf(decoded.value) : undefined
}

export const byMenu = (payload: MessageAction): Deed => {
  const { channel, message, response_url, team, trigger_id, user } = payload
  return {
    handle: handleOf(trigger_id),
    team: team.id,
    user: user.id,
    channel: channel.id,
    trigger: trigger_id,
    ...inThread(threadOfMessage(message)),
    ...ways(response_url)
  }
}

/** Nothing for a form that was opened in another workspace than it was sent from. */
export const byForm = (
  payload: ViewSubmission,
  { place }: Form,
  from: Pick<Deed, "responseUrl"> | undefined
): Deed | undefined => {
  const { team, trigger_id, user, view } = payload
  const { channel, thread } = place
  if ((view.app_installed_team_id ?? team.id) !== place.team) return undefined
  return {
    handle: handleOf(trigger_id),
    team: place.team,
    user: user.id,
    channel,
    trigger: trigger_id,
    ...inThread(thread),
    ...ways(from?.responseUrl)
  }
}

export const placeOfDeed = ({ channel, team, thread }: Deed): Place => placeOf(team, channel, thread)

export const formPlaceOf = ({ channel, team, thread }: Deed): FormPlace => ({
  team,
  channel,
  ...inThread(thread)
})
