import { assert, describe, it } from "@effect/vitest"
import { conversationAt } from "../../../../src/adapters/chat/slack/Place.ts"
import { webLink } from "../../../../src/adapters/chat/slack/WebLink.ts"

describe("where a browser shows a conversation on Slack", () => {
  it("is its channel, with the thread that hangs on a message", () => {
    const place = { team: "T1", channel: "C2", direct: false }
    assert.strictEqual(webLink(conversationAt(place)), "https://app.slack.com/client/T1/C2")
    assert.strictEqual(
      webLink(conversationAt({ ...place, thread: "1700000000.000100" })),
      "https://app.slack.com/client/T1/C2/thread/C2-1700000000.000100"
    )
  })
})
