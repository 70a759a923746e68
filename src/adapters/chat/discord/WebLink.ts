/**
 * Where a browser shows a conversation on Discord. Pure.
 */
import type { Conversation } from "../../../core/model/Conversation.ts"
import { targetOf } from "./Address.ts"

export const webLink = ({ id, kind, within }: Conversation): string | undefined => {
  // the outermost place around a channel is its server
  const server = kind === "direct" ? "@me" : within.at(-1)
  return server === undefined ? undefined : `https://discord.com/channels/${server}/${targetOf(id)}`
}
