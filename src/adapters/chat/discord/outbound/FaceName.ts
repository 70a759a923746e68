/**
 * An agent's name and picture as a webhook may show them. Pure. Discord refuses names that look like its own.
 */

import { cutTo, oneLine } from "../../../../core/chat/Cut.ts"
import type { Face } from "../../../../core/ports/ChatPlatform.ts"

/** Refused wherever they stand in a name: a dot in the middle keeps them readable. */
const refused = /(disc)(ord)|(cl)(yde)|(system) (message)/gi
/** Refused as the whole name. */
const reserved = /^(every|he)(one|re)$/i

/** 1-80 characters. */
export const webhookName = (name: string): string => {
  const plain = oneLine(
    name.replace(/[@#:`]/g, " ").replace(refused, (whole) => `${whole.slice(0, 2)}·${whole.slice(2)}`)
  )
  return cutTo(plain.replace(reserved, "$1·$2"), 80) || "agent"
}

/** The avatar only where Discord can fetch it. */
export const webhookFace = ({ avatar, name }: Face): { readonly username: string; readonly avatar_url?: string } => ({
  username: webhookName(name),
  ...(avatar !== undefined && /^https?:\/\/\S{1,2000}$/i.test(avatar) ? { avatar_url: avatar } : {})
})
