/**
 * The platform, put together of its halves: what people do comes in over the gateway, what agents say goes out over REST.
 * Owns which part is handed to which. A process that only writes never opens the gateway.
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import { type ChatPlatform, Misconfigured, type PlatformError } from "../../../core/ports/ChatPlatform.ts"
import type { Surroundings } from "../../../core/ports/Manifest.ts"
import type { State } from "../../../core/ports/State.ts"
import { makeAccounts } from "./Account.ts"
import { capabilities } from "./Capabilities.ts"
import { credentialsOf, tokenName } from "./Credentials.ts"
import type { DiscordConfig } from "./DiscordConfig.ts"
import { gatewayConnection } from "./gateway/GatewayConnection.ts"
import { makeInbound } from "./inbound/Inbound.ts"
import { makeInteractions } from "./interactions/Interactions.ts"
import { registerCommands } from "./interactions/RegisterCommands.ts"
import { makeReplies } from "./interactions/Replies.ts"
import { makeNamedPlaces } from "./NamedPlaces.ts"
import { makeOutbound } from "./outbound/Outbound.ts"
import { makeThreads } from "./outbound/Threads.ts"
import { discord } from "./Place.ts"
import { faultOf } from "./rest/Faults.ts"
import { makeApi } from "./rest/Rest.ts"
import { webLink } from "./WebLink.ts"

export const makeDiscord = Effect.fn("Discord.make")(function* (
  config: DiscordConfig,
  { directory, environment }: Surroundings
): Effect.fn.Return<ChatPlatform, PlatformError, State | FileSystem.FileSystem | Path.Path | Scope.Scope> {
  const { apiUrl, token } = credentialsOf(config, environment)
  if (token === undefined) {
    return yield* faultOf(
      new Misconfigured({
        detail: `${tokenName} is not set`,
        remedy: "run orchestrator setup, or put the bot's token into the environment"
      })
    )
  }
  const api = yield* makeApi({ token, apiUrl })
  const accounts = makeAccounts(api)
  const replies = yield* makeReplies(api)
  const threads = makeThreads({ api })
  const named = makeNamedPlaces()
  const outbound = yield* makeOutbound({ api, account: accounts.known, config, threads, replies })
  const inbound = yield* makeInbound({
    api,
    account: accounts.listening,
    token,
    apiUrl,
    config,
    threads,
    named,
    directory,
    interactions: Effect.fnUntraced(function* ({ intake, places, self }) {
      const { vocabulary } = intake
      if (config.commands) {
        yield* Effect.forkScoped(registerCommands({ api, application: self.application, vocabulary }))
      }
      return makeInteractions({ api, intake, places, replies, threads })
    })
  })
  return {
    name: discord,
    capabilities,
    receive: inbound.receive,
    perform: outbound.perform,
    leftBehind: outbound.leftBehind,
    link: webLink,
    places: named.all,
    connection: Effect.map(inbound.health, gatewayConnection)
  }
})
