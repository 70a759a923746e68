/** What somebody may have copied instead of a token, from the pages on which Slack shows its secrets side by side. */
import { assert, describe, it } from "vitest"
import { appOfToken, mistakenToken } from "../../../../../src/adapters/chat/slack/setup/TokenKind.ts"

const secret = "0123456789abcdef0123456789abcdef"

const mistaken: ReadonlyArray<readonly [secret: string, appLevel: RegExp | undefined, bot: RegExp | undefined]> = [
  [`xapp-1-A024BE7LH-1-${secret}`, undefined, /that is the app-level token: the bot token begins with xoxb-/],
  [`xoxb-1-2-${secret}`, /that is the bot token: the app-level token begins with xapp-/, undefined],
  [`xoxp-1-2-${secret}`, /a person's token/, /a person's token/],
  [`xoxe.xoxb-1-${secret}`, /token rotation is on/, /token rotation is on/],
  [`xoxe.xoxp-1-${secret}`, /configuration token/, /configuration token/],
  [`xoxe-1-${secret}`, /renews another/, /renews another/],
  [`xoxc-1-${secret}`, /somebody's browser/, /somebody's browser/],
  [secret, /signing secret/, /signing secret or the client secret: the bot token .* OAuth & Permissions/],
  ["1234567890.1234567890123", /client id/, /client id/],
  ["A024BE7LH", /an id/, /an id/],
  ["a1B2c3D4e5F6g7H8i9J0k1L2", /verification token/, /verification token/],
  ["https://api.slack.com/apps", /an address/, /an address/],
  [`xoxb-1-2 ${secret}`, /one word/, /one word/],
  ["", /one word/, /one word/],
  ["a token of a new kind that nobody knows".replaceAll(" ", "-"), undefined, undefined]
]

describe("a secret in the wrong place", () => {
  it("is known by its looks, and is in none of the words", () => {
    for (const [text, appLevel, bot] of mistaken) {
      for (const [wanted, words] of [["app-level token", appLevel] as const, ["bot token", bot] as const]) {
        const said = mistakenToken(wanted, text)
        if (words === undefined) assert.isUndefined(said, text)
        else assert.match(said ?? "", words)
        if (text.length > 10) assert.notInclude(said ?? "", text)
      }
    }
  })

  it("tells the app that an app-level token is of", () => {
    assert.strictEqual(appOfToken(`xapp-1-A024BE7LH-12-${secret}`), "A024BE7LH")
    assert.isUndefined(appOfToken(`xoxb-1-2-${secret}`))
  })
})
