/**
 * The platform, put together of its halves: what people do comes in over Socket Mode or HTTP, what agents say goes out
 * over the Web API. Owns which part is handed to which. A process that only writes never listens.
 */
import * as Effect from "effect/Effect"
import type * as FileSystem from "effect/FileSystem"
import type * as Path from "effect/Path"
import type * as Scope from "effect/Scope"
import type { ChatPlatform, PlatformError } from "../../../core/ports/ChatPlatform.ts"
import type { Surroundings } from "../../../core/ports/Manifest.ts"
import type { State } from "../../../core/ports/State.ts"
import { capabilities } from "./Capabilities.ts"
import { credentialsOf } from "./Credentials.ts"
import { makeInbound } from "./inbound/Inbound.ts"
import { makeInteractions } from "./interactions/Interactions.ts"
import { makeReplies } from "./interactions/Replies.ts"
import { makeNamedPlaces } from "./NamedPlaces.ts"
import { makeOutbound } from "./outbound/Outbound.ts"
import { makeRecipients } from "./outbound/Recipients.ts"
import { slack } from "./Place.ts"
import { receptionConnection } from "./receive/ReceptionConnection.ts"
import type { SlackConfig } from "./SlackConfig.ts"
import { webLink } from "./WebLink.ts"
import { makeWebApi } from "./web/WebApi.ts"
import { makeWorkspaces } from "./workspaces/Workspaces.ts"

export const makeSlack = Effect.fn("Slack.make")(function* (
  config: SlackConfig,
  { directory, environment }: Surroundings
): Effect.fn.Return<ChatPlatform, PlatformError, State | FileSystem.FileSystem | Path.Path | Scope.Scope> {
  const credentials = credentialsOf(config, environment)
  const workspaces = yield* makeWorkspaces({ credentials })
  const api = yield* makeWebApi({ tokens: workspaces, apiUrl: credentials.apiUrl })
  const recipients = makeRecipients({ api })
  const replies = yield* makeReplies({ api, apiUrl: credentials.apiUrl })
  const outbound = yield* makeOutbound({ api, tokens: workspaces, config, recipients, replies })
  const inbound = yield* makeInbound({
    api,
    tokens: workspaces,
    installer: workspaces.installer,
    credentials,
    config,
    recipients,
    directory,
    replies,
    stopTarget: outbound.stopTarget,
    interactions: ({ intake, people, places }) =>
      makeInteractions({ api, tokens: workspaces, intake, places, people, replies, recipients, outbound })
  })
  return {
    name: slack,
    capabilities,
    receive: inbound.receive,
    perform: outbound.perform,
    leftBehind: outbound.leftBehind,
    link: webLink,
    places: makeNamedPlaces({ api, tokens: workspaces }),
    connection: Effect.map(inbound.health, receptionConnection)
  }
})
