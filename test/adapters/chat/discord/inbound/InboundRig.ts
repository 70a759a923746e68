/**
 * The inbound half on a loopback Discord: listens, stops, and listens again with the same state, as a service that is
 * restarted. What reaches the core is written down as lines in which ids have names.
 */
import { NodeServices } from "@effect/platform-node"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Scope from "effect/Scope"
import { findAccount } from "../../../../../src/adapters/chat/discord/Account.ts"
import { type Inbound, makeInbound } from "../../../../../src/adapters/chat/discord/inbound/Inbound.ts"
import { makeNamedPlaces } from "../../../../../src/adapters/chat/discord/NamedPlaces.ts"
import type { Api } from "../../../../../src/adapters/chat/discord/rest/Api.ts"
import { makeApi } from "../../../../../src/adapters/chat/discord/rest/Rest.ts"
import { AgentName, type ConversationId } from "../../../../../src/core/model/Ids.ts"
import type { InboundEvent } from "../../../../../src/core/model/InboundEvent.ts"
import type { PlatformError } from "../../../../../src/core/ports/ChatPlatform.ts"
import type { ReceivedFiles } from "../../../../../src/core/ports/Intake.ts"
import type { FakeDiscord } from "../../../../support/discord/FakeDiscord.ts"
import { memoryState } from "../../../../support/MemoryState.ts"
import { testIntake } from "../../../../support/TestIntake.ts"

export interface Listener {
  readonly stop: Effect.Effect<void>
  /** Why it ended by itself. */
  readonly failure: Effect.Effect<PlatformError>
}

export interface InboundRig {
  readonly inbound: Inbound
  readonly api: Api
  /** In the order in which they were accepted. */
  readonly events: ReadonlyArray<InboundEvent>
  readonly files: ReadonlyArray<ReceivedFiles>
  /** `Said #general/1 ann: fix the build (roles developers, addressed)`; people who type and raw interactions too. */
  readonly lines: () => ReadonlyArray<string>
  readonly titles: ReadonlyMap<ConversationId, string>
  readonly directory: string
  readonly listen: Effect.Effect<Listener>
  /** What runs while an event is being accepted. */
  accepting: (event: InboundEvent) => Effect.Effect<void>
}

const makeNames = (discord: FakeDiscord) => {
  const channelName = (id: string): string => {
    const channel = discord.world.channels.get(id)
    if (channel === undefined) return "?"
    return channel.recipient === undefined ? `#${channel.name}` : "dm"
  }
  const messageName = (channel: string, id: string): string => {
    const where = discord.world.channels.get(channel)
    return where === undefined ? "?" : String(1 + discord.messages(where).findIndex((message) => message.id === id))
  }
  const conversationName = (id: ConversationId): string => {
    const [channel = "", thread] = id.split("-")
    if (thread === undefined) return channelName(channel)
    return discord.world.channels.has(thread)
      ? `${channelName(channel)}/${channelName(thread)}`
      : `${channelName(channel)}/${messageName(channel, thread)}`
  }
  const roleName = (id: string): string => {
    for (const guild of discord.world.guilds.values()) {
      const role = guild.roles.get(id)
      if (role !== undefined) return role.name
    }
    return "?"
  }
  return { conversationName, roleName }
}

const lineOf = (event: InboundEvent, names: ReturnType<typeof makeNames>): string => {
  const where = `${event._tag} ${names.conversationName(event.conversation.id)}`
  switch (event._tag) {
    case "Said": {
      const { addressed, named, person, text } = event
      const notes = [
        ...(person.roles.length === 0 ? [] : [`roles ${person.roles.map(names.roleName).join("+")}`]),
        ...(addressed ? ["addressed"] : []),
        ...(named.length === 0 ? [] : [`named ${named.join("+")}`])
      ]
      return `${where} ${person.name}: ${text}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`
    }
    case "Edited":
      return `${where} ${event.person.name}: ${event.text}`
    case "Reacted":
      return `${where} ${event.person.name}: ${event.reaction}`
    case "Pressed":
      return `${where} ${event.person.name}: ${event.action} ${event.target}`
    default:
      return where
  }
}

export const makeInboundRig = (
  discord: FakeDiscord,
  options: {
    readonly limits?: { readonly readyWithin: number; readonly silentFor: number }
    readonly token?: string
    readonly threads?: boolean
    readonly api?: (api: Api) => Api
  } = {}
): Effect.Effect<InboundRig, never, Scope.Scope> =>
  Effect.gen(function* () {
    const services = yield* Layer.build(Layer.merge(memoryState, NodeServices.layer))
    const fs = Context.get(services, FileSystem.FileSystem)
    const directory = yield* Effect.orDie(fs.makeTempDirectoryScoped({ prefix: "inbound-" }))
    const names = makeNames(discord)
    const plain = yield* makeApi({ token: Redacted.make(discord.token), apiUrl: discord.apiUrl })
    const api = options.api?.(plain) ?? plain
    const events: Array<InboundEvent> = []
    const files: Array<ReceivedFiles> = []
    const lines: Array<() => string> = []
    const titles = new Map<ConversationId, string>()
    const note = (line: () => string) => {
      lines.push(line)
      discord.world.touch()
    }

    const inbound = yield* Effect.provideContext(
      makeInbound({
        api,
        account: findAccount(api),
        token: Redacted.make(options.token ?? discord.token),
        apiUrl: discord.apiUrl,
        config: { threads: options.threads ?? true },
        threads: {
          expect: (conversation, title) => void titles.set(conversation, title),
          retitle: (conversation, title) => Effect.sync(() => void titles.set(conversation, title))
        },
        named: makeNamedPlaces(),
        interactions: () =>
          Effect.succeed({ handle: (raw) => Effect.sync(() => note(() => `Interaction ${JSON.stringify(raw)}`)) }),
        directory,
        ...(options.limits === undefined ? {} : { limits: options.limits })
      }),
      services
    )

    const rig: InboundRig = {
      inbound,
      api,
      events,
      files,
      titles,
      directory,
      lines: () => lines.map((line) => line()),
      accepting: () => Effect.void,
      listen: Effect.gen(function* () {
        const scope = yield* Scope.make()
        const intake = testIntake(
          (event, stored) =>
            Effect.gen(function* () {
              yield* rig.accepting(event)
              if (stored !== undefined) files.push(yield* stored)
              events.push(event)
              note(() => lineOf(event, names))
            }),
          {
            agents: Effect.succeed([AgentName.make("scout")]),
            typing: (conversation, person) =>
              Effect.sync(() => note(() => `Typing ${names.conversationName(conversation.id)} ${person.name}`))
          }
        )
        const fiber = yield* inbound
          .receive(intake)
          .pipe(
            Effect.provideService(Scope.Scope, scope),
            Effect.ensuring(Effect.sync(() => discord.world.touch())),
            Effect.forkDetach({ startImmediately: true })
          )
        return {
          stop: Effect.andThen(Fiber.interrupt(fiber), Scope.close(scope, Exit.void)),
          failure: Fiber.join(fiber).pipe(Effect.flip, Effect.orDie, Effect.ensuring(Scope.close(scope, Exit.void)))
        }
      })
    }
    return rig
  })
