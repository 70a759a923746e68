/**
 * What somebody has begun to write and not sent, by the place it is written in; kept until the window is closed. Owns the
 * name under which it is sent: the same words sent twice, because nobody knew whether they arrived, are one message.
 */

export interface Draft {
  readonly text: string
  readonly message: string
}

/** Also where the browser only gives out names on secure pages. */
const freshMessage = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("")

const keyOf = (place: string): string => `draft ${place}`

const isDraft = (value: unknown): value is Draft =>
  typeof value === "object" &&
  value !== null &&
  "text" in value &&
  typeof value.text === "string" &&
  "message" in value &&
  typeof value.message === "string"

export const draftOf = (place: string): Draft => {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(place)) ?? "null")
    if (isDraft(kept)) return kept
  } catch {
    // what cannot be read is no draft
  }
  return { text: "", message: freshMessage() }
}

/** Other words are another message. */
export const draftWith = (draft: Draft, text: string): Draft =>
  text === draft.text ? draft : { text, message: freshMessage() }

export const keepDraft = (place: string, draft: Draft): void => {
  try {
    if (draft.text === "") sessionStorage.removeItem(keyOf(place))
    else sessionStorage.setItem(keyOf(place), JSON.stringify(draft))
  } catch {
    // a window that keeps nothing: it is still in the field
  }
}
