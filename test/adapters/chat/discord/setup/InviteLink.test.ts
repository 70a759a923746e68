import { assert, describe, it } from "@effect/vitest"
import { PermissionFlagsBits } from "discord-api-types/v10"
import {
  everyPermission,
  grantedIn,
  missingFrom,
  permissions
} from "../../../../../src/adapters/chat/discord/Permissions.ts"
import { inviteLink } from "../../../../../src/adapters/chat/discord/setup/InviteLink.ts"

const { AddReactions, Administrator, AttachFiles, CreatePublicThreads, ManageWebhooks, ReadMessageHistory } =
  PermissionFlagsBits
const { SendMessages, SendMessagesInThreads, ViewChannel } = PermissionFlagsBits

const names = (granted: bigint) => missingFrom(granted).map(({ name }) => name)

describe("the invite link", () => {
  it("asks for exactly the permissions that are used, and for commands", () => {
    const link = new URL(inviteLink("1234567890123456789"))
    assert.strictEqual(link.origin + link.pathname, "https://discord.com/oauth2/authorize")
    assert.strictEqual(link.searchParams.get("client_id"), "1234567890123456789")
    assert.strictEqual(link.searchParams.get("scope"), "bot applications.commands")
    const asked = BigInt(link.searchParams.get("permissions") ?? "")
    const expected = [ViewChannel, SendMessages, SendMessagesInThreads, CreatePublicThreads, ManageWebhooks]
    const all = [...expected, AttachFiles, ReadMessageHistory, AddReactions].reduce((bits, bit) => bits | bit, 0n)
    assert.strictEqual(asked, all)
    assert.strictEqual(new Set(permissions.map(({ bit }) => bit)).size, permissions.length)
  })
})

describe("missing permissions", () => {
  it("are named as Discord's settings name them; an administrator lacks none", () => {
    assert.deepStrictEqual(names(everyPermission), [])
    assert.deepStrictEqual(names(everyPermission & ~ManageWebhooks & ~AddReactions), [
      "Manage Webhooks",
      "Add Reactions"
    ])
    assert.deepStrictEqual(names(Administrator), [])
    assert.deepStrictEqual(names(everyPermission & ~ViewChannel), ["View Channels"])
  })

  it("follow a channel's overwrites: everybody's, then the roles', then the bot's own", () => {
    const holder = { user: "me", guild: "guild", roles: ["role"], granted: everyPermission }
    const deny = (id: string, bits: bigint) => ({ id, allow: 0n, deny: bits })
    const allow = (id: string, bits: bigint) => ({ id, allow: bits, deny: 0n })
    assert.deepStrictEqual(names(grantedIn(holder, [deny("guild", SendMessages)])), ["Send Messages"])
    assert.deepStrictEqual(names(grantedIn(holder, [allow("role", SendMessages), deny("guild", SendMessages)])), [])
    const own = [deny("me", AttachFiles), allow("role", AttachFiles), deny("other", SendMessages)]
    assert.deepStrictEqual(names(grantedIn(holder, own)), ["Attach Files"])
    assert.deepStrictEqual(names(grantedIn({ ...holder, granted: Administrator }, [deny("me", SendMessages)])), [])
  })
})
