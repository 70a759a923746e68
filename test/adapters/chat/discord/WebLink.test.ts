import { assert, describe, it } from "@effect/vitest"
import { conversationAt } from "../../../../src/adapters/chat/discord/Place.ts"
import { webLink } from "../../../../src/adapters/chat/discord/WebLink.ts"

const place = { channel: "20", guild: "1", opensThreads: true, own: false }

describe("where a browser shows a conversation on Discord", () => {
  it("is its channel or thread on its server, or among one's own", () => {
    const linkOf = (more: Partial<Parameters<typeof conversationAt>[0]>) =>
      webLink(conversationAt({ ...place, kind: "channel", ...more }))
    assert.strictEqual(linkOf({ category: "5" }), "https://discord.com/channels/1/20")
    assert.strictEqual(linkOf({ kind: "thread", thread: "30", category: "5" }), "https://discord.com/channels/1/30")
    const { guild: _, ...alone } = place
    assert.strictEqual(webLink(conversationAt({ ...alone, kind: "direct" })), "https://discord.com/channels/@me/20")
  })
})
