/**
 * What the doctor looks at on Discord: the token, what the application may be told, and what is missing in each server.
 * Only asks; every fault comes with its remedy, and no secret is in any of the words.
 */
import * as Effect from "effect/Effect"
import type { PlatformError } from "../../../../core/ports/ChatPlatform.ts"
import type { Check, Surroundings } from "../../../../core/ports/Manifest.ts"
import { type Account, countCommands, findAccount, findGuilds, type Guild } from "../Account.ts"
import { credentialsOf, tokenName } from "../Credentials.ts"
import type { DiscordConfig } from "../DiscordConfig.ts"
import { missingFrom } from "../Permissions.ts"
import type { Api } from "../rest/Api.ts"
import { makeApi } from "../rest/Rest.ts"
import { inviteLink, portalPage } from "./InviteLink.ts"

const mostGuilds = 10

const fine = (name: string, found: string): Check => ({ name, state: "ok", found, fix: "" })
const warning = (name: string, found: string, fix: string): Check => ({ name, state: "warning", found, fix })
const failed = (name: string, found: string, fix: string): Check => ({ name, state: "failed", found, fix })

const remedy = ({ reason }: PlatformError, apiUrl: string): string => {
  switch (reason._tag) {
    case "Misconfigured":
      return reason.remedy
    case "RateLimited":
      return "wait a few minutes, then look again"
    case "Forbidden":
      return "invite the bot once more with the link of: orchestrator setup"
    case "Gone":
    case "Rejected":
      return "look again; if it stays so, discord changed: see whether there is a newer version of this product"
    default:
      return `check this machine's connection to ${apiUrl}, then look again`
  }
}

/** A question that got no answer is itself a finding. */
const orFailed = (name: string, apiUrl: string, checks: Effect.Effect<ReadonlyArray<Check>, PlatformError>) =>
  Effect.catch(checks, (error) =>
    Effect.succeed([failed(name, error.reason.message.split("\n")[0] ?? "", remedy(error, apiUrl))])
  )

const contentCheck = ({ application, readsEverything }: Account): Check =>
  readsEverything
    ? fine("discord message content", "the intent is on")
    : warning(
        "discord message content",
        "the intent is off: only messages that mention the bot and direct messages can be read",
        `switch on Message Content Intent at ${portalPage(application)}, then start the service again`
      )

const guildCheck = (guild: Guild): Check => {
  const name = `discord server ${guild.name}`
  const missing = missingFrom(guild.permissions)
  if (missing.length === 0) return fine(name, "every permission is there")
  const found = missing.map((permission) => `${permission.name} (${permission.otherwise})`).join(", ")
  return warning(name, `missing ${found}`, "give them to the bot's role under Server Settings > Roles")
}

const guildChecks = (account: Account, guilds: ReadonlyArray<Guild>): ReadonlyArray<Check> => {
  if (guilds.length === 0) {
    const fix = `add it to one: ${inviteLink(account.application)}`
    return [failed("discord servers", `${account.name} is in no server`, fix)]
  }
  const beyond = guilds.length - mostGuilds
  return [
    ...guilds.slice(0, mostGuilds).map(guildCheck),
    ...(beyond > 0 ? [fine("discord servers", `${beyond} more, not looked at`)] : [])
  ]
}

const commandsCheck = (api: Api, config: DiscordConfig, { application }: Account) =>
  config.commands
    ? Effect.map(countCommands(api, application), (many) =>
        many > 0
          ? fine("discord commands", `${many} are registered`)
          : warning("discord commands", "none is registered", "start the service, which registers them")
      )
    : Effect.succeed(fine("discord commands", "off in the configuration"))

export const checkDiscord = (
  config: DiscordConfig,
  { environment }: Surroundings
): Effect.Effect<ReadonlyArray<Check>> =>
  Effect.gen(function* () {
    const { apiUrl, token } = credentialsOf(config, environment)
    if (token === undefined) return [failed("discord token", `${tokenName} is not set`, "orchestrator setup")]
    const api = yield* makeApi({ token, apiUrl })
    const account = yield* Effect.result(findAccount(api))
    if (account._tag === "Failure") {
      const { reason } = account.failure
      return reason._tag === "Misconfigured"
        ? [failed("discord token", "discord refuses it", "make a new one with: orchestrator setup")]
        : [failed("discord", reason.message, remedy(account.failure, apiUrl))]
    }
    const known = account.success
    return [
      fine("discord token", `valid, for ${known.name}`),
      contentCheck(known),
      ...(yield* orFailed(
        "discord servers",
        apiUrl,
        Effect.map(findGuilds(api), (guilds) => guildChecks(known, guilds))
      )),
      ...(yield* orFailed(
        "discord commands",
        apiUrl,
        Effect.map(commandsCheck(api, config, known), (check) => [check])
      ))
    ]
  }).pipe(Effect.scoped)
