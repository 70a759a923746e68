/**
 * What kind of secret somebody holds in hand, by its looks: Slack shows half a dozen on neighbouring pages. Pure; what a
 * secret says is in none of the words.
 */
const appLevel = "the app-level token begins with xapp- and is on Basic Information, under App-Level Tokens"
const bot = "the bot token begins with xoxb- and is on OAuth & Permissions, as Bot User OAuth Token"

const kinds: ReadonlyArray<readonly [looks: RegExp, is: string]> = [
  [/^xox[cd]-/, "that is the secret of somebody's browser, which must not be given to any app"],
  [/^xoxe\.xoxb-/, "that token ends after 12 hours, since token rotation is on in this app: make the app anew"],
  [/^xoxe\.xoxp-/, "that is the configuration token, or a person's"],
  [/^xox[er]-/, "that renews another token"],
  [/^xoxe\.|^xoxa-/, "that token is of another kind"],
  [/^xox[ps]-/, "that is a person's token"],
  [/^xapp-/, "that is the app-level token"],
  [/^xoxb-/, "that is the bot token"],
  [/^[0-9a-f]{32}$/, "that is the signing secret or the client secret"],
  [/^[0-9A-Za-z]{24}$/, "that is the verification token, which slack itself has given up"],
  [/^\d+\.\d+$/, "that is the client id"],
  [/^[ATUBCD][0-9A-Z]{6,14}$/, "that is an id"],
  [/^https?:/, "that is an address"]
]

/** Why this cannot be what was asked for; undefined when it may be. Only Slack knows whether it is. */
export const mistakenToken = (wanted: "app-level token" | "bot token", secret: string): string | undefined => {
  const where = wanted === "bot token" ? bot : appLevel
  if (!/^[\x21-\x7e]+$/.test(secret)) return `a token is one word: ${where}`
  if (secret.startsWith(wanted === "bot token" ? "xoxb-" : "xapp-")) return undefined
  const is = kinds.find(([looks]) => looks.test(secret))?.[1]
  return is === undefined ? undefined : `${is}: ${where}`
}

/** The app whose app-level token this is, where it says so. */
export const appOfToken = (appToken: string): string | undefined => /^xapp-\d+-(A[0-9A-Z]+)-/.exec(appToken)?.[1]
