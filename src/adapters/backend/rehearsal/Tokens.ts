/**
 * The names of rehearsed conversations. A token begins with a hash of its session, so that the conversations of a session
 * are found even when the service died before it learned the token. Owns only that.
 */
import { createHash, randomBytes } from "node:crypto"
import { ResumeToken, type SessionId } from "../../../core/model/Ids.ts"

/** `r-` and 12 hexadecimal digits: what all tokens of that session begin with. */
export const tokenPrefix = (session: SessionId): string =>
  `r-${createHash("sha256").update(session).digest("hex").slice(0, 12)}-`

export const newToken = (session: SessionId): ResumeToken =>
  ResumeToken.make(`${tokenPrefix(session)}${randomBytes(4).toString("hex")}`)

/** Default deny: a token becomes a file name. */
export const isToken = (text: string): boolean => /^r-[0-9a-f]{12}-[0-9a-f]{8}$/.test(text)
