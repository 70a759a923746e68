/**
 * Who answers where: the shape of a binding and the written precedence among them. Pure; where bindings are kept is in
 * `Bindings`.
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Conversation } from "../model/Conversation.ts"
import { type AgentName, ConversationId, PlatformName } from "../model/Ids.ts"
import { WrittenAgentName } from "./WrittenAgentName.ts"

/** `all`: every message is for the agent. `mention`: only one that addresses the bot. */
export const Trigger = Schema.Literals(["all", "mention"])
export type Trigger = typeof Trigger.Type

/** A binding where `platform` is a name that is known to exist: a misspelt one would never hold. */
export const bindingSchema = (platform: Schema.Codec<PlatformName, string>) =>
  Schema.Struct({
    platform,
    conversation: Schema.optionalKey(ConversationId).annotate({
      description: "The id of a channel, thread, category or workspace; without it the whole platform is meant"
    }),
    agent: WrittenAgentName.annotate({ description: "The agent that answers there" }),
    trigger: Trigger.pipe(Schema.withDecodingDefaultKey(Effect.succeed("mention" as const))).annotate({
      description: "all: every message is for the agent; mention: only one that mentions the bot"
    })
  })

export const Binding = bindingSchema(PlatformName).annotate({ identifier: "Binding" })
export type Binding = typeof Binding.Type

/** Which rule decided. `container` is anything that contains the conversation: a thread's channel, a workspace. */
export type RouteRule = "directive" | "conversation" | "container" | "platform" | "default"

export interface Route {
  readonly agent: AgentName
  readonly by: RouteRule
  readonly trigger: Trigger
  /** The bound conversation, for `conversation` and `container`. */
  readonly at?: ConversationId
}

export interface RouteQuestion {
  readonly conversation: Conversation
  /** Agents that the message names, in order. */
  readonly named: ReadonlyArray<AgentName>
}

/**
 * Directive in the message > the conversation itself > what contains it, nearest first > platform > default. Every
 * agent that the message names answers, each once; otherwise at most one does. Of two bindings for one place the
 * first wins.
 */
export const resolveRoutes = (
  bindings: ReadonlyArray<Binding>,
  fallback: AgentName | undefined,
  { conversation, named }: RouteQuestion
): ReadonlyArray<Route> => {
  if (named.length > 0) return [...new Set(named)].map((agent) => ({ agent, by: "directive", trigger: "mention" }))
  const here = bindings.filter((binding) => binding.platform === conversation.platform)
  for (const at of [conversation.id, ...conversation.within]) {
    const bound = here.find((binding) => binding.conversation === at)
    if (bound !== undefined) {
      const by = at === conversation.id ? "conversation" : "container"
      return [{ agent: bound.agent, by, trigger: bound.trigger, at }]
    }
  }
  const bound = here.find((binding) => binding.conversation === undefined)
  if (bound !== undefined) return [{ agent: bound.agent, by: "platform", trigger: bound.trigger }]
  return fallback === undefined ? [] : [{ agent: fallback, by: "default", trigger: "mention" }]
}

/** Whether a message on this route is for the agent at all; one that is not is ignored without a word. */
export const isAddressed = (
  route: Route,
  message: { readonly addressed: boolean; readonly inSessionThread: boolean }
): boolean => route.by === "directive" || route.trigger === "all" || message.addressed || message.inSessionThread
