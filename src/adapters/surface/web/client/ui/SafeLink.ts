/** Which addresses a text that somebody wrote may lead to. */

/** The address itself when it is http, https or mailto; undefined for every other, and for what is none. */
export const safeLink = (address: string | undefined): string | undefined => {
  if (address === undefined || !/^(?:https?:\/\/|mailto:)/i.test(address) || !URL.canParse(address)) return undefined
  return address
}
