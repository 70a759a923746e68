/**
 * Decides with the person who answers in the place that was set up. What is bound there already stays as it is.
 */
import * as Effect from "effect/Effect"
import { Agents } from "../../core/agents/Agents.ts"
import type { Trigger } from "../../core/agents/Binding.ts"
import { Bindings } from "../../core/agents/Bindings.ts"
import type { Agent } from "../../core/model/Agent.ts"
import type { SetUp } from "../../core/ports/Manifest.ts"
import * as Words from "../../core/render/Words.ts"
import { Startup } from "../Startup.ts"
import type { Interview } from "./Interview.ts"
import { SetupError } from "./SetupError.ts"

export interface Bound {
  readonly agent: Agent
  readonly trigger: Trigger
}

const triggers: Readonly<Record<Trigger, { readonly title: string; readonly about: string }>> = {
  mention: { title: "messages that mention the bot", about: "people can talk there among themselves" },
  all: { title: "every message", about: "for a channel that is the agent's own" }
}

const hears: Readonly<Record<Trigger, string>> = { mention: "when the bot is mentioned", all: "to every message" }

export const bindAgent = Effect.fn("bindAgent")(function* (interview: Interview, setUp: SetUp) {
  const { config } = yield* Startup
  const bindings = yield* Bindings
  const { conversation, place } = setUp
  const agents = yield* (yield* Agents).all
  const known = (yield* bindings.all).find(
    (binding) => binding.platform === conversation.platform && binding.conversation === conversation.id
  )
  const answering = agents.find(({ name }) => name === known?.agent)
  if (known !== undefined && answering !== undefined) {
    yield* interview.say(`${Words.done} ${known.agent} answers in ${place} already, ${hears[known.trigger]}`)
    const bound: Bound = { agent: answering, trigger: known.trigger }
    return bound
  }
  if (agents.length === 0) {
    return yield* new SetupError({
      detail: "there is no agent",
      remedy: "make one: orchestrator agents create NAME, then run again: orchestrator setup"
    })
  }
  const byDefault = agents.filter(({ name }) => name === config.default)
  const agent = yield* interview.choose(
    `who answers in ${place}?`,
    [...byDefault, ...agents.filter((one) => !byDefault.includes(one))].map((one) => ({
      title: one.name,
      about: one.description,
      value: one
    }))
  )
  const [first, ...others] = setUp.triggers
  const trigger =
    others.length === 0
      ? first
      : yield* interview.choose(
          `which messages in ${place} are for ${agent.name}?`,
          setUp.triggers.map((one) => ({ ...triggers[one], value: one }))
        )
  yield* bindings.bind({ platform: conversation.platform, conversation: conversation.id, agent: agent.name, trigger })
  yield* interview.say(`${Words.done} ${agent.name} answers in ${place}, ${hears[trigger]}`)
  const bound: Bound = { agent, trigger }
  return bound
})
