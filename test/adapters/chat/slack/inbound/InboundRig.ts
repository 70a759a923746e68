/**
 * The inbound half on a loopback Slack: listens over sockets or HTTP, stops, and listens again with the same state, as a
 * service that is restarted. What reaches the core is written down as lines in which ids have names.
 */
import { NodeServices } from "@effect/platform-node"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as FileSystem from "effect/FileSystem"
import * as Layer from "effect/Layer"
import * as Scope from "effect/Scope"
import { addressOf } from "../../../../../src/adapters/chat/slack/Address.ts"
import { credentialsOf } from "../../../../../src/adapters/chat/slack/Credentials.ts"
import {
  type Inbound,
  type InboundLimits,
  makeInbound
} from "../../../../../src/adapters/chat/slack/inbound/Inbound.ts"
import type { OpenReply } from "../../../../../src/adapters/chat/slack/interactions/Replies.ts"
import type { Api } from "../../../../../src/adapters/chat/slack/web/Api.ts"
import { makeWebApi } from "../../../../../src/adapters/chat/slack/web/WebApi.ts"
import { makeWorkspaces } from "../../../../../src/adapters/chat/slack/workspaces/Workspaces.ts"
import { AgentName, type ConversationId } from "../../../../../src/core/model/Ids.ts"
import type { InboundEvent } from "../../../../../src/core/model/InboundEvent.ts"
import type { PlatformError } from "../../../../../src/core/ports/ChatPlatform.ts"
import type { ReceivedFiles } from "../../../../../src/core/ports/Intake.ts"
import { memoryState } from "../../../../support/MemoryState.ts"
import type { FakeSlack } from "../../../../support/slack/FakeSlack.ts"
import { testIntake } from "../../../../support/TestIntake.ts"
import { toldOf } from "../../../../support/Waiting.ts"

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
  /** `Said #general/1 ann: fix the build (roles developers, addressed)`; raw interactions too. */
  readonly lines: () => ReadonlyArray<string>
  readonly texts: () => ReadonlyArray<string>
  readonly recipients: ReadonlyMap<ConversationId, { readonly user: string; readonly title: string }>
  readonly replies: ReadonlyArray<OpenReply>
  readonly stopTargets: Map<string, string>
  /** Workspaces that are gone. */
  readonly forgotten: ReadonlyArray<string>
  readonly directory: string
  /** Returns when events arrive. */
  readonly listen: Effect.Effect<Listener>
  /** Begins, and does not wait. */
  readonly begin: Effect.Effect<Listener>
  /** What runs while an event is being accepted. */
  accepting: (event: InboundEvent) => Effect.Effect<void>
}

export type Way = "sockets" | "http"

const namesOn = (slack: FakeSlack) => {
  const channelName = (id: string): string => {
    const channel = slack.world.channels.get(id)
    if (channel === undefined) return "?"
    return channel.kind === "im" ? "dm" : `#${channel.name}`
  }
  const groupName = (id: string): string => slack.world.groups.get(id)?.handle ?? "?"
  /** By the text of the message that the thread hangs on. */
  const conversationName = (id: ConversationId): string => {
    const { channel, thread } = addressOf(id)
    if (thread === undefined) return channelName(channel)
    const root = (slack.world.messages.get(channel) ?? []).find(({ ts }) => ts === thread)
    const words = (root?.before[0] ?? root?.text ?? "").replaceAll(/<[^>]*>\s*/g, "")
    return `${channelName(channel)}/${words === "" ? "?" : words}`
  }
  return { conversationName, groupName }
}

const lineOf = (event: InboundEvent, names: ReturnType<typeof namesOn>): string => {
  const where = `${event._tag} ${names.conversationName(event.conversation.id)}`
  switch (event._tag) {
    case "Said": {
      const { addressed, named, person, text } = event
      const notes = [
        ...(person.roles.length === 0 ? [] : [`roles ${person.roles.map(names.groupName).join("+")}`]),
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
    case "Commanded":
      return `${where} ${event.person.name}: ${event.command}`
    default:
      return where
  }
}

export interface RigOptions {
  readonly way?: Way
  readonly limits?: Partial<InboundLimits>
  /** In place of what the server gave out. */
  readonly environment?: Readonly<Record<string, string>>
  readonly listen?: string
  readonly api?: (api: Api) => Api
}

export const makeInboundRig = (
  slack: FakeSlack,
  options: RigOptions = {}
): Effect.Effect<InboundRig, never, Scope.Scope> =>
  Effect.gen(function* () {
    const services = yield* Layer.build(Layer.merge(memoryState, NodeServices.layer))
    const fs = Context.get(services, FileSystem.FileSystem)
    const directory = yield* Effect.orDie(fs.makeTempDirectoryScoped({ prefix: "inbound-" }))
    const names = namesOn(slack)
    const way = options.way ?? "sockets"
    const config = { listen: options.listen ?? "127.0.0.1:0" }
    const given: Readonly<Record<string, string>> = {
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_API_URL: slack.apiUrl,
      ...(way === "http" ? { SLACK_SIGNING_SECRET: slack.signingSecret } : { SLACK_APP_TOKEN: slack.appToken })
    }
    const credentials = credentialsOf({}, { ...given, ...options.environment })
    const workspaces = yield* Effect.orDie(Effect.provideContext(makeWorkspaces({ credentials }), services))
    const plain = yield* makeWebApi({ tokens: workspaces, apiUrl: credentials.apiUrl })
    const api = options.api?.(plain) ?? plain
    const events: Array<InboundEvent> = []
    const files: Array<ReceivedFiles> = []
    const lines: Array<() => string> = []
    const replies: Array<OpenReply> = []
    const recipients = new Map<ConversationId, { readonly user: string; readonly title: string }>()
    const stopTargets = new Map<string, string>()
    const forgotten = toldOf<string>(slack.world)
    const note = (line: () => string) => {
      lines.push(line)
      slack.world.touch()
    }

    const inbound = yield* Effect.provideContext(
      makeInbound({
        api,
        tokens: {
          ...workspaces,
          forget: (team) =>
            Effect.andThen(
              Effect.sync(() => void forgotten.push(team)),
              workspaces.forget(team)
            )
        },
        credentials,
        config,
        installer: workspaces.installer,
        recipients: { note: (conversation, who) => void recipients.set(conversation, who) },
        replies: { open: (reply) => Effect.sync(() => void replies.push(reply)) },
        directory,
        stopTarget: (_team, _channel, ts) => stopTargets.get(ts),
        interactions: () =>
          Effect.succeed({
            handle: (raw, acknowledge) =>
              Effect.andThen(
                acknowledge(),
                Effect.sync(() => note(() => `Interaction ${JSON.stringify(raw)}`))
              )
          }),
        limits: { deafFor: 20_000, pongMillis: 5_000, acknowledgedWithin: 2_400, ...options.limits }
      }),
      services
    )

    const begin = Effect.gen(function* () {
      const scope = yield* Scope.make()
      const intake = testIntake(
        (event, stored) =>
          Effect.gen(function* () {
            yield* rig.accepting(event)
            if (stored !== undefined) files.push(yield* stored)
            events.push(event)
            note(() => lineOf(event, names))
          }),
        { agents: Effect.succeed([AgentName.make("scout")]) }
      )
      const fiber = yield* inbound
        .receive(intake)
        .pipe(
          Effect.provideService(Scope.Scope, scope),
          Effect.ensuring(Effect.sync(() => slack.world.touch())),
          Effect.forkDetach({ startImmediately: true })
        )
      return {
        stop: Effect.andThen(Fiber.interrupt(fiber), Scope.close(scope, Exit.void)),
        failure: Fiber.join(fiber).pipe(Effect.flip, Effect.orDie, Effect.ensuring(Scope.close(scope, Exit.void)))
      }
    })

    const connected = Effect.gen(function* () {
      const all = yield* inbound.health
      if (all.length === 0 || all.some(({ state }) => state !== "connected")) return yield* Effect.fail("not yet")
      return all
    }).pipe(
      Effect.tapError(() => Effect.yieldNow),
      Effect.eventually
    )

    /** The address that whoever runs the bot gives to Slack. */
    const published = Effect.map(connected, ([first]) => {
      if (way === "http") slack.http.to(first?.name)
    })

    const rig: InboundRig = {
      inbound,
      api,
      events,
      files,
      replies,
      recipients,
      stopTargets,
      forgotten,
      directory,
      lines: () => lines.map((line) => line()),
      texts: () => events.flatMap((event) => (event._tag === "Said" ? [event.text] : [])),
      accepting: () => Effect.void,
      begin,
      listen: Effect.tap(begin, () =>
        way === "http"
          ? published
          : Effect.andThen(
              slack.until("two sockets", () => slack.sockets.connected() === 2),
              connected
            )
      )
    }
    return rig
  })
