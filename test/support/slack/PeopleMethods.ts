/** Who is who: auth.test, users, user groups, bots, the workspace; and reactions. */

import { messagePayload } from "./MessagePayload.ts"
import { addReaction, removeReaction } from "./Messages.ts"
import { type Call, type Methods, needChannel, needPlace, seenMessage } from "./Method.ts"
import { botPayload, groupPayload, teamPayload, teamUrl, userPayload } from "./Payloads.ts"
import { need, refuse } from "./Refusal.ts"
import type { Message } from "./World.ts"

const emojis = /^[a-z0-9_+'-]+(::skin-tone-[2-6])?$/

const target = (call: Call): Message => {
  const channel = needPlace(call, call.args.needed("channel"))
  return seenMessage(call, channel, call.args.needed("timestamp"))
}

const emojiIn = (call: Call): string => {
  const name = call.args.needed("name")
  return emojis.test(name) ? name : refuse("invalid_name")
}

export const peopleMethods: Methods = {
  "auth.test": {
    reads: true,
    answer: ({ install, team }) => ({
      url: teamUrl(team),
      team: team.name,
      user: install.bot.name,
      team_id: team.id,
      user_id: install.bot.id,
      bot_id: install.botId,
      is_enterprise_install: false
    })
  },
  "auth.revoke": {
    answer: ({ install }) => {
      install.active = false
      return { revoked: true }
    }
  },
  "users.info": {
    reads: true,
    scopes: ["users:read"],
    answer: ({ args, install, world }) => {
      const user = need(world.users.get(args.needed("user")), "user_not_found")
      const isVisible =
        user.team === install.team ||
        [...world.channels.values()].some(({ members, team }) => team === install.team && members.has(user.id))
      return isVisible ? { user: userPayload(user) } : refuse("user_not_visible")
    }
  },
  "usergroups.list": {
    reads: true,
    scopes: ["usergroups:read"],
    answer: ({ args, install, world }) => ({
      usergroups: [...world.groups.values()]
        .filter(({ team }) => team === install.team)
        .map((group) => ({
          ...groupPayload(group),
          ...(args.flag("include_users") ? { users: [...group.members] } : {})
        }))
    })
  },
  "usergroups.users.list": {
    reads: true,
    scopes: ["usergroups:read"],
    answer: ({ args, install, world }) => {
      const group = need(world.groups.get(args.needed("usergroup")), "no_such_subteam")
      return group.team === install.team ? { users: [...group.members] } : refuse("no_such_subteam")
    }
  },
  "bots.info": {
    reads: true,
    scopes: ["users:read"],
    answer: ({ args, install, world }) => {
      const id = args.text("bot") ?? install.botId
      return id === install.botId ? { bot: botPayload(world, install) } : refuse("bot_not_found")
    }
  },
  "team.info": { reads: true, scopes: ["team:read"], answer: ({ team }) => ({ team: teamPayload(team) }) },
  "reactions.add": {
    scopes: ["reactions:write"],
    answer: (call) => {
      addReaction(call.world, target(call), call.install.bot.id, emojiIn(call))
      return {}
    }
  },
  "reactions.remove": {
    scopes: ["reactions:write"],
    answer: (call) => {
      removeReaction(call.world, target(call), call.install.bot.id, emojiIn(call))
      return {}
    }
  },
  "reactions.get": {
    reads: true,
    scopes: ["reactions:read"],
    answer: (call) => {
      const channel = needChannel(call, call.args.needed("channel"))
      const message = seenMessage(call, channel, call.args.needed("timestamp"))
      return { type: "message", channel: channel.id, message: messagePayload(call.world, message) }
    }
  }
}
