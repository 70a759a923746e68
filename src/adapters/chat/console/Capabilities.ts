/**
 * What the terminal chat can do, by the way in which it is used. Figures that the core plans with, nothing else.
 */
import { type ChatCapabilities, noCapabilities } from "../../../core/ports/ChatPlatform.ts"

/** Far more than an answer has; a bound so that one message cannot fill the memory. */
const maxLength = 100_000
/** About as often as a screen is drawn: more edits of one message would never be seen. */
const frameMillis = 33

export const terminalCapabilities: ChatCapabilities = {
  ...noCapabilities,
  maxLength,
  edits: true,
  deletes: true,
  uploads: true,
  marks: true,
  marksEach: true,
  buttons: true,
  tables: true,
  idempotentPosts: true,
  editIntervalMillis: () => frameMillis
}

/** A script is told everything, as soon as it reads it. */
export const jsonCapabilities: ChatCapabilities = { ...terminalCapabilities, editIntervalMillis: () => 0 }

/** What was printed stays as it is. */
export const plainCapabilities: ChatCapabilities = { ...terminalCapabilities, edits: false, deletes: false }
