/**
 * Where a browser shows a conversation on Slack. Pure.
 */
import type { Conversation } from "../../../core/model/Conversation.ts"
import { addressOf } from "./Address.ts"

export const webLink = ({ id }: Conversation): string => {
  const { channel, team, thread } = addressOf(id)
  const place = `https://app.slack.com/client/${team}/${channel}`
  return thread === undefined ? place : `${place}/thread/${channel}-${thread}`
}
