/** How the app comes into other workspaces: a person agrees, the app exchanges the code for a token. */
import { Buffer } from "node:buffer"
import type { Call, Methods } from "./Method.ts"
import { refuse } from "./Refusal.ts"
import { installApp } from "./Scenery.ts"
import { secret, type World } from "./World.ts"

const credentials = ({ args, headers }: Call): { readonly id: string; readonly secret: string } => {
  const basic = /^Basic (.+)$/.exec(String(headers.authorization ?? ""))?.[1]
  if (basic === undefined) return { id: args.text("client_id") ?? "", secret: args.text("client_secret") ?? "" }
  const [id = "", password = ""] = Buffer.from(basic, "base64").toString("utf8").split(":")
  return { id, secret: password }
}

export const oauthMethods: Methods = {
  "oauth.v2.access": {
    token: "none",
    answer: (call) => {
      const { args, world } = call
      const given = credentials(call)
      if (given.id !== world.app.clientId) return refuse("invalid_client_id")
      if (given.secret !== world.app.clientSecret) return refuse("bad_client_secret")
      const code = args.text("code") ?? ""
      const agreed = world.codes.get(code) ?? refuse("invalid_code")
      world.codes.delete(code)
      const team = world.teams.get(agreed.team) ?? refuse("invalid_code")
      const install = installApp(world, team, agreed.scopes)
      return {
        app_id: world.app.id,
        authed_user: { id: agreed.person },
        scope: [...install.scopes].join(","),
        token_type: "bot",
        access_token: install.token,
        bot_user_id: install.bot.id,
        team: { id: team.id, name: team.name },
        enterprise: null,
        is_enterprise_install: false
      }
    }
  }
}

/**
 * The person reads the page behind the app's "Add to Slack" and agrees, or does not. Returns the address to which the
 * browser is sent back; null when the page would only show an error.
 */
export const authorize = (
  world: World,
  person: { readonly id: string; readonly team: string },
  address: string,
  agrees = true
): string | null => {
  const asked = new URL(address).searchParams
  const back = asked.get("redirect_uri")
  if (asked.get("client_id") !== world.app.clientId || back === null) return null
  const scopes = (asked.get("scope") ?? "").split(",").filter((scope) => scope !== "")
  const url = new URL(back)
  const state = asked.get("state")
  if (agrees) {
    const code = `${Date.now()}.${secret(20)}`
    world.codes.set(code, { team: person.team, person: person.id, scopes })
    url.searchParams.set("code", code)
  } else url.searchParams.set("error", "access_denied")
  if (state !== null) url.searchParams.set("state", state)
  return url.toString()
}
